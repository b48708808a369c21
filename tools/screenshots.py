"""Pictures of pages, for whoever looks at their work: widths × languages × schemes, into var/screenshots/.

Usage: ICRWEB_DEMO=1 .venv/bin/python tools/screenshots.py [--as EMAIL] [--languages en,ja,th] [--widths 390,1280] [--guides] [ADDRESS …]

An address has no language prefix: "courses/c1b/". Without any, a fixed set is taken. With --as, somebody of the demonstration is
signed in. A running site is used when it answers (--site http://127.0.0.1:8000); otherwise one is prepared, which takes a minute.

With --guides the pictures of GUIDES are taken anew into docs/images, in English, as WebP of at most 80 KB each.
"""

import argparse
import io
import re
import sys
import tempfile
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.served import Served, chromium  # noqa: E402

INTO = ROOT / "var" / "screenshots"
IMAGES = ROOT / "docs" / "images"
LARGEST = 80_000
PASSWORD = "learn-the-trial"  # noqa: S105 - of the demonstration's invented people
PAGES = [
    "",
    "courses/",
    "courses/c1b/",
    "courses/c1b/what-changed/the-new-shape/",
    "seminars/",
    "seminars/capacity-building-visit/",
]
PAGES += ["network/", "about/", "verify/", "search/?q=consent", "accounts/sign-in/", "accounts/sign-up/"]
OWN = ["my/", "my/seminars/", "my/certificates/", "accounts/profile/", "courses/c7/", "courses/c7/recognise/event-and-reaction/"]
FINAL_TEST = "/admin/item-analysis/933b5185-09dc-5c07-a7de-bdaffa29806c/"  # of course C1B of the demonstration
# Name of the picture; who looks; where; the link that leads on from there, if any; width and height of the window.
GUIDES = [
    ("group", "khoa@demo.example", "/en/my/groups/", "main .rows a", 1180, 900),
    ("join-group", "huong@demo.example", "/en/my/groups/join/", "", 390, 640),
    ("inbox", "ops@demo.example", "/admin/questions-from-learners/?state=all", "", 1180, 460),
    ("person-record", "ops@demo.example", "/admin/help-desk/?q=anh", ".listing .title a", 1180, 900),
    ("what-waits", "ops@demo.example", "/admin/courses/waiting/", "", 1180, 700),
    ("course-at-work", "ops@demo.example", "/admin/courses-at-work/", ".listing .title a", 1180, 860),
    ("import", "ops@demo.example", "/admin/courses/import/", "", 1180, 560),
    ("item-analysis", "ops@demo.example", f"{FINAL_TEST}questions/", "", 1280, 900),
    ("regrade", "ops@demo.example", "/admin/regrades/5f0f6c0e-6f0b-4c53-9a55-0f3a8d1c7e21/", "", 1180, 860),
]


@contextmanager
def site(address: str | None, *, for_guides: bool):
    if address:
        yield address.rstrip("/")
        return
    with tempfile.TemporaryDirectory() as folder:
        served = Served(Path(folder))
        sys.stdout.write("  Preparing the demonstration …\n")
        served.prepare()
        if for_guides:
            served.manage("shell", "-v0", "-c", "from tools.many_attempts import for_pictures; for_pictures('C1B')")
        with served:
            yield served.url


def signed_in(browser, url: str, email: str | None) -> dict | None:
    if not email:
        return None
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.goto("/en/accounts/sign-in/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button.button").first.click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    state = context.storage_state()
    context.close()
    return state


def take_for_guides(browser, url: str) -> None:
    states = {person: signed_in(browser, url, person) for person in dict.fromkeys(row[1] for row in GUIDES)}
    for name, person, address, link, width, height in GUIDES:
        context = browser.new_context(
            base_url=url, viewport={"width": width, "height": height}, locale="en", storage_state=states[person]
        )
        page = context.new_page()
        page.goto(address)
        if link:
            page.locator(link).first.click()
            page.wait_for_load_state("networkidle")
        picture = IMAGES / f"{name}.webp"
        Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(picture, "WEBP", quality=72, method=6)
        size = picture.stat().st_size
        sys.stdout.write(f"  {size:6} bytes{' TOO LARGE' if size > LARGEST else ''}  {picture.relative_to(ROOT)}\n")
        context.close()


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("addresses", nargs="*")
    words.add_argument("--as", dest="person")
    words.add_argument("--site")
    words.add_argument("--languages", default="en,ja,th")
    words.add_argument("--widths", default="390,1280")
    words.add_argument("--schemes", default="light,dark")
    words.add_argument("--guides", action="store_true")
    chosen = words.parse_args()
    path = chromium()
    if not path:
        sys.stderr.write("Chromium is not here. Install Debian's chromium, or name one in ICRWEB_CHROMIUM.\n")
        return 1
    addresses = chosen.addresses or (OWN if chosen.person else PAGES)
    INTO.mkdir(parents=True, exist_ok=True)
    with site(chosen.site, for_guides=chosen.guides) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        if chosen.guides:
            take_for_guides(browser, url)
            return 0
        state = signed_in(browser, url, chosen.person)
        looks = product(chosen.languages.split(","), map(int, chosen.widths.split(",")), chosen.schemes.split(","))
        for language, width, scheme in looks:
            context = browser.new_context(
                base_url=url, viewport={"width": width, "height": 844}, color_scheme=scheme, locale=language, storage_state=state
            )
            page = context.new_page()
            for address in addresses:
                answer = page.goto(f"/{language}/{address}")
                name = re.sub(r"\W+", "-", address).strip("-") or "home"
                picture = INTO / f"{name}-{width}-{language}-{scheme}.png"
                page.screenshot(path=picture, full_page=True)
                sys.stdout.write(f"  {answer.status}  {picture.relative_to(ROOT)}\n")
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

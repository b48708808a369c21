"""Pictures of pages, for whoever looks at their work: widths × languages × schemes, into var/screenshots/.

Usage: ICRWEB_DEMO=1 .venv/bin/python tools/screenshots.py [--as EMAIL] [--languages en,ja,th] [--widths 390,1280] [ADDRESS …]

An address has no language prefix: "courses/c1b/". Without any, a fixed set is taken. With --as, somebody of the demonstration is
signed in. A running site is used when it answers (--site http://127.0.0.1:8000); otherwise one is prepared, which takes a minute.
"""

import argparse
import re
import sys
import tempfile
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.served import Served, chromium  # noqa: E402

INTO = ROOT / "var" / "screenshots"
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


@contextmanager
def site(address: str | None):
    if address:
        yield address.rstrip("/")
        return
    with tempfile.TemporaryDirectory() as folder:
        served = Served(Path(folder))
        sys.stdout.write("  Preparing the demonstration …\n")
        served.prepare()
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


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("addresses", nargs="*")
    words.add_argument("--as", dest="person")
    words.add_argument("--site")
    words.add_argument("--languages", default="en,ja,th")
    words.add_argument("--widths", default="390,1280")
    words.add_argument("--schemes", default="light,dark")
    chosen = words.parse_args()
    path = chromium()
    if not path:
        sys.stderr.write("Chromium is not here. Install Debian's chromium, or name one in ICRWEB_CHROMIUM.\n")
        return 1
    addresses = chosen.addresses or (OWN if chosen.person else PAGES)
    INTO.mkdir(parents=True, exist_ok=True)
    with site(chosen.site) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
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

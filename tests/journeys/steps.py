"""Steps that several journeys take. They go by what a person reads: labels, headings, the words on buttons."""

import email
import email.policy
import json
import re
import time
from itertools import count

from playwright.sync_api import Page, expect

from tools.served import Served

PASSWORD = "seven quiet herons"
DEMO_PASSWORD = "learn-the-trial"
_numbers = count(1)


def new_address() -> str:
    return f"traveller{next(_numbers)}-{time.time_ns() % 1_000_000}@demo.example"


def wait_for(look, seconds: float = 20, what: str = "it"):
    """Look again until there is something; the worker needs a moment."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come within {seconds:g} s")


def mails(site: Served, address: str) -> list[email.message.EmailMessage]:
    """What the worker has sent to an address, oldest first."""
    found = []
    for path in sorted((site.folder / "outbox").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if message["To"] == address:
            found.append(message)
    return found


def wait_for_mail(site: Served, address: str, subject: str = "", after: int = 0) -> email.message.EmailMessage:
    """The newest mail to an address, once more than `after` of them (with that in the subject) have come."""

    def look():
        found = [message for message in mails(site, address) if subject in message["Subject"]]
        return found[after:] and found[-1]

    return wait_for(look, what=f"a mail to {address} about {subject!r}")


def text_of(message) -> str:
    return message.get_body(("plain",)).get_content()


def code_in(message) -> str:
    return re.search(r"(?m)^\s*(\d{6}|\d{3} \d{3})\s*$", text_of(message)).group(1).replace(" ", "")


def sign_up(page: Page, site: Served, address: str) -> None:
    """From the sign-up page to the question for the name."""
    page.goto("/en/accounts/sign-up/")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_in(wait_for_mail(site, address)))
    if "/code/" in page.url:
        page.locator("main form button.button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How shall we write your name?")


def sign_in(page: Page, address: str, password: str = DEMO_PASSWORD) -> None:
    page.goto("/en/accounts/sign-in/")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def key(site: Served) -> dict[str, dict]:
    """The key of the attempt that was begun last: what is right, by item."""
    return json.loads(site.rows("SELECT marking FROM courses_attempt ORDER BY id DESC LIMIT 1")[0]["marking"])

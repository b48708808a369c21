"""Steps that several journeys take. They go by what a person reads: labels, headings, the words on buttons."""

import email
import email.policy
import io
import json
import re
import time
from itertools import count

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tools.served import Served

expect.set_options(timeout=30_000)  # a busy machine is no fault of the site; a wrong answer stays wrong
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


def faults_on_screen(page: Page) -> list[str]:
    """What axe-core and a ruler have to say about the page as it stands."""
    expect(page.locator("h1").first).to_be_attached()
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    faults = [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]}" for one in found]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return faults + ([f"scrolls sideways by {wide} px"] if wide > 0 else [])


def sign_up(page: Page, site: Served, address: str) -> None:
    """From the sign-up page to the question for the name."""
    page.goto("/en/accounts/sign-up/")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("input[name=accept]").check()
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


def key_of(site: Served, attempt: str) -> dict[str, dict]:
    """What is right in an attempt, by item: a test that knows the answers reads them where the grader does."""
    return json.loads(site.rows("SELECT marking FROM courses_attempt WHERE key = ?", attempt.replace("-", ""))[0]["marking"])


def read_all_lessons(page: Page) -> int:
    """From an open lesson to the test, by the button at each lesson's end; how many lessons that were."""
    for number in range(1, 40):
        read_lesson(page)
        if page.locator("[data-lesson]").count() == 0:
            return number
    raise AssertionError("the lessons do not end")


def read_lesson(page: Page) -> None:
    """Answer what a lesson asks, and go on by the button at its end."""
    title = page.get_by_role("heading", level=1).inner_text()
    for check in page.locator("[data-self-check]").all():
        check.locator("[data-right] input").first.check()
        check.locator("[data-check-button] button").click()
        expect(check.locator("[data-check-done]")).to_be_visible()
    page.locator(".lesson__ways .button").last.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(title)
    if page.locator("[data-onward]").count():
        page.locator("[data-onward] a").click()  # a voluntary quiz on the way
        expect(page.locator("[data-onward]")).to_have_count(0)


def change_language(page: Page, code: str) -> None:
    """By the menu that each page has."""
    page.locator(".menu--languages summary").click()
    page.locator(f".menu--languages a[hreflang={code}]").click()
    expect(page.locator("html")).to_have_attribute("lang", code)


def start_test(page: Page) -> None:
    page.locator("input[name=declared]").check()
    page.locator("main form.form button.button").click()
    expect(page.locator("[data-quiz]")).to_be_visible()


def answer_all(page: Page, site: Served, *, rightly: bool) -> None:
    """Give an answer to every question, each of them right or each wrong, and come to the overview."""
    key = key_of(site, page.locator("[data-quiz]").get_attribute("data-attempt"))
    for _question in range(len(key)):
        form = page.locator("[data-quiz-question]:not([hidden])")
        number = form.get_attribute("data-number")
        answer_one(form, key[form.get_attribute("data-item")], rightly=rightly)
        expect(form.locator("[data-saved]")).to_be_visible()
        form.locator(".quiz-ways button").last.click()
        expect(page.locator(f"[data-quiz-question][data-number='{number}']")).to_be_hidden()
    expect(page.locator("[data-quiz-hand-in]")).to_be_attached()


def answer_one(form, marking: dict, *, rightly: bool) -> None:
    kind, right = marking["kind"], marking.get("right")
    if kind == "numeric":
        form.locator("input[type=text]").fill(marking["answer"] if rightly else "99999")
        form.locator("input[type=text]").blur()
        return
    if kind == "ordering":
        for place, step in enumerate(right if rightly else right[::-1], 1):
            form.locator(f"select:has(option[value='{step}={place}'])").select_option(f"{step}={place}")
        return
    if kind in ("matching", "cloze"):
        for row, choice in right.items():
            menu = form.locator(f"select:has(option[value='{row}={choice}'])")
            offered = menu.locator("option").evaluate_all("all => all.map((one) => one.value).filter(Boolean)")
            menu.select_option(next(value for value in offered if (value == f"{row}={choice}") is rightly))
        return
    for choice in marking["choice_feedback"]:
        box = form.locator(f"input[value='{choice}']")
        if (choice in marking["right"]) is rightly:
            box.check()
            if marking["kind"] != "multiple":
                return


def hand_in(page: Page) -> None:
    page.locator("[data-dialog=hand-in-dialog]").click()
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.locator(".result__percent")).to_be_visible()


def paper_of(page: Page, site: Served, language: str) -> PdfReader:
    """The PDF of the newest certificate, once the worker has made it."""

    def look():
        page.goto(f"/{language}/my/certificates/")
        links = page.locator(".certificate-row__papers a.button")
        return links.count() and links.first.get_attribute("href")

    address = wait_for(look, seconds=60, what="the certificate's paper")
    answer = page.request.get(address)
    assert answer.status == 200
    return PdfReader(io.BytesIO(answer.body()))

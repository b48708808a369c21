"""From signing up to the certificate with the keyboard alone: Tab, Space, Enter and the arrows."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.arrows import HERE, answer_by_keyboard, press, tab_to, write
from tests.journeys.steps import PASSWORD, code_in, key_of, new_address, wait_for, wait_for_mail

pytestmark = pytest.mark.journey


def heading(page: Page):
    return page.get_by_role("heading", level=1).first


def test_the_whole_way_needs_no_mouse(site, visitor):
    page, address = visitor(), new_address()

    # The first Tab offers to skip what is the same on every page.
    page.goto("/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    page.goto("/en/accounts/sign-up/?next=/en/courses/c1b/")
    write(page, "input[name=email]", address)
    write(page, "input[name=password1]", PASSWORD)
    press(page, "input[name=accept]", "Space")
    press(page, "main form button.button")
    expect(page.locator("[data-code-field] input")).to_be_visible()
    code = code_in(wait_for_mail(site, address))
    if not page.evaluate("document.activeElement.matches('[data-code-field] input')"):
        tab_to(page, "[data-code-field] input")
    page.keyboard.type(code)
    if "/code/" in page.url:
        page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("How shall we write your name?")
    write(page, "input[name=latin_name]", "Budi")
    press(page, "main form button.button:not([name])")

    expect(page).to_have_url(re.compile("/en/courses/c1b/$"))
    press(page, ".enrol-card form button")
    expect(page.locator("[data-lesson]")).to_be_visible()
    while page.locator("[data-lesson]").count():
        title = heading(page).inner_text()
        for check in page.locator("[data-self-check]").all():
            name = check.get_attribute("id")
            tab_to(page, f"#{name} input[name=choice]")
            page.keyboard.press("Space")
            press(page, f"#{name} [data-check-button] button")
            expect(check.locator("[data-check-done]")).to_be_visible()
        press(page, ".lesson__ways form .button, .lesson__ways a.button[rel=next]")
        expect(heading(page)).not_to_have_text(title)
    press(page, "[data-onward] a")  # past the voluntary quiz
    expect(page.locator("[data-onward]")).to_have_count(0)

    press(page, "input[name=declared]", "Space")
    press(page, "main form.form button.button")
    expect(page.locator("[data-quiz]")).to_be_visible()
    key = key_of(site, page.locator("[data-quiz]").get_attribute("data-attempt"))
    for _question in range(len(key)):
        form = page.locator(HERE)
        number, marking = form.get_attribute("data-number"), key[form.get_attribute("data-item")]
        answer_by_keyboard(page, marking)
        expect(form.locator("[data-saved]")).to_be_visible()
        forward = f"{HERE} .quiz-ways button:is([value=next], [value=on], [value=overview])"
        press(page, forward)
        expect(page.locator(f"[data-quiz-question][data-number='{number}']")).to_be_hidden()

    press(page, "[data-dialog=hand-in-dialog]")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("Enter")  # the focus went back to the button that asked
    press(page, "dialog[open] button[type=submit]")
    expect(heading(page)).to_contain_text("Passed: 100 %")

    def certificate():
        page.goto("/en/my/certificates/")
        return page.locator(".certificate-row").count()

    wait_for(certificate, seconds=60, what="the certificate")
    press(page, ".certificate-row h2 a")
    expect(page.locator("main")).to_contain_text("Budi")

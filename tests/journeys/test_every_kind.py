"""Every kind of question answered with the keyboard alone, in Thai on a small screen: saved, handed in, judged by objective."""

import re

import pytest
from playwright.sync_api import expect

from courses.asking import KINDS
from tests.journeys.arrows import HERE, answer_by_keyboard, press
from tests.journeys.steps import faults_on_screen, key_of, sign_in

pytestmark = pytest.mark.journey

OWN_WORDS = "เพราะยังไม่มีใครรู้ว่าแบบไหนดีกว่า"


def test_every_kind_of_question_is_answered_with_the_keyboard_alone(site, visitor):
    page = visitor(width=390, language="th")
    sign_in(page, "kanokwan@demo.example")
    page.goto("/th/courses/c1b/")
    press(page, ".enrol-card form button")
    expect(page.locator("[data-lesson]")).to_be_visible()
    page.goto("/th/courses/c1b/at-your-site/practice/")
    press(page, "main form.form button.button")
    expect(page.locator("[data-quiz]")).to_be_visible()
    key = key_of(site, page.locator("[data-quiz]").get_attribute("data-attempt"))
    assert {marks["kind"] for marks in key.values()} == set(KINDS)

    for _question in key:
        form = page.locator(HERE)
        number, marks = form.get_attribute("data-number"), key[form.get_attribute("data-item")]
        if marks["kind"] == "ordering":  # the wrong way round, so that there is something to reread
            marks = {**marks, "right": marks["right"][::-1]}
        answer_by_keyboard(page, marks, number="๑๕", text=OWN_WORDS)
        expect(form.locator("[data-saved]:not(.saved--waiting)")).to_be_visible()
        press(page, f"{HERE} .quiz-ways button[value=next], {HERE} .quiz-ways button[value=overview]")
        expect(page.locator(f"[data-quiz-question][data-number='{number}']")).to_be_hidden()
    expect(page.locator("main")).to_contain_text(re.compile(r"10 \D+ 10"))  # the server counts: all are saved
    press(page, "[data-dialog=hand-in-dialog]")
    press(page, "dialog[open] button[type=submit]")

    # Ten questions, nine of them marked; all but the steps are right, and they say which paragraph to reread.
    expect(page.locator(".result__percent")).to_have_text(re.compile(r"^88\s%"))
    assert faults_on_screen(page) == []
    expect(page.locator("#answers")).to_be_attached()
    expect(page.locator("main")).to_contain_text(OWN_WORDS)
    press(page, "a[href*='#block-']")
    expect(page).to_have_url(re.compile(r"/th/courses/c1b/quality-and-participants/consent-and-participants/#block-"))
    expect(page.locator(":target")).to_be_in_viewport()

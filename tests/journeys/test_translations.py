"""A learner reads a lesson in Thai that is behind its source, and sees what changed."""

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import faults_on_screen, new_address, sign_up

pytestmark = pytest.mark.journey
LESSON = "courses/c1b/quality-and-participants/quality-by-design/"
NOT_SAID = """() => [...document.querySelectorAll(".in-source__words")].filter(
  (block) => !block.lang || block.lang === document.documentElement.lang).length"""


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_a_translation_behind_its_source_says_so_and_shows_what_changed(visitor, site, width, scheme):
    page = visitor(width=width, scheme=scheme)
    sign_up(page, site, new_address())
    page.goto("/en/courses/c1b/")
    page.locator(".enrol-card form button").first.click()
    page.goto(f"/th/{LESSON}")
    expect(page.locator(".notice--problem")).to_contain_text("พ.ศ.")
    block = page.locator(".in-source")
    expect(block).to_have_count(1)
    expect(block.locator("[lang=en]")).to_contain_text("plus or minus 3 days")
    expect(page.locator(".credit")).to_contain_text("Pimchanok Thongdee")
    assert page.evaluate(NOT_SAID) == 0
    assert faults_on_screen(page) == []

    page.locator(".notice--problem a").last.click()
    expect(page.locator("del").last).to_have_text("2")
    expect(page.locator("ins").last).to_have_text("3")
    assert faults_on_screen(page) == []

    page.goto(f"/vi/{LESSON}")
    expect(page.locator(".notice--waiting")).to_be_visible()
    expect(page.locator(".in-source")).to_have_count(0)
    page.goto(f"/ja/{LESSON}")
    expect(page.locator(".notice--waiting, .notice--problem")).to_have_count(0)
    page.goto(f"/en/{LESSON}")
    expect(page.locator(".notice--waiting, .notice--problem, .credit")).to_have_count(0)


def test_a_page_in_the_words_of_its_source_says_which_language_they_are(visitor):
    """Each heading and paragraph of an alias stands in an element with the source's `lang`."""
    page = visitor(width=390)
    for address in ("courses/fig/", "courses/fig/numbers-of-a-trial/the-step-and-the-tick/"):
        page.goto(f"/th/{address}")
        for locator in (page.locator("h1"), page.locator(".lead").first):
            text = locator.evaluate("(it) => (it.querySelector('[lang]') ?? it.closest('[lang]')).lang")
            assert text == "en", address

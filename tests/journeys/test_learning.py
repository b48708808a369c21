"""From signing up to a certificate that anyone can check."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import (
    answer_all,
    change_language,
    faults_on_screen,
    hand_in,
    new_address,
    paper_of,
    read_all_lessons,
    read_lesson,
    sign_up,
    start_test,
)

pytestmark = pytest.mark.journey
LANGUAGES = ["ja", "ko", "zh-hans", "zh-hant", "th", "vi", "id", "ms", "fil"]
LATIN, NATIVE = "Takahashi Misaki", "髙橋 美咲"


def test_a_learner_signs_up_studies_in_two_languages_fails_passes_and_is_believed(site, visitor):
    page = visitor()
    sign_up(page, site, new_address())

    # Her name, in both scripts, as it will be printed.
    page.get_by_label("Name in Latin letters").fill(LATIN)
    page.get_by_label("Name in your own script").fill(NATIVE)
    page.locator("select[name=country]").select_option("JP")
    page.locator("select[name=time_zone]").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Save and go on").click()
    expect(page).to_have_url(re.compile("/en/my/$"))

    # Enrol, read the first lesson, then change the language: the place and what is done stay.
    page.goto("/en/courses/c1b/")
    page.get_by_role("button", name="Enrol", exact=True).click()
    page.goto("/en/courses/c1b/what-changed/the-new-shape/")
    page.locator("[data-done-form] button").click()
    expect(page).to_have_url(re.compile("/en/courses/c1b/what-changed/which-edition-applies/"))
    change_language(page, "ja")
    expect(page).to_have_url(re.compile("/ja/courses/c1b/what-changed/which-edition-applies/"))
    expect(page.locator(".rail li[data-done]")).to_have_count(1)

    assert read_all_lessons(page) == 6
    expect(page).to_have_url(re.compile("/ja/courses/c1b/at-your-site/final-test/"))

    # Not passed: no certificate, and the answers stay hidden.
    start_test(page)
    assert faults_on_screen(page) == []
    answer_all(page, site, rightly=False)
    assert faults_on_screen(page) == []
    hand_in(page)
    assert faults_on_screen(page) == []
    expect(page.locator(".result__percent")).to_have_text(re.compile(r"^0\s%"))
    assert page.locator("#answers").count() == 0

    # Passed on the second try.
    page.goto("/ja/courses/c1b/at-your-site/final-test/")
    start_test(page)
    answer_all(page, site, rightly=True)
    hand_in(page)
    expect(page.locator(".result__percent")).to_have_text(re.compile(r"^100\s%"))
    expect(page.locator("#answers")).to_be_visible()
    assert faults_on_screen(page) == []

    # The paper carries both names.
    paper = paper_of(page, site, "ja")
    words = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in paper.pages))
    assert LATIN.replace(" ", "") in words
    assert NATIVE.replace(" ", "") in words
    assert faults_on_screen(page) == []

    # A stranger without an account checks its number.
    number = page.locator(".certificate-row__number [id^=number-]").first.inner_text()
    stranger = visitor(width=390)
    stranger.goto("/en/verify/")
    stranger.locator("main input[name=code]").fill(number)
    stranger.locator("main form button").first.click()
    expect(stranger.locator("main")).to_contain_text(LATIN)
    expect(stranger.locator("main")).to_contain_text(NATIVE)
    assert faults_on_screen(stranger) == []
    stranger.goto(f"/v/{number}")
    expect(stranger.locator("main")).to_contain_text(LATIN)
    assert "@demo.example" not in stranger.content()


def test_a_course_is_finished_with_another_language_at_every_step(site, visitor):
    page, address = visitor(), new_address()
    sign_up(page, site, address)
    page.get_by_label("Name in Latin letters").fill("Reyes, Maria Clara")
    page.locator("select[name=country]").select_option("PH")
    page.get_by_role("button", name="Save and go on").click()
    page.goto("/en/courses/c1b/")
    page.get_by_role("button", name="Enrol", exact=True).click()
    page.goto("/en/courses/c1b/what-changed/the-new-shape/")

    studied = []
    while page.locator("[data-lesson]").count():
        code = LANGUAGES[len(studied) % len(LANGUAGES)]
        change_language(page, code)
        read_lesson(page)
        studied.append(code)

    # The test stays in the language in which it was begun, whatever the pages around it speak.
    change_language(page, "ko")
    start_test(page)
    page.goto(page.url.replace("/ko/", "/vi/"))
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.locator("[data-quiz] [lang=ko]").first).to_be_attached()
    answer_all(page, site, rightly=True)
    hand_in(page)
    expect(page.locator(".result__percent")).to_have_text(re.compile(r"^100\s%"))

    (person,) = site.rows("SELECT id FROM accounts_user WHERE email = ?", address)
    (enrolment,) = site.rows("SELECT id FROM courses_enrolment WHERE learner_id = ?", person["id"])
    done = site.rows("SELECT language FROM courses_lessoncompletion WHERE enrolment_id = ?", enrolment["id"])
    # The last lesson is done when it is opened: still in the language of the one before.
    assert sorted(row["language"] for row in done) == sorted([*studied[:-1], studied[-2]])
    assert len(site.rows("SELECT id FROM certificates_certificate WHERE recipient_id = ?", person["id"])) == 1

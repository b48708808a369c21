"""The network goes away in the middle of a test: answers stay on the device and are sent when it is back."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import PASSWORD, answer_one, key_of, read_all_lessons, sign_in, start_test, wait_for

pytestmark = pytest.mark.journey


def responses(site, attempt):
    sql = "SELECT r.item, r.answer FROM courses_response r JOIN courses_attempt a ON a.id = r.attempt_id WHERE a.key = ?"
    return {row["item"]: row["answer"] for row in site.rows(sql, attempt.replace("-", ""))}


def test_answers_given_offline_are_kept_and_sent_later(site, visitor, watch):
    watch.expect(r"ERR_INTERNET_DISCONNECTED")
    site.manage("make_learners", "--count", "3", "--password", PASSWORD)
    page = visitor(width=390)
    sign_in(page, "learner0003@demo.example", PASSWORD)
    page.goto("/en/courses/c1b/")
    page.get_by_role("button", name="Enrol", exact=True).click()
    page.goto("/en/courses/c1b/what-changed/the-new-shape/")
    read_all_lessons(page)
    start_test(page)
    attempt = page.locator("[data-quiz]").get_attribute("data-attempt")
    key = key_of(site, attempt)

    # A case with no way back waits for the server before it goes on, and it may be drawn: the answers are given beside it.
    beside = "all => all.filter(one => !one.closest('[data-case]')).map(one => one.dataset.number)"
    numbers = iter(page.locator("[data-quiz-question]").evaluate_all(beside))

    def answer_next():
        number = next(numbers)
        page.evaluate("number => document.querySelector(`.ruler-all a[href$='?q=${number}']`).click()", number)
        form = page.locator("[data-quiz-question]:not([hidden])")
        expect(form).to_have_attribute("data-number", number)
        answer_one(form, key[form.get_attribute("data-item")], rightly=True)
        return form

    first = answer_next()
    expect(first.locator("[data-saved-text]")).to_have_text(re.compile(r"^Saved \d"))
    first.locator(".quiz-ways button").last.click()
    assert len(responses(site, attempt)) == 1

    page.context.set_offline(True)
    for _question in range(2):
        form = answer_next()
        expect(form.locator("[data-saved-text]")).to_have_text("Not saved yet, will retry")
        form.locator(".quiz-ways button").last.click()
    expect(page.locator("[data-quiz-notice]")).to_contain_text("You are offline")
    assert len(responses(site, attempt)) == 1

    page.context.set_offline(False)
    wait_for(lambda: len(responses(site, attempt)) == 3, seconds=60, what="the answers given offline")
    expect(page.locator("[data-quiz-notice]")).to_be_hidden()

    # Even a page closed while offline loses nothing: the next page of the attempt sends what this device kept.
    page.context.set_offline(True)
    answer_next()
    page.context.set_offline(False)
    page.goto(f"/en/learn/attempts/{attempt}/")
    wait_for(lambda: len(responses(site, attempt)) == 4, seconds=60, what="the answer of the closed page")

    # A page asked for in the same moment as an answer is sent may be made before the answer is kept. It shows it all the same.
    held = {}
    form = page.locator("[data-quiz-question]:has(input[type=radio]):not(:has(:checked))").first
    given, number = form.get_attribute("data-item"), form.get_attribute("data-number")
    page.goto(f"/en/learn/attempts/{attempt}/?q={number}")
    page.route("**/answers/", lambda route: held.setdefault("answer", route))
    page.route(f"**/attempts/{attempt}/?q=*", lambda route: held.setdefault("page", (route, route.fetch())))
    page.locator(f"[data-item='{given}'] input[type=radio]").first.check()
    page.evaluate("setTimeout(() => location.reload())")
    for name in ("page", "answer"):
        wait_for(lambda name=name: page.wait_for_timeout(20) or held.get(name), what=f"the {name}")
    before, made = held["page"]
    with page.expect_response("**/answers/"):
        held["answer"].continue_()
    page.wait_for_timeout(200)  # until the page that goes away has read it
    before.fulfill(response=made)
    page.wait_for_load_state()
    assert given in responses(site, attempt)
    expect(page.locator(f"[data-item='{given}'] :checked")).to_have_count(1)
    expect(page.locator(f"[data-item='{given}'] [data-saved-text]")).to_have_text(re.compile(r"^Saved \d"))

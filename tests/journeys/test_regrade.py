"""A question proves wrong: its marks are given to everybody, and whoever was asked reads why."""

import json
import re
from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import faults_on_screen, sign_in, wait_for

pytestmark = pytest.mark.journey

ASKED = """SELECT a.key, a.marking FROM courses_attempt a JOIN courses_enrolment e ON e.id = a.enrolment_id
    JOIN accounts_user u ON u.id = e.learner_id WHERE u.email = ? AND a.submitted_at IS NOT NULL"""
QUESTION = """SELECT q.id FROM courses_question q JOIN wagtailcore_locale l ON l.id = q.locale_id
    WHERE q.translation_key = ? AND l.language_code = 'en'"""
WHY = "Two of the choices could be right."


def test_a_question_is_voided_looked_over_applied_and_the_learner_reads_why(site, visitor):
    learner, director = visitor(width=390), visitor()
    attempt = site.rows(ASKED, "grace@demo.example")[0]
    asked = next(iter(json.loads(attempt["marking"]).values()))["question_key"]
    question = site.rows(QUESTION, UUID(asked).hex)[0]["id"]

    sign_in(director, "mori@demo.example")
    director.goto(f"/admin/questions/{question}/regrade/")
    director.locator("input[name=what][value=void]").check()
    director.locator("form:has([name=what]) [type=submit]").click()

    # First it is only counted: whom it changes is shown before anything is. The page loads itself anew while it counts.
    expect(director.locator("textarea[name=why]")).to_be_visible(timeout=60_000)
    director.locator("textarea[name=why]").fill(WHY)
    director.locator("form:has([name=why]) [type=submit]").first.click()

    sign_in(learner, "grace@demo.example")
    result = f"/en/learn/attempts/{UUID(attempt['key'])}/result/"

    def corrected():
        learner.goto(result)
        return learner.locator(".review__corrected").count()

    wait_for(corrected, seconds=60, what="the note beside the question")
    expect(learner.locator(".review__corrected")).to_contain_text(WHY)
    expect(learner.locator("main")).to_contain_text(re.compile("was corrected on .*, and your answers were counted anew"))
    assert faults_on_screen(learner) == []

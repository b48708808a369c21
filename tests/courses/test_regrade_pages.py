"""The pages of a regrade: for directors; choose, read who would change, apply; and what the learner reads afterwards."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Regrade
from courses.regrading import go_on, look
from icrweb.accounts.roles import DIRECTOR, EDITOR, MEDICAL_REVIEWER, make_roles
from tests.factories.people import make_user
from tests.factories.regrades import make_test, mend, sit

pytestmark = pytest.mark.django_db
WHY = "The second choice is right too."


def signed_in(role: str) -> Client:
    make_roles()
    client = Client()
    client.force_login(make_user(groups=[role]))
    return client


def result_page(attempt) -> str:
    client = Client()
    client.force_login(attempt.enrolment.learner)
    return client.get(reverse("courses:result", kwargs={"attempt_key": attempt.key})).content.decode()


def test_a_director_counts_reads_and_applies():
    edition, quiz, questions = make_test()
    attempt = sit(edition, quiz, questions[0])
    question = mend(questions[0], attempt)
    client = signed_in(DIRECTOR)
    start = reverse("courses_regrade", args=[question.pk])
    edit = client.get(reverse("wagtailsnippets_courses_question:edit", args=[question.pk]))
    assert start in edit.content.decode()
    assert client.get(start).status_code == 200
    report = client.post(start, {"what": "key"}).url
    page = client.get(report).content.decode()
    assert "75.00 % → 100.00 %" in page
    assert str(attempt.enrolment.learner) in page
    assert "Newly passed" in page
    refused = client.post(report, {"why": ""})
    assert refused.status_code == 422
    attempt.refresh_from_db()
    assert not attempt.passed
    assert client.post(report, {"why": WHY}).url == report
    assert WHY in client.get(report).content.decode()
    attempt.refresh_from_db()
    assert attempt.passed
    assert WHY in client.get(start).content.decode()


@pytest.mark.parametrize("role", [EDITOR, MEDICAL_REVIEWER])
def test_who_may_not_see_results_is_refused_and_not_offered_it(role):
    edition, quiz, questions = make_test()
    sit(edition, quiz)
    client = signed_in(role)
    start = reverse("courses_regrade", args=[questions[0].pk])
    assert client.post(start, {"what": "void"}).status_code == 302
    assert not Regrade.objects.exists()
    assert start not in client.get(reverse("wagtailsnippets_courses_question:edit", args=[questions[0].pk])).content.decode()


def test_what_cannot_be_regraded_says_why():
    _edition, _quiz, questions = make_test()
    answer = signed_in(DIRECTOR).post(reverse("courses_regrade", args=[questions[0].pk]), {"what": "void"})
    assert answer.status_code == 422
    assert "nothing to regrade" in answer.content.decode()


def test_the_learner_reads_the_note_and_the_corrected_feedback_once_the_test_is_passed():
    edition, quiz, questions = make_test()
    attempt = sit(edition, quiz, questions[0])
    failing = sit(edition, quiz, *questions)
    client = signed_in(DIRECTOR)
    question = mend(questions[0], attempt)
    report = client.post(reverse("courses_regrade", args=[question.pk]), {"what": "key"}).url
    client.post(report, {"why": WHY})
    page = result_page(attempt)
    assert "This question was corrected on" in page
    assert WHY in page
    assert "The corrected feedback." in page
    page = result_page(failing)
    assert "was corrected on" in page
    assert WHY not in page
    assert "The corrected feedback." not in page


def test_a_pass_that_was_kept_says_so():
    edition, quiz, questions = make_test()
    passed = sit(edition, quiz)
    client = signed_in(DIRECTOR)
    question = mend(questions[0], sit(edition, quiz, questions[0]))
    report = client.post(reverse("courses_regrade", args=[question.pk]), {"what": "key"}).url
    assert "the pass is kept" in client.get(f"{report}?show=kept").content.decode()
    client.post(report, {"why": WHY})
    assert "Your pass stands" in result_page(passed)


def test_the_list_asks_the_database_as_often_for_many_as_for_few():
    edition, quiz, questions = make_test()
    client = signed_in(DIRECTOR)
    asked = []
    for more in (2, 6):
        for _ in range(more):
            sit(edition, quiz, questions[0])
        regrade = look(questions[0], void=True, by=make_user())
        go_on(regrade)
        address = reverse("courses_regrade_report", args=[regrade.key])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).content.decode().count("→") == sum((2, 6)[: len(asked) + 1])
        asked.append(len(queries))
    assert asked[0] == asked[1]

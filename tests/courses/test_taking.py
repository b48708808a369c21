"""Taking a quiz in the browser, without script and with it."""

import re
from urllib.parse import unquote

import pytest

from courses.choices import QuestionKind
from courses.models import Response
from courses.quizzes import save_response, start_attempt, submit
from tests.courses.sitting import url
from tests.factories.questions import (
    make_bank,
    make_question,
    make_sitting,
    right_answer,
    wrong_answer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting(client):
    """Somebody signed in, with an open attempt of four questions of one right answer."""
    enrolment, quiz = make_sitting()
    client.force_login(enrolment.learner)
    return start_attempt(enrolment, quiz, "en", True)


def test_next_saves_and_goes_on_and_back_goes_back(client, sitting):
    item = sitting.paper[0]["item"]
    answer = client.post(url("attempt", sitting, "?q=1"), {"answer": right_answer(sitting, item), "go": "next", "come_back": "1"})
    assert answer.url == url("attempt", sitting, "?q=2")
    assert Response.objects.values_list("item", "answer", "come_back").get() == (item, right_answer(sitting, item)[0], True)
    assert client.post(url("attempt", sitting, "?q=2"), {"go": "back"}).url == url("attempt", sitting, "?q=1")
    assert client.post(url("attempt", sitting, "?q=4"), {"go": "next"}).url == url("overview", sitting)


def test_another_device_shows_what_was_answered(client, sitting):
    first, flagged = (question["item"] for question in sitting.paper[:2])
    save_response(sitting, first, right_answer(sitting, first), 77, False)
    save_response(sitting, flagged, [], 78, True)
    text = client.get(url("attempt", sitting)).content.decode()
    chosen = right_answer(sitting, first)[0]
    assert re.search(rf'id="{chosen}"[^>]*checked', text)
    assert f'data-item="{first}" data-sequence="77" hidden' in text
    assert f'data-number="2" data-item="{flagged}" data-sequence="78">' in text


@pytest.mark.parametrize("query", ["", "?q=", "?q=0", "?q=99", "?q=abc", "?q=-1", "?q=٣", "?q=999999999999"])
def test_a_question_that_is_not_there_leads_to_the_first_open_one(client, sitting, query):
    save_response(sitting, sitting.paper[0]["item"], right_answer(sitting, sitting.paper[0]["item"]), 1, False)
    text = client.get(url("attempt", sitting, query)).content.decode()
    assert 'data-number="2"' in re.search(r"<form[^>]*data-quiz-question[^>]*>", re.sub(r"<form[^>]* hidden>", "", text)).group()


def test_a_refused_number_keeps_what_was_typed_and_says_what_to_do(client):
    bank = make_bank()
    make_question(bank, QuestionKind.NUMERIC)
    enrolment, quiz = make_sitting(bank=bank, questions=1)
    client.force_login(enrolment.learner)
    attempt = start_attempt(enrolment, quiz, "en", True)
    answer = client.post(url("attempt", attempt, "?q=1"), {"answer": "1,234", "go": "overview"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="1,234"' in text
    assert "“1,234” can be read in two ways. Write 1234 or 1.2340." in text
    assert not Response.objects.exists()


def test_who_was_signed_out_while_answering_finds_the_answer_still_filled_in(client, sitting):
    chosen = right_answer(sitting, sitting.paper[2]["item"])[0]
    learner = sitting.enrolment.learner
    client.logout()
    answer = client.post(url("attempt", sitting, "?q=3"), {"answer": chosen, "come_back": "1"})
    back = answer.url.split("next=")[1]
    client.force_login(learner)
    text = client.get(unquote(back)).content.decode()
    assert re.search(rf'id="{chosen}"[^>]*checked', text)
    assert not Response.objects.exists()


def test_the_attempt_stays_in_its_language_inside_another_interface(client, sitting):
    text = client.get(url("attempt", sitting).replace("/en/", "/ja/")).content.decode()
    assert '<html lang="ja"' in text
    assert re.search(r'class="question"[^>]* lang="en"', text)
    assert re.search(r'class="option" lang="en"', text)


def test_handing_in_shows_the_result_and_a_second_time_the_same(client, sitting):
    for question in sitting.paper:
        save_response(sitting, question["item"], right_answer(sitting, question["item"]), 1, False)
    for _time in range(2):
        answer = client.post(url("hand_in", sitting))
        assert answer.url == url("result", sitting)
    assert "Passed: 100\u00a0%" in client.get(url("result", sitting)).content.decode()
    for name in ("attempt", "overview"):
        assert client.get(url(name, sitting)).url == url("result", sitting)


def test_an_answer_after_handing_in_leads_to_the_result_with_the_reason(client, sitting):
    submit(sitting)
    item = sitting.paper[0]["item"]
    assert client.post(url("attempt", sitting, "?q=1"), {"answer": right_answer(sitting, item)}).url == url("result", sitting)
    answer = client.post(url("answer", sitting), {"item": item, "answer": right_answer(sitting, item), "sequence": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")
    assert not Response.objects.exists()


def test_the_result_waits_for_handing_in(client, sitting):
    assert client.get(url("result", sitting)).url == url("attempt", sitting)


def test_the_overview_names_both_outcomes(client, sitting):
    for question in (sitting.paper[0], sitting.paper[2]):
        save_response(sitting, question["item"], right_answer(sitting, question["item"]), 1, False)
    text = client.get(url("overview", sitting)).content.decode()
    assert "Hand in with 2 questions open?" in text
    assert "Questions 2, 4 have no answer." in text
    assert "Hand in with 2 open" in text
    assert "Go back to question 2" in text


def test_the_script_is_told_what_is_kept(client, sitting):
    item = sitting.paper[0]["item"]
    right, wrong = right_answer(sitting, item), wrong_answer(sitting, item)
    kept = client.post(url("answer", sitting), {"item": item, "answer": right, "sequence": 20, "come_back": "1"}).json()
    assert (kept["sequence"], kept["answer"], kept["come_back"]) == (20, right, True)
    late = client.post(url("answer", sitting), {"item": item, "answer": wrong, "sequence": 10}).json()
    assert late == kept


@pytest.mark.parametrize("sequence", ["", "0", "-5", "abc", "1.5", "9" * 25, "٣"])
def test_a_sequence_that_is_none_is_refused(client, sitting, sequence):
    answer = client.post(url("answer", sitting), {"item": sitting.paper[0]["item"], "answer": "x", "sequence": sequence})
    assert (answer.status_code, answer.json()["code"]) == (409, "sequence")
    assert not Response.objects.exists()


@pytest.mark.parametrize("item", ["", "nosuchitem", "x" * 500, "'; drop"])
def test_an_unknown_question_is_refused(client, sitting, item):
    answer = client.post(url("answer", sitting), {"item": item, "answer": "x", "sequence": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "answer")


def test_an_expired_session_is_told_apart_and_nothing_is_lost_on_the_way(client, sitting):
    client.logout()
    answer = client.post(url("answer", sitting), {"item": sitting.paper[0]["item"], "answer": "x", "sequence": 1})
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_the_whole_paper_is_in_the_page_so_that_it_can_be_answered_offline(client, sitting):
    text = client.get(url("attempt", sitting)).content.decode()
    for question in sitting.paper:
        assert question["stem"] in text
    assert len(text.encode()) < 100_000

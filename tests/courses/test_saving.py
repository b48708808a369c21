"""Saving answers one by one."""

import pytest

from courses.choices import QuestionKind
from courses.models import Response
from courses.quizzes import save_response, submit
from tests.courses.sitting import DECIDING, answer_all, one_of_every_kind, question_of, refusal_of
from tests.factories.questions import (
    wrong_answer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    return one_of_every_kind()


def test_an_answer_is_kept(attempt):
    question = question_of(attempt, "single")
    choice = question["choices"][0]["id"]
    response = save_response(attempt, question["item"], [choice], 5, True)
    response.refresh_from_db()
    assert (response.answer, response.sequence, response.come_back, response.credit) == (choice, 5, True, None)


def test_the_highest_sequence_wins_in_whatever_order_answers_arrive(attempt):
    question = question_of(attempt, "single")
    first, second, third = (choice["id"] for choice in question["choices"])
    save_response(attempt, question["item"], [second], 20, False)
    kept = save_response(attempt, question["item"], [first], 10, False)
    assert (kept.answer, kept.sequence) == (second, 20)
    save_response(attempt, question["item"], [third], 30, False)
    assert Response.objects.get().answer == third


def test_an_answer_sent_twice_is_the_same(attempt):
    question = question_of(attempt, "single")
    first, second = (choice["id"] for choice in question["choices"][:2])
    saved_at = save_response(attempt, question["item"], [first], 7, False).saved_at
    again = save_response(attempt, question["item"], [second], 7, False)
    assert (again.answer, again.saved_at) == (first, saved_at)
    assert Response.objects.count() == 1


def test_an_answer_without_a_number_is_the_next(attempt):
    question = question_of(attempt, "single")
    first, second = (choice["id"] for choice in question["choices"][:2])
    save_response(attempt, question["item"], [first], 900, False)
    assert save_response(attempt, question["item"], [second], None, False).sequence == 901
    assert Response.objects.get().answer == second


def test_several_choices_are_kept_in_the_order_of_the_paper_and_once(attempt):
    question = question_of(attempt, "multiple")
    ids = [choice["id"] for choice in question["choices"]]
    assert save_response(attempt, question["item"], [ids[2], ids[0], ids[2]], 1, False).answer == [ids[0], ids[2]]
    assert save_response(attempt, question["item"], [ids[1]], 2, False).answer == [ids[1]]
    assert save_response(attempt, question["item"], [], 3, False).answer is None


def test_a_number_is_kept_as_typed(attempt):
    item = question_of(attempt, "numeric")["item"]
    assert save_response(attempt, item, [" ๓๒,๕ "], 1, False).answer == "๓๒,๕"
    assert save_response(attempt, item, ["  "], 2, False).answer is None


def test_a_number_that_reads_two_ways_is_refused_with_both(attempt):
    item = question_of(attempt, "numeric")["item"]
    refusal = refusal_of(save_response, attempt, item, ["1,234"], 1, False)
    assert (refusal.code, refusal.messages) == ("ambiguous", ["“1,234” can be read in two ways. Write 1234 or 1.2340."])
    assert refusal_of(save_response, attempt, item, ["many"], 1, False).code == "number"
    assert not Response.objects.exists()


@pytest.mark.parametrize("kind", [kind for kind in DECIDING if kind != QuestionKind.SHORT_TEXT])
@pytest.mark.parametrize("answer", [["x"], ["x=y"], ["x", "y"], [5], [["x"]]])
def test_an_answer_that_does_not_fit_the_paper_is_refused(attempt, kind, answer):
    refusal = refusal_of(save_response, attempt, question_of(attempt, kind)["item"], answer, 1, False)
    assert refusal.code in ("answer", "number")
    assert not Response.objects.exists()


def test_a_choice_of_another_question_is_refused(attempt):
    single, other = question_of(attempt, "single"), question_of(attempt, "multiple")
    assert refusal_of(save_response, attempt, single["item"], [other["choices"][0]["id"]], 1, False).code == "answer"
    assert refusal_of(save_response, attempt, "nosuchitem", None, 1, False).code == "answer"


@pytest.mark.parametrize("sequence", [0, -1, 2**63])
def test_a_number_of_an_answer_outside_its_range_is_refused(attempt, sequence):
    assert refusal_of(save_response, attempt, question_of(attempt, "single")["item"], None, sequence, False).code == "sequence"


def test_after_handing_in_no_answer_changes(attempt):
    answer_all(attempt)
    before = list(Response.objects.values_list("item", "answer"))
    submit(attempt)
    item = question_of(attempt, "single")["item"]
    assert refusal_of(save_response, attempt, item, wrong_answer(attempt, item), 99, False).code == "closed"
    assert list(Response.objects.values_list("item", "answer")) == before

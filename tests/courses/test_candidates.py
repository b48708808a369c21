"""What may be drawn: exact where a bank is small, a fair stretch where it is large, unseen first in both."""

from collections import Counter
from random import Random

import pytest

from courses import candidates as module
from courses.candidates import candidates, in_stock
from courses.drawing import draw, pools_of
from courses.models import Question, SeenQuestion
from courses.quizzes import start_attempt, submit
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_question, make_quiz, make_sitting, translate_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(monkeypatch):
    """A bank that is larger than a stretch."""
    monkeypatch.setattr(module, "WHOLE", 4)
    monkeypatch.setattr(module, "STRETCH", 4)
    return make_bank(12)


def test_a_small_bank_is_read_whole_with_one_query(django_assert_num_queries):
    bank = make_bank(5)
    make_question(bank, objective="safety")
    with django_assert_num_queries(2):  # the questions, and the cases
        found = candidates([(bank, ""), (bank, "consent"), (bank, "safety")], "en", Random(1))
    assert {objective: len(keys) for (_bank, objective), keys in found.items()} == {"consent": 5, "": 6, "safety": 1}


def test_of_a_large_bank_a_stretch_is_read_and_every_question_comes_up(large):
    found = Counter()
    for seed in range(400):  # keys are random: a question whose gap is narrow comes up seldom
        keys = [unit.keys[0] for unit in candidates([(large, "consent")], "en", Random(seed))[large.pk, "consent"]]
        assert len(set(keys)) == 4
        found.update(keys)
    assert len(found) == 12


def test_a_stretch_of_an_objective_smaller_than_it_is_whole(large):
    for _number in range(2):
        make_question(large, objective="safety")
    assert len(candidates([(large, "safety")], "en", Random(3))[large.pk, "safety"]) == 2


def test_the_same_seed_draws_the_same_of_a_large_bank(large):
    pools = pools_of(make_quiz((large, "", 3)), "en")
    drawn = [[key["question_key"] for key in draw(pools, "en", seed, Counter())[1].values()] for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_counting_stops_at_what_is_asked_for_and_takes_one_query(django_assert_num_queries):
    bank = make_bank(5)
    make_question(bank, objective="safety")
    with django_assert_num_queries(1):
        there = in_stock([(bank, "consent", 3), (bank, "safety", 2), (bank, "", 1)], "en")
    assert there == {(bank.pk, "consent"): {1: 3}, (bank.pk, "safety"): {1: 1}, (bank.pk, ""): {1: 6}}
    assert in_stock([(bank, "", 2)], "ja") == {(bank.pk, ""): {1: 0}}
    translate_question(Question.objects.first(), "ja")
    assert in_stock([(bank, "", 2)], "ja") == {(bank.pk, ""): {1: 1}}


def test_what_was_set_is_counted_by_learner_and_question_in_all_quizzes():
    bank = make_bank(6)
    enrolment, quiz = make_sitting(bank=bank, questions=3)
    first = submit(start_attempt(enrolment, quiz, "en", declared=True))
    assert SeenQuestion.objects.counts(enrolment.learner_id) == {key["question_key"]: 1 for key in first.marking.values()}
    # Another course draws on the same bank: what is new to the learner comes first there too.
    other, other_quiz = make_sitting(bank=bank, questions=3, learner=enrolment.learner)
    second = start_attempt(other, other_quiz, "en", declared=True)
    assert set(SeenQuestion.objects.counts(enrolment.learner_id).values()) == {1}
    assert len(SeenQuestion.objects.counts(enrolment.learner_id)) == 6
    submit(second)
    start_attempt(enrolment, quiz, "en", declared=True)
    assert sorted(SeenQuestion.objects.counts(enrolment.learner_id).values()) == [1, 1, 1, 2, 2, 2]
    assert SeenQuestion.objects.counts(make_user().pk) == {}

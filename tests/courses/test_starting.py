"""Starting an attempt, and waiting before the next."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from courses.enrolment import enrol, leave
from courses.models import Attempt, Question
from courses.quizzes import in_zone, submit
from courses.standing import standing
from tests.courses.sitting import answer_all, refusal_of, start
from tests.factories.people import make_user
from tests.factories.questions import (
    make_sitting,
)

pytestmark = pytest.mark.django_db


def test_starting_freezes_paper_pass_mark_language_and_declaration():
    enrolment, quiz = make_sitting(questions=3)
    attempt = start(enrolment, quiz)
    assert (attempt.number, attempt.language, attempt.pass_mark, len(attempt.paper)) == (1, "en", 80, 3)
    assert attempt.declared_at is not None
    assert attempt.submitted_at is attempt.percent is attempt.passed is None
    assert attempt.marking.keys() == {question["item"] for question in attempt.paper}


def test_the_paper_holds_what_a_learner_may_see_and_nothing_else():
    enrolment, quiz = make_sitting(questions=3)
    attempt = start(enrolment, quiz)
    for question in attempt.paper:
        assert question.keys() == {"item", "kind", "stem", "choices", "unit", "objective"}
        assert all(choice.keys() == {"id", "text"} for choice in question["choices"])


def test_ids_in_the_paper_say_nothing_and_differ_between_attempts():
    enrolment, quiz = make_sitting(questions=3)
    first = start(enrolment, quiz)
    submit(first)
    second = start(enrolment, quiz)
    blocks = {str(choice.id) for question in Question.objects.all() for choice in question.choices}
    ids = [{choice["id"] for question in attempt.paper for choice in question["choices"]} for attempt in (first, second)]
    assert not ids[0] & ids[1]
    assert not (ids[0] | ids[1]) & blocks
    assert not {question["item"] for question in first.paper} & {question["item"] for question in second.paper}


def test_starting_again_goes_on_with_the_open_attempt():
    enrolment, quiz = make_sitting()
    assert start(enrolment, quiz) == start(enrolment, quiz, declared=False)
    assert Attempt.objects.count() == 1


def test_a_final_needs_the_declaration():
    enrolment, quiz = make_sitting()
    assert refusal_of(start, enrolment, quiz, declared=False).code == "declaration"
    assert not Attempt.objects.exists()


def test_a_quiz_that_is_not_final_needs_none():
    enrolment, quiz = make_sitting(purpose="lesson")
    assert start(enrolment, quiz, declared=False).declared_at is None


def test_the_rules_are_those_the_edition_froze():
    enrolment, quiz = make_sitting(pass_mark=70)
    quiz.pass_mark = 100
    quiz.save_revision().publish()
    assert start(enrolment, quiz).pass_mark == 70


def test_a_quiz_outside_the_edition_is_refused():
    enrolment, _quiz = make_sitting()
    _other, foreign = make_sitting()
    assert refusal_of(start, enrolment, foreign).code == "not_in_edition"


def test_who_left_the_course_is_refused():
    enrolment, quiz = make_sitting()
    leave(enrolment)
    assert refusal_of(start, enrolment, quiz).code == "closed"


def test_after_the_last_day_of_the_edition_nobody_starts():
    enrolment, quiz = make_sitting()
    enrolment.edition.last_day = timezone.now().date() - datetime.timedelta(days=1)
    enrolment.edition.save()
    assert refusal_of(start, enrolment, quiz).code == "edition_over"


def test_who_passed_does_not_start_again():
    enrolment, quiz = make_sitting()
    submit(answer_all(start(enrolment, quiz)))
    assert refusal_of(start, enrolment, quiz).code == "passed"


def test_an_attempt_left_open_is_gone_on_with_after_coming_back():
    enrolment, quiz = make_sitting()
    attempt = start(enrolment, quiz)
    leave(enrolment)
    back = enrol(enrolment.learner, enrolment.course_key, "en")
    resumed = start(back, quiz)
    assert resumed == attempt
    assert resumed.enrolment == back


def test_the_fourth_try_waits_a_day_and_the_sentence_says_until_when():
    enrolment, quiz = make_sitting(learner=make_user(time_zone="Asia/Bangkok"))
    with time_machine.travel("2027-01-29T07:20:00Z", tick=False):
        for _try in range(3):
            submit(start(enrolment, quiz))
        refusal = refusal_of(start, enrolment, quiz)
    assert refusal.code == "cool_down"
    assert "14:20 Bangkok (UTC+07:00)" in refusal.messages[0]
    with time_machine.travel("2027-01-30T07:19:59Z", tick=False):
        assert refusal_of(start, enrolment, quiz).code == "cool_down"
    with time_machine.travel("2027-01-30T07:20:00Z", tick=False):
        assert start(enrolment, quiz).number == 4


def test_each_further_try_waits_again():
    enrolment, quiz = make_sitting()
    with time_machine.travel("2027-01-29T07:00:00Z", tick=False):
        for _try in range(3):
            submit(start(enrolment, quiz))
    with time_machine.travel("2027-01-30T08:00:00Z", tick=False):
        submit(start(enrolment, quiz))
        assert refusal_of(start, enrolment, quiz).code == "cool_down"


def test_leaving_and_coming_back_shortens_no_wait():
    enrolment, quiz = make_sitting()
    for _try in range(3):
        submit(start(enrolment, quiz))
    leave(enrolment)
    back = enrol(enrolment.learner, enrolment.course_key, "ja")
    assert refusal_of(start, back, quiz).code == "cool_down"
    assert len(standing(back, quiz.translation_key).attempts) == 3


def test_the_zone_stands_behind_the_time():
    moment = datetime.datetime(2027, 1, 1, 3, 30, tzinfo=datetime.UTC)
    assert in_zone(moment, "UTC").endswith("03:30 UTC")
    assert in_zone(moment, "America/St_Johns").endswith("00:00 St Johns (UTC\u221203:30)")

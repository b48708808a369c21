"""Handing in, the result, and what it leads to."""

from decimal import Decimal

import pytest

from certificates.models import Certificate
from courses.choices import QuestionKind
from courses.models import LessonCompletion, Question, Response
from courses.progress import complete_lesson
from courses.quizzes import results_by_objective, save_response, submit
from tests.courses.sitting import answer_all, one_of_every_kind, start
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment
from tests.factories.questions import (
    make_bank,
    make_objective,
    make_question,
    make_quiz,
    make_sitting,
    wrong_answer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    return one_of_every_kind()


def test_all_right_is_passed_with_full_credit(attempt):
    result = submit(answer_all(attempt))
    assert (result.percent, result.passed) == (100, True)
    assert set(Response.objects.values_list("credit", flat=True)) == {Decimal(1), None}  # own words have none


def test_nothing_answered_is_graded_as_nothing(attempt):
    result = submit(attempt)
    assert (result.percent, result.passed) == (0, False)


def test_exactly_the_pass_mark_is_passed():
    enrolment, quiz = make_sitting(questions=5)
    result = submit(answer_all(start(enrolment, quiz), right=4))
    assert (result.percent, result.passed) == (80, True)


def test_one_below_the_pass_mark_is_not():
    enrolment, quiz = make_sitting(questions=3, pass_mark=67)
    result = submit(answer_all(start(enrolment, quiz), right=2))
    assert (result.percent, result.passed) == (Decimal("66.66"), False)


def test_partial_credit_counts():
    bank = make_bank()
    make_question(bank, QuestionKind.MULTIPLE)
    enrolment, quiz = make_sitting(bank=bank, questions=1, pass_mark=50)
    attempt = start(enrolment, quiz)
    item = attempt.paper[0]["item"]
    save_response(attempt, item, attempt.marking[item]["right"][:1], 1, False)
    result = submit(attempt)
    assert (result.percent, result.passed, Response.objects.get().credit) == (50, True, Decimal("0.5"))


def test_handing_in_twice_gives_the_same_result(attempt):
    first = submit(answer_all(attempt))
    second = submit(attempt)
    assert (second.submitted_at, second.percent, second.passed) == (first.submitted_at, first.percent, True)


def test_it_is_graded_on_the_paper_it_was_set_whatever_became_of_the_questions(attempt):
    answer_all(attempt)
    for question in Question.objects.filter(kind=QuestionKind.SINGLE):
        question.choices = [
            {"type": "choice", "id": choice.id, "value": {**choice.value, "correct": not choice.value["correct"]}}
            for choice in question.choices
        ]
        question.save()
    Question.objects.filter(kind=QuestionKind.NUMERIC).update(answer=1, live=False)
    assert submit(attempt).percent == 100


def test_passing_the_last_thing_outstanding_finishes_the_course_and_issues_the_certificate():
    course = make_course()
    quiz = make_quiz((make_bank(2), "", 2), course=course)
    enrolment = make_enrolment(make_edition(course))
    for lesson in lessons_of(course):
        complete_lesson(enrolment, lesson.translation_key, "en")
    attempt = answer_all(start(enrolment, quiz))
    submit(attempt)
    submit(attempt)
    enrolment.refresh_from_db()
    assert enrolment.completed_at is not None
    assert Certificate.objects.get().evidence_key == enrolment.key


def test_passing_before_the_lessons_are_done_finishes_nothing_yet():
    enrolment, quiz = make_sitting()
    submit(answer_all(start(enrolment, quiz)))
    enrolment.refresh_from_db()
    assert enrolment.completed_at is None
    assert not LessonCompletion.objects.exists()


def test_results_come_by_objective_in_the_order_of_the_pools():
    bank = make_bank()
    for slug, words in (("safety", "Report in time"), ("consent", "Run consent")):
        make_objective(bank, slug, words)
        for _number in range(2):
            make_question(bank, objective=slug)
    course = make_course()
    quiz = make_quiz((bank, "safety", 2), (bank, "consent", 2), course=course)
    attempt = start(make_enrolment(make_edition(course)), quiz)
    wrong = next(item for item, key in attempt.marking.items() if key["objective"] == "safety")
    answer_all(attempt)
    save_response(attempt, wrong, wrong_answer(attempt, wrong), 50, False)
    rows = results_by_objective(submit(attempt))
    assert [(row["words"], row["right"], row["total"], row["below"]) for row in rows] == [
        ("Report in time", 1, 2, True),
        ("Run consent", 2, 2, False),
    ]


def test_the_lesson_to_reread_is_named_by_its_key():
    course = make_course()
    lesson = lessons_of(course)[0]
    bank = make_bank(1)
    make_objective(bank, lesson=lesson)
    quiz = make_quiz((bank, "consent", 1), course=course)
    attempt = start(make_enrolment(make_edition(course)), quiz)
    assert [row["lesson_key"] for row in results_by_objective(submit(attempt))] == [str(lesson.translation_key)]

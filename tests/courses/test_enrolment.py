import datetime
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from courses import enrolment as enrolling
from courses.editions import withdraw_edition
from courses.enrolment import enrol, leave, move_up
from courses.models import Enrolment
from courses.progress import complete_lesson, finish_if_done, keep_position, progress_of
from tests.at_once import at_once
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment, make_lesson, pass_quiz, quiz_of
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def finish(enrolment, course):
    for lesson in lessons_of(course):
        complete_lesson(enrolment, lesson.translation_key, "en")
    pass_quiz(enrolment, quiz_of(course).translation_key)
    assert finish_if_done(enrolment)


def test_enrolling_puts_a_learner_into_the_newest_open_edition():
    course, learner = make_course(), make_user()
    make_edition(course, effective_on=timezone.now().date() - datetime.timedelta(days=9))
    newest = make_edition(course)
    enrolment = enrol(learner, course.translation_key, "ja")
    assert (enrolment.edition, enrolment.learner, enrolment.language) == (newest, learner, "ja")


def test_enrolling_twice_in_two_languages_is_one_enrolment():
    edition, learner = make_edition(), make_user()
    first = enrol(learner, edition.course_key, "en")
    assert enrol(learner, edition.course_key, "th") == first
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("make", [lambda course: None, lambda course: withdraw_edition(make_edition(course), by=None)])
def test_a_course_without_an_open_edition_takes_nobody(make):
    course = make_course()
    make(course)
    with pytest.raises(ValidationError) as refusal:
        enrol(make_user(), course.translation_key, "en")
    assert refusal.value.code == "no_edition"
    assert not Enrolment.objects.exists()


def test_what_was_done_before_leaving_counts_again_in_the_same_edition():
    course = make_course()
    enrolment = make_enrolment(make_edition(course))
    first, second = (lesson.translation_key for lesson in lessons_of(course))
    complete_lesson(enrolment, first, "en")
    keep_position(enrolment, second, "a-block", "en")
    done_at = enrolment.lesson_completions.get().completed_at
    leave(enrolment)
    again = enrol(enrolment.learner, course.translation_key, "en")
    assert again != enrolment
    assert [(row.lesson_key, row.completed_at) for row in again.lesson_completions.all()] == [(first, done_at)]
    assert again.positions.get(lesson_key=second).block_id == "a-block"
    assert again.last_key == second


def test_a_test_passed_before_leaving_is_not_asked_for_again_in_the_same_edition():
    course = make_course()
    enrolment = make_enrolment(make_edition(course))
    pass_quiz(enrolment, quiz_of(course).translation_key)
    leave(enrolment)
    again = enrol(enrolment.learner, course.translation_key, "en")
    assert str(quiz_of(course).translation_key) in progress_of(again).done


def test_a_finished_edition_is_not_begun_again_but_a_newer_one_may_be():
    course = make_course()
    enrolment = make_enrolment(make_edition(course))
    finish(enrolment, course)
    with pytest.raises(ValidationError) as refusal:
        enrol(enrolment.learner, course.translation_key, "en")
    assert refusal.value.code == "finished"
    newer = make_edition(course)
    again = enrol(enrolment.learner, course.translation_key, "en")
    assert (again.edition, again.lesson_completions.count()) == (newer, 0)


def test_leaving_twice_is_refused():
    enrolment = make_enrolment()
    leave(enrolment)
    with pytest.raises(ValidationError) as refusal:
        leave(enrolment)
    assert refusal.value.code == "closed"


def test_moving_up_carries_completed_lessons_by_key_and_leaves_the_old_edition():
    course = make_course()
    old = make_enrolment(make_edition(course))
    kept, dropped = lessons_of(course)
    for lesson in (kept, dropped):
        complete_lesson(old, lesson.translation_key, "en")
    pass_quiz(old, quiz_of(course).translation_key)
    # The old edition still needs it, so an editor retires it and adds another.
    type(dropped).objects.filter(translation_key=dropped.translation_key).update(retired=True)
    make_lesson(kept.get_parent().specific, title="New in this edition", slug="new")
    Enrolment.objects.filter(pk=old.pk).update(completed_at=None)
    newest = make_edition(course)
    moved = move_up(old)
    old.refresh_from_db()
    assert moved.edition == newest
    assert old.left_at is not None
    assert [row.lesson_key for row in moved.lesson_completions.all()] == [kept.translation_key]
    assert [item["title"] for item in progress_of(moved).outstanding] == ["Final test", "New in this edition"]


def test_moving_up_to_an_edition_that_asks_for_nothing_more_finishes_it():
    course = make_course(gives_certificate=False)
    quiz_of(course).unpublish()
    enrolment = make_enrolment(make_edition(course))
    first, second = lessons_of(course)
    complete_lesson(enrolment, first.translation_key, "en")
    type(second).objects.filter(translation_key=second.translation_key).update(retired=True)
    make_edition(course)
    moved = move_up(enrolment)
    moved.refresh_from_db()
    assert moved.completed_at is not None


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda enrolment: None, "newest"),
        (lambda enrolment: leave(enrolment), "closed"),
        (
            lambda enrolment: (
                make_edition(enrolment.edition.course),
                enrolment.attempts.create(
                    quiz_key=enrolment.key, number=1, language="en", seed=1, paper=[], marking={}, pass_mark=80
                ),
            ),
            "open_attempt",
        ),
    ],
)
def test_moving_up_is_refused_where_it_makes_no_sense(prepare, code):
    course = make_course()
    enrolment = make_enrolment(make_edition(course))
    enrolment.edition.course = course
    prepare(enrolment)
    with pytest.raises(ValidationError) as refusal:
        move_up(enrolment)
    assert refusal.value.code == code
    assert Enrolment.objects.count() == 1


def enrol_at_once(learner, course_key, times=4):
    """Enrol from as many threads as asked for, at the same moment; return what each got or raised."""
    return at_once(*[lambda: enrol(learner, course_key, "en").pk] * times)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_four_clicks_at_once_are_one_enrolment():
    edition, learner = make_edition(), make_user()
    results = enrol_at_once(learner, edition.course_key)
    assert results == [Enrolment.objects.get().pk] * 4


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_four_clicks_at_once_do_not_all_succeed(monkeypatch):
    """The negative control: with the lock (on SQLite, the immediate transaction) taken away, somebody sees an error."""
    edition, learner = make_edition(), make_user()
    meet = Barrier(4)
    monkeypatch.setattr(enrolling, "_lock_learner", lambda learner: None)
    real = enrolling._newest_edition
    monkeypatch.setattr(enrolling, "_newest_edition", lambda key: (real(key), meet.wait(10))[0])
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
    results = enrol_at_once(learner, edition.course_key)
    assert any(isinstance(result, Exception) for result in results)

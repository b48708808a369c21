import datetime
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from certificates.models import Certificate
from courses import progress
from courses.editions import withdraw_edition
from courses.enrolment import leave, move_up
from courses.models import Edition, Enrolment, LessonCompletion, LessonPosition
from courses.progress import answer_check, certificate_of, complete_lesson, finish_if_done, keep_position, progress_of
from tests.at_once import at_once
from tests.factories.courses import (
    check_block,
    lessons_of,
    make_course,
    make_edition,
    make_enrolment,
    make_lesson,
    pass_quiz,
    quiz_of,
    translate,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def enrolment(course):
    return make_enrolment(make_edition(course))


def test_progress_is_counted_in_minutes(course, enrolment):
    first, second = lessons_of(course)
    complete_lesson(enrolment, first.translation_key, "en")
    now = progress_of(enrolment)
    assert (now.minutes, now.minutes_done, now.minutes_left, now.percent) == (35, 10, 25, 28)
    assert [item["title"] for item in now.outstanding] == ["Lesson 2", "Final test"]
    assert now.segments == [
        {"minutes": 10, "done": True, "here": False},
        {"minutes": 10, "done": False, "here": True},
        {"minutes": 15, "done": False, "here": False},
    ]


@pytest.mark.parametrize(
    ("opened", "done", "goes_on_with"), [(None, [], 0), (1, [], 1), (1, [1], 2), (1, [1, 2], 0), (None, [0, 1, 2], None)]
)
def test_going_on_leads_to_what_was_opened_last_then_to_the_next_outstanding(opened, done, goes_on_with):
    syllabus = [{"key": str(number), "kind": "lesson", "minutes": 1} for number in range(3)]
    last = "" if opened is None else str(opened)
    found = progress.Progress(syllabus, frozenset(str(number) for number in done), last).next
    assert found == (None if goes_on_with is None else syllabus[goes_on_with])


def test_percent_is_a_hundred_only_when_nothing_is_outstanding():
    syllabus = [{"key": "a", "kind": "lesson", "minutes": 999}, {"key": "b", "kind": "lesson", "minutes": 1}]
    assert progress.Progress(syllabus, frozenset("a")).percent == 99
    assert progress.Progress(syllabus, frozenset("ab")).percent == 100


def test_a_lesson_is_completed_once_in_whatever_language(course, enrolment):
    lesson = lessons_of(course)[0]
    first = complete_lesson(enrolment, lesson.translation_key, "ja")
    assert complete_lesson(enrolment, lesson.translation_key, "en") == first
    assert LessonCompletion.objects.get().language == "ja"


def test_completing_remembers_the_lesson_and_the_language_studied_in(course, enrolment):
    lesson = lessons_of(course)[1]
    complete_lesson(enrolment, lesson.translation_key, "ja")
    enrolment.refresh_from_db()
    assert (enrolment.last_key, enrolment.language) == (lesson.translation_key, "ja")


def test_a_lesson_that_asks_for_its_checks_is_not_done_before_every_one_is_answered(course):
    module = lessons_of(course)[0].get_parent().specific
    lesson = make_lesson(module, checks=2, completion="check")
    first, second = (str(block.id) for block in lesson.body if block.block_type == "check")
    enrolment = make_enrolment(make_edition(course))
    answer_check(enrolment, lesson.translation_key, first, "en")
    with pytest.raises(ValidationError) as refusal:
        complete_lesson(enrolment, lesson.translation_key, "en")
    assert refusal.value.code == "checks_outstanding"
    assert refusal.value.messages == ["Answer the questions in this lesson first. Left: 1."]
    assert not LessonCompletion.objects.exists()
    answer_check(enrolment, lesson.translation_key, second, "ja")
    complete_lesson(enrolment, lesson.translation_key, "ja")
    assert LessonCompletion.objects.get().lesson_key == lesson.translation_key


def test_the_rule_that_counts_is_the_one_the_edition_froze(course, enrolment):
    lesson = lessons_of(course)[0]
    lesson.completion, lesson.body = "check", [check_block()]
    lesson.save_revision().publish()
    complete_lesson(enrolment, lesson.translation_key, "en")
    assert LessonCompletion.objects.count() == 1


def test_only_checks_of_the_lesson_can_be_answered(course, enrolment):
    with pytest.raises(ValidationError) as refusal:
        answer_check(enrolment, lessons_of(course)[0].translation_key, "invented", "en")
    assert refusal.value.code == "no_such_block"
    assert not LessonPosition.objects.exists()


def test_the_place_is_kept_once_a_lesson(course, enrolment):
    key = lessons_of(course)[0].translation_key
    keep_position(enrolment, key, "first-block", "en")
    keep_position(enrolment, key, "second-block", "ja")
    assert LessonPosition.objects.get().block_id == "second-block"


@pytest.mark.parametrize("block", ["", "x" * 41, "a b", "<script>"])
def test_a_place_that_is_no_block_id_is_refused(course, enrolment, block):
    with pytest.raises(ValidationError) as refusal:
        keep_position(enrolment, lessons_of(course)[0].translation_key, block, "en")
    assert refusal.value.code == "no_such_block"
    assert not LessonPosition.objects.exists()


@pytest.mark.parametrize("deed", [complete_lesson, lambda e, key, language: keep_position(e, key, "block", language)])
class TestRefusals:
    def test_a_lesson_of_a_later_edition_is_not_recorded(self, deed, course, enrolment):
        later = make_lesson(lessons_of(course)[0].get_parent().specific, title="Later", slug="later")
        with pytest.raises(ValidationError) as refusal:
            deed(enrolment, later.translation_key, "en")
        assert refusal.value.code == "not_in_edition"

    def test_a_quiz_is_not_done_by_reading(self, deed, course, enrolment):
        with pytest.raises(ValidationError) as refusal:
            deed(enrolment, quiz_of(course).translation_key, "en")
        assert refusal.value.code == "not_in_edition"

    def test_who_has_left_records_nothing(self, deed, course, enrolment):
        leave(enrolment)
        with pytest.raises(ValidationError) as refusal:
            deed(enrolment, lessons_of(course)[0].translation_key, "en")
        assert refusal.value.code == "closed"

    def test_after_the_last_day_of_a_withdrawn_edition_nothing_is_recorded(self, deed, course, enrolment):
        withdraw_edition(enrolment.edition, by=None)
        deed(enrolment, lessons_of(course)[0].translation_key, "en")
        Edition.objects.update(last_day=timezone.now().date() - datetime.timedelta(days=1))
        with pytest.raises(ValidationError) as refusal:
            deed(enrolment, lessons_of(course)[1].translation_key, "en")
        assert refusal.value.code == "edition_over"


class TestFinishing:
    def test_every_lesson_and_a_passed_test_finish_the_course_with_one_certificate(self, course, enrolment):
        quiz = quiz_of(course)
        for lesson in lessons_of(course):
            complete_lesson(enrolment, lesson.translation_key, "en")
        assert not finish_if_done(enrolment)
        pass_quiz(enrolment, quiz.translation_key)
        assert finish_if_done(enrolment)
        assert finish_if_done(enrolment)
        enrolment.refresh_from_db()
        certificate = Certificate.objects.get()
        assert (certificate.evidence_key, certificate.recipient) == (enrolment.key, enrolment.learner)
        assert certificate.completed_at == enrolment.completed_at
        assert certificate_of(enrolment) == certificate

    def test_the_last_lesson_after_the_test_finishes_the_course(self, course, enrolment):
        pass_quiz(enrolment, quiz_of(course).translation_key)
        for lesson in lessons_of(course):
            complete_lesson(enrolment, lesson.translation_key, "en")
        assert Certificate.objects.get().evidence_key == enrolment.key

    def test_a_failed_test_does_not_finish_the_course(self, course, enrolment):
        attempt = pass_quiz(enrolment, quiz_of(course).translation_key)
        attempt.passed = False
        attempt.save()
        for lesson in lessons_of(course):
            complete_lesson(enrolment, lesson.translation_key, "en")
        assert not Certificate.objects.exists()

    def test_a_pass_of_an_older_edition_does_not_count(self, course, enrolment):
        pass_quiz(enrolment, quiz_of(course).translation_key)
        make_edition(course)
        assert progress_of(move_up(enrolment)).done == frozenset()

    def test_the_certificate_states_what_the_edition_froze(self, course):
        translate(course, "ja", title="試験のコース")
        today = timezone.now().date()
        enrolment = make_enrolment(
            make_edition(course, label="2026.2", effective_on=today, guideline_parts=["Annex 1"]), language="ja"
        )
        course.title = f"{course.title}, renamed since"
        course.save_revision().publish()
        pass_quiz(enrolment, quiz_of(course).translation_key)
        for lesson in lessons_of(course):
            complete_lesson(enrolment, lesson.translation_key, "ja")
        facts = Certificate.objects.get().facts
        assert facts["titles"] == {"en": enrolment.edition.title, "ja": "試験のコース"}
        assert facts["edition_label"] == "2026.2"
        assert facts["effective_on"] == today.isoformat()
        assert facts["guideline_parts"] == ["Annex 1"]
        assert facts["minutes_by_category"] == {"gcp": 30}
        assert facts["study_language"] == "ja"
        assert facts["pass_mark"] == 80
        assert facts["modules"] == [{"id": enrolment.edition.syllabus[0]["module_key"], "title": "Module 1", "minutes": 35}]

    def test_a_course_without_a_certificate_is_finished_without_one(self):
        course = make_course(gives_certificate=False)
        quiz_of(course).unpublish()
        enrolment = make_enrolment(make_edition(course))
        for lesson in lessons_of(course):
            complete_lesson(enrolment, lesson.translation_key, "en")
        enrolment.refresh_from_db()
        assert enrolment.completed_at is not None
        assert not Certificate.objects.exists()

    def test_who_has_left_does_not_finish(self, course, enrolment):
        pass_quiz(enrolment, quiz_of(course).translation_key)
        complete_lesson(enrolment, lessons_of(course)[0].translation_key, "en")
        leave(enrolment)
        LessonCompletion.objects.create(enrolment=enrolment, lesson_key=lessons_of(course)[1].translation_key, language="en")
        assert not finish_if_done(enrolment)
        assert not Certificate.objects.exists()


def test_progress_of_many_costs_two_queries(django_assert_num_queries):
    edition = make_edition()
    rows = [make_enrolment(edition, make_user()) for _ in range(3)]
    for number in (1, 3):
        enrolments = list(Enrolment.objects.filter(pk__in=[row.pk for row in rows[:number]]).select_related("edition"))
        with django_assert_num_queries(2):
            assert len(progress.progress_of_many(enrolments)) == number


def errors_of(*steps) -> list:
    """What went wrong when all steps were taken at the same moment."""
    return [result for result in at_once(*steps) if isinstance(result, Exception)]


def last_two_lessons(course, enrolment):
    """Everything but two lessons is done; the two steps that finish it."""
    pass_quiz(enrolment, quiz_of(course).translation_key)
    return [lambda key=lesson.translation_key: complete_lesson(enrolment, key, "en") for lesson in lessons_of(course)]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_last_lessons_at_once_give_one_certificate(course, enrolment):
    assert errors_of(*last_two_lessons(course, enrolment)) == []
    enrolment.refresh_from_db()
    assert enrolment.completed_at is not None
    assert Certificate.objects.get().evidence_key == enrolment.key


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_last_lesson_and_a_passed_test_at_once_give_one_certificate(course, enrolment):
    first, second = lessons_of(course)
    complete_lesson(enrolment, first.translation_key, "en")

    def pass_test():
        pass_quiz(enrolment, quiz_of(course).translation_key)
        finish_if_done(enrolment)

    assert errors_of(lambda: complete_lesson(enrolment, second.translation_key, "en"), pass_test) == []
    assert Certificate.objects.get().evidence_key == enrolment.key


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_last_lessons_at_once_are_lost(course, enrolment, monkeypatch):
    """The negative control: with the lock (on SQLite, the immediate transaction) taken away, the course is not finished."""
    meet = Barrier(2)
    real = progress.seen

    def unlocked(enrolment):
        return Enrolment.objects.select_related("edition", "learner").get(pk=enrolment.pk)

    def seen(*args):
        meet.wait(10)
        if connection.vendor == "sqlite":
            real(*args)  # on PostgreSQL its update would itself wait for the other one

    monkeypatch.setattr(progress, "lock_row", unlocked)
    monkeypatch.setattr(progress, "seen", seen)
    real_progress = progress.progress_of
    after = Barrier(2)

    def looked(enrolment):
        found = real_progress(enrolment)
        if connection.vendor == "postgresql":
            after.wait(10)
        return found

    monkeypatch.setattr(progress, "progress_of", looked)
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
    errors = errors_of(*last_two_lessons(course, enrolment))
    enrolment.refresh_from_db()
    assert errors or enrolment.completed_at is None
    assert not Certificate.objects.exists()

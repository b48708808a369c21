"""What a browser kept for a guest counts after enrolling: only what guests may do, by the same rules, once."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import CoursePage, Enrolment, LessonCompletion
from courses.progress import keep_position
from courses.taking_over import take_over
from tests.at_once import at_once
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment, make_lesson
from tests.factories.people import make_user


def open_course() -> CoursePage:
    """Two lessons closed to guests, and three open ones: read to the end, opened, self-check answered."""
    course = make_course()
    module = course.get_children().get()
    for rule, checks in (("end", 0), ("opened", 0), ("check", 1)):
        make_lesson(module, title=f"Open, {rule}", completion=rule, checks=checks, open_to_guests=True)
    return course


def kept_of(*lessons, **fields) -> dict:
    return {
        str(lesson.translation_key): {
            "block": str(lesson.body[1].id),
            "checks": {str(block.id) for block in lesson.body if block.block_type == "check"},
            "done": True,
            **fields,
        }
        for lesson in lessons
    }


def done_keys(enrolment) -> set:
    return set(enrolment.lesson_completions.values_list("lesson_key", flat=True))


@pytest.mark.django_db
def test_lessons_open_to_guests_count_and_the_place_comes_along():
    course = open_course()
    enrolment = make_enrolment(make_edition(course))
    *closed, end, opened, check = lessons_of(course)
    counted = take_over(enrolment, kept_of(*closed, end, opened, check), "en")
    assert set(counted) == {str(lesson.translation_key) for lesson in (end, opened, check)}
    assert done_keys(enrolment) == {lesson.translation_key for lesson in (end, opened, check)}
    position = enrolment.positions.get(lesson_key=check.translation_key)
    assert (position.block_id, len(position.checks_answered)) == (str(check.body[1].id), 1)


@pytest.mark.django_db
def test_what_was_not_done_does_not_count():
    course = open_course()
    enrolment = make_enrolment(make_edition(course))
    *_closed, end, _opened, check = lessons_of(course)
    assert take_over(enrolment, kept_of(end, check, done=False, checks=set()), "en") == []
    assert done_keys(enrolment) == set()


@pytest.mark.django_db
def test_another_rule_than_a_guest_can_meet_does_not_count():
    course = open_course()
    edition = make_edition(course)
    end = lessons_of(course)[2]
    edition.item(end.translation_key)["completion"] = "watched"
    edition.save()
    assert take_over(make_enrolment(edition), kept_of(end), "en") == []


@pytest.mark.django_db
def test_taking_over_twice_changes_nothing_and_leaves_the_learners_own_place():
    course = open_course()
    enrolment = make_enrolment(make_edition(course))
    end = lessons_of(course)[2]
    keep_position(enrolment, end.translation_key, "my-own-place", "en")
    assert len(take_over(enrolment, kept_of(end), "en")) == 1
    assert take_over(enrolment, kept_of(end), "en") == []
    assert enrolment.positions.get().block_id == "my-own-place"


@pytest.mark.django_db
@pytest.mark.parametrize("kept", ["{", "7", '[{"lesson": "x"}]', '["x"]', "[null]"])
def test_what_cannot_be_read_is_refused_and_records_nothing(kept):
    enrolment = make_enrolment(make_edition(open_course()))
    client = Client()
    client.force_login(enrolment.learner)
    url = reverse("courses:take_over", kwargs={"key": enrolment.key})
    assert client.post(url, {"kept": kept}, headers={"accept": "application/json"}).status_code == 409
    assert not LessonCompletion.objects.exists()


@pytest.mark.django_db
def test_forged_keys_count_for_nothing_and_strangers_reach_nothing():
    course, other = open_course(), open_course()
    enrolment = make_enrolment(make_edition(course))
    forged = [{"lesson": str(key), "done": True} for key in (uuid.uuid4(), lessons_of(other)[2].translation_key)]
    url = reverse("courses:take_over", kwargs={"key": enrolment.key})
    mine, stranger = Client(), Client()
    mine.force_login(enrolment.learner)
    stranger.force_login(make_user())
    answer = mine.post(url, {"kept": json.dumps(forged)}, headers={"accept": "application/json"})
    assert answer.json() == {"counted": 0}
    assert stranger.post(url, {"kept": "[]"}).status_code == 404
    assert not LessonCompletion.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_tabs_taking_over_at_once_count_each_lesson_once():
    course = open_course()
    enrolment = make_enrolment(make_edition(course))
    kept = kept_of(*lessons_of(course))
    results = at_once(*[lambda: len(take_over(Enrolment.objects.get(pk=enrolment.pk), kept, "en"))] * 4)
    assert sorted(results) == [0, 0, 0, 3]
    assert LessonCompletion.objects.count() == 3

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import LessonMinutes, LessonTime
from courses.outline import outline_of
from courses.progress import complete_lesson, keep_position
from courses.timing import count_minutes
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def edition(course):
    return make_edition(course)


def study(edition, lesson, *minutes):
    """Somebody opens the lesson, is seen after each pause, and has finished it after the last."""
    enrolment = make_enrolment(edition)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        keep_position(enrolment, lesson.translation_key, "a", "en")
        for pause in minutes[:-1]:
            clock.shift(pause * 60)
            keep_position(enrolment, lesson.translation_key, "b", "en")
        clock.shift(minutes[-1] * 60)
        complete_lesson(enrolment, lesson.translation_key, "en")
        clock.shift(3600)
        keep_position(enrolment, lesson.translation_key, "b", "en")
    return enrolment


def test_time_is_counted_until_the_lesson_is_done_and_a_long_pause_as_five_minutes(course, edition):
    study(edition, lessons_of(course)[0], 2, 45, 1)
    assert LessonTime.objects.get().seconds == (2 + 5 + 1) * 60


def test_minutes_in_fact_are_the_median_of_ten_and_the_edition_keeps_its_own(course, edition):
    lesson = lessons_of(course)[0]
    for minutes in (1, 1, 2, 3, 3.5, 3.75, 4, 4.5, 4.75):
        study(edition, lesson, minutes)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1)):
        assert count_minutes() == 1
        assert outline_of(edition.syllabus, "en").entries[0].minutes == 10
        study(edition, lesson, 5, 5, 5, 5)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=2)):
        assert [count_minutes(), count_minutes()] == [1, 0]
    assert (LessonMinutes.objects.get().minutes, LessonMinutes.objects.get().learners) == (4, 10)
    assert outline_of(edition.syllabus, "en").entries[0].minutes == 4
    edition.refresh_from_db()
    assert edition.item(lesson.translation_key)["minutes"] == 10


def test_editors_read_what_was_planned_and_what_it_takes(course, edition):
    lesson = lessons_of(course)[0]
    LessonMinutes.objects.create(lesson_key=lesson.translation_key, minutes=14, learners=37)
    client = Client()
    client.force_login(make_user(is_superuser=True))
    page = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert "10 min planned, 14 min in fact (n=37)" in page

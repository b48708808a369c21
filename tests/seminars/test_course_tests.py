"""Seminars whose assessment is the test of a course."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from certificates.models import Certificate
from icrweb.trail.models import AuditEntry
from seminars.checkin.assessing import assess
from seminars.checkin.course_tests import set_course_test, take_over_courses
from seminars.models import Assessment, CourseTest
from tests.factories.certificates import make_achievement, make_certificate
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(organizer):
    """A seminar in Bangkok, and a course that counts from its first day to three days after its last."""
    seminar, course = make_seminar(sittings=2), make_achievement(name="Good clinical practice")
    first, last = (sitting.local_day for sitting in seminar.sittings.order_by("starts_at"))
    set_course_test(seminar, course, first, last + timedelta(days=3), organizer)
    seminar.refresh_from_db()
    return seminar


def completed(seminar, at, person=None, **fields):
    """Somebody with a place completes the course at a moment."""
    row = make_registration(seminar, person)
    make_certificate(row.person, achievement=seminar.course_test.achievement, completed_at=at, **fields)
    return row


def taken_over(at) -> int:
    with time_machine.travel(at, tick=False):
        return take_over_courses()


def papers_of(row) -> list[str]:
    own = Certificate.objects.filter(recipient=row.person).exclude(achievement__name="Good clinical practice")
    return list(own.values_list("achievement__kind", flat=True))


def test_who_completes_the_course_in_its_days_has_passed_once_the_seminar_is_over(asked):
    row = completed(asked, asked.starts_at + timedelta(hours=1))
    assert taken_over(asked.ends_at - timedelta(seconds=1)) == 0
    assert [taken_over(asked.ends_at), taken_over(asked.ends_at)] == [1, 0]
    one = Assessment.objects.get()
    paper, day = Certificate.objects.get(achievement=asked.course_test.achievement), asked.course_test.first_day
    assert (one.registration, one.passed, one.by) == (row, True, None)
    assert one.why == f"Course “{paper.title}”, completed on {day}, certificate {paper.number}."
    assert papers_of(row) == ["completion"]
    assert AuditEntry.objects.get(deed="seminar.assess").actor is None


def test_the_days_are_those_of_the_venue_and_both_ends_count(asked):
    test = asked.course_test
    assert test.opens_at.isoformat().endswith("17:00:00+00:00")  # midnight in Bangkok
    second = timedelta(seconds=1)
    moments = (test.opens_at - second, test.opens_at, test.closes_at - second, test.closes_at)
    rows = [completed(asked, moment) for moment in moments]
    taken_over(test.closes_at + timedelta(days=1))
    assert set(Assessment.objects.values_list("registration", flat=True)) == {rows[1].pk, rows[2].pk}


def test_another_course_no_place_or_a_revoked_certificate_is_no_pass(asked):
    other, revoked = make_registration(asked), completed(asked, asked.starts_at)
    make_certificate(other.person, completed_at=asked.starts_at)
    Certificate.objects.filter(recipient=revoked.person).update(revoked_at=asked.starts_at)
    waiting = completed(asked, asked.starts_at)
    type(waiting).objects.filter(pk=waiting.pk).update(state="waiting")
    assert taken_over(asked.ends_at) == 0


def test_what_the_organizer_said_by_hand_stands(asked, organizer):
    row = completed(asked, asked.starts_at)
    with time_machine.travel(asked.ends_at, tick=False):
        assess(asked, [row.pk], organizer, passed=False, why="Somebody else sat the test.")
    assert taken_over(asked.ends_at) == 0
    assert not Assessment.objects.get().passed


def test_a_course_needs_its_days_and_can_be_left_out_again(asked, organizer):
    course, first = asked.course_test.achievement, asked.course_test.first_day
    for days in ((None, first), (first, None), (first, first - timedelta(days=1))):
        with pytest.raises(ValidationError) as refusal:
            set_course_test(asked, course, *days, organizer)
        assert refusal.value.code == "days"
    completed(asked, asked.starts_at)
    set_course_test(asked, None, None, None, organizer)
    assert not CourseTest.objects.exists()
    assert taken_over(asked.ends_at) == 0
    made, ended = AuditEntry.objects.filter(deed="seminar.set_course_test").order_by("pk")
    assert (made.new, ended.new) == (ended.old, {})


def test_the_organizer_sets_the_course_on_the_page_of_the_assessment(client, organizer):
    seminar, course = make_seminar(), make_achievement(name="Good clinical practice")
    row = make_registration(seminar)
    client.force_login(organizer)
    address = reverse("seminars_desk:assessment", args=[seminar.pk])
    typed = {"course": "1", "course-achievement": course.pk, "course-first_day": "2027-02-01", "course-last_day": "2027-01-01"}
    wrong = client.post(address, typed)
    assert (wrong.status_code, "in this order" in wrong.content.decode()) == (422, True)
    client.post(address, typed | {"course-last_day": "2027-02-09"})
    assert str(seminar.course_test.last_day) == "2027-02-09"
    assert 'value="2027-02-09"' in client.get(address).content.decode()
    client.force_login(row.person)
    for page in (reverse("seminars:place", args=[seminar.key]), reverse("my:seminars")):
        assert "The assessment is the course “Good clinical practice”." in client.get(page).content.decode()


def test_who_passed_reads_it_and_who_has_no_place_reads_nothing_of_it(client, asked):
    row = completed(asked, asked.starts_at)
    taken_over(asked.ends_at)
    waiting = make_registration(asked, make_user())
    type(waiting).objects.filter(pk=waiting.pk).update(state="waiting")
    for person, number in ((row.person, 1), (waiting.person, 0)):
        client.force_login(person)
        for page in (reverse("seminars:place", args=[asked.key]), reverse("my:seminars")):
            words = client.get(page).content.decode()
            assert words.count("You have passed the assessment.") == number
            assert "The assessment is the course" not in words


def test_the_page_of_the_assessment_names_nobody_where_a_course_said_it(client, organizer, asked):
    completed(asked, asked.starts_at)
    with time_machine.travel(asked.ends_at + timedelta(hours=1), tick=False):
        take_over_courses()
        client.force_login(organizer)
        words = client.get(reverse("seminars_desk:assessment", args=[asked.pk])).content.decode()
    assert "certificate issued" in words
    assert "None:" not in words

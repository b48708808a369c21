"""Reminders leave once, on the right day where the person is, in their language, and only to who needs them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from courses import reminders
from courses.cohorts import close_cohort, extend_for, leave_cohort, switch_reminders
from courses.models import Cohort, CohortTeacher, DueReminder, Edition, Enrolment
from courses.reminders import remind_of_due_days, write_weekly_digests
from icrweb.trail.models import Mail
from tests.at_once import at_once
from tests.factories.cohorts import make_cohort, make_member
from tests.factories.courses import make_course, make_edition
from tests.factories.people import make_user

TODAY = timezone.now().date


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "subject"),
    [
        (8, None),
        (7, "7 days left for “Course"),
        (6, "6 days left for “Course"),
        (5, None),
        (1, "is due tomorrow"),
        (0, "is due today"),
        (-1, "was due on"),
        (-3, None),
    ],
)
def test_a_member_is_reminded_on_these_days_and_once(days, subject):
    make_member(make_cohort(make_open_course(), days=days))
    assert remind_of_due_days() == (subject is not None)
    assert remind_of_due_days() == 0
    assert [subject in row.subject for row in Mail.objects.all()] == ([True] if subject else [])


def make_open_course():
    course = make_course(title="Course one")
    make_edition(course)
    return course


@pytest.mark.django_db
def test_the_day_is_the_members_own(monkeypatch):
    cohort = make_cohort(make_open_course(), due_on=date(2027, 3, 10), starts_on=date(2027, 1, 1))
    for zone in ("Asia/Tokyo", "America/New_York"):
        make_member(cohort, make_user(f"{zone[:4].lower()}@demo.example", time_zone=zone))
    moment = datetime(2027, 3, 8, 20, tzinfo=UTC)  # the 9th in Tokyo, the 8th in New York
    monkeypatch.setattr(reminders.timezone, "localdate", lambda timezone: moment.astimezone(timezone).date())
    assert remind_of_due_days() == 1
    assert Mail.objects.get().to == "asia@demo.example"


@pytest.mark.django_db
def test_nobody_is_reminded_who_finished_left_switched_it_off_or_has_another_day():
    cohort = make_cohort(make_open_course(), days=1)
    finished, left, off, later = (make_member(cohort) for _ in range(4))
    edition = Edition.objects.get()
    Enrolment.objects.create(
        learner=finished.person, edition=edition, course_key=edition.course_key, language="en", completed_at=timezone.now()
    )
    leave_cohort(left, by=left.person)
    switch_reminders(off, False)
    extend_for(later, TODAY() + timedelta(days=30), by=cohort.teachers.get())
    assert remind_of_due_days() == 0


@pytest.mark.django_db
def test_a_closed_group_reminds_nobody_and_writes_no_digest():
    cohort = make_cohort(make_open_course(), days=1)
    make_member(cohort)
    close_cohort(cohort, by=cohort.teachers.get())
    assert (remind_of_due_days(), write_weekly_digests()) == (0, 0)


@pytest.mark.django_db
def test_another_due_day_reminds_anew():
    cohort = make_cohort(make_open_course(), days=1)
    make_member(cohort)
    assert remind_of_due_days() == 1
    Cohort.objects.update(due_on=TODAY() + timedelta(days=7))
    assert remind_of_due_days() == 1


@pytest.mark.django_db
def test_a_teacher_gets_one_mail_a_week():
    cohort = make_cohort(make_open_course(), started=20)
    make_member(cohort)
    assert write_weekly_digests() == 1
    assert write_weekly_digests() == 0
    monday = CohortTeacher.objects.get().digest_on
    assert monday.weekday() == 0
    CohortTeacher.objects.update(digest_on=monday - timedelta(days=7))
    assert write_weekly_digests() == 1
    assert Mail.objects.filter(person=cohort.teachers.get()).count() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_reminder_once():
    cohort = make_cohort(make_open_course(), days=1, started=20)
    for _ in range(5):
        make_member(cohort)
    found = at_once(*[lambda: (remind_of_due_days(), write_weekly_digests())] * 2)
    assert [sum(numbers) for numbers in zip(*found, strict=True)] == [5, 1]
    assert DueReminder.objects.count() == 5
    assert Mail.objects.count() == 6

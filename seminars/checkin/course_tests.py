"""Where the test of a course is the assessment of a seminar: set by the organizer, taken over by the worker.

A course is known by what it certifies, as prerequisites are: seminars and courses never ask each other.
"""

from datetime import date, datetime, time, timedelta
from uuid import uuid5
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates.models import Achievement, Certificate
from icrweb.accounts.models import User
from icrweb.trail import audit

from .. import moments
from ..models import Assessment, CourseTest, Registration, Seminar
from .assessing import certify, keep_result
from .counting import locked

PORTION = 50


def choices(seminar: Seminar):
    """What can be completed, but for this seminar itself."""
    return Achievement.objects.filter(kind=Achievement.Kind.COMPLETION).exclude(key=uuid5(seminar.key, "completion"))


@transaction.atomic
def set_course_test(
    seminar: Seminar, achievement: Achievement | None, first_day: date | None, last_day: date | None, by: User
) -> None:
    """This course, completed in these days, is the assessment; without a course none is. What was taken over stays."""
    seminar = locked(seminar.pk)
    was = CourseTest.objects.filter(seminar=seminar).select_related("achievement").first()
    old = _facts(was)
    if achievement is None:
        CourseTest.objects.filter(seminar=seminar).delete()
        now = None
    else:
        if not first_day or not last_day or last_day < first_day:
            raise ValidationError(_("Write the first and the last day on which the course counts, in this order."), code="days")
        zone, after = ZoneInfo(seminar.time_zone), last_day + timedelta(days=1)
        facts = {"achievement": achievement, "first_day": first_day, "last_day": last_day}
        facts |= {"opens_at": datetime.combine(first_day, time(), zone), "closes_at": datetime.combine(after, time(), zone)}
        now, _made = CourseTest.objects.update_or_create(seminar=seminar, defaults=facts)
    if old != _facts(now):
        audit.record("seminar.set_course_test", seminar, actor=by, old=old, new=_facts(now))


def take_over_courses() -> int:
    """The worker's look: who has completed the course in its days, at a seminar that is over, and of whom nobody has said anything."""
    seminars = _due().order_by("seminar").values_list("seminar", flat=True).distinct()[:PORTION]
    return sum(_take_over(pk) for pk in list(seminars))


def course_test_words(registration: Registration) -> str:
    """For the person: what the assessment is, or that it is passed; nothing where there is none, or for who has no place.

    Read the registration with `assessment` and `seminar__course_test__achievement`.
    """
    seminar = registration.seminar
    one = getattr(registration, "assessment", None)
    if one and one.passed:
        return _("You have passed the assessment. The certificate of completion is under My certificates.")
    test = getattr(seminar, "course_test", None)
    if test is None or one or seminar.cancelled_at or registration.state != Registration.State.CONFIRMED:
        return ""
    facts = {"course": test.achievement.name, "days": moments.days(test.first_day, test.last_day)}
    return _("The assessment is the course “%(course)s”. Completed on these days it counts: %(days)s.") % facts


def _due():
    test = "seminar__course_test__"
    completed = Certificate.objects.standing().filter(
        recipient=OuterRef("person"),
        achievement=OuterRef(f"{test}achievement"),
        completed_at__gte=OuterRef(f"{test}opens_at"),
        completed_at__lt=OuterRef(f"{test}closes_at"),
    )
    over = Registration.objects.confirmed().filter(seminar__ends_at__lte=timezone.now(), seminar__cancelled_at=None)
    return over.filter(Exists(completed), assessment=None)


@transaction.atomic
def _take_over(pk: int) -> int:
    seminar = locked(pk)
    test, sittings = seminar.course_test, list(seminar.sittings.all())
    rows = list(_due().filter(seminar=seminar).select_related("person").order_by("number", "pk")[:PORTION])
    held = Certificate.objects.standing().filter(achievement=test.achievement_id, recipient__in=[row.person_id for row in rows])
    held = held.filter(completed_at__gte=test.opens_at, completed_at__lt=test.closes_at).order_by("-completed_at")
    first = {one.recipient_id: one for one in held}
    for row in rows:
        one = first[row.person_id]
        day = one.completed_at.astimezone(ZoneInfo(seminar.time_zone)).date()
        with translation.override(seminar.language):
            facts = {"course": one.title, "day": day.isoformat(), "number": one.number}
            why = _("Course “%(course)s”, completed on %(day)s, certificate %(number)s.") % facts
        result = keep_result(Assessment(registration=row), row, None, passed=True, why=why)
        certify(seminar, result, row, sittings, None)
    return len(rows)


def _facts(test: CourseTest | None) -> dict:
    if test is None:
        return {}
    return {"course": test.achievement.code or test.achievement.name, "first_day": test.first_day, "last_day": test.last_day}

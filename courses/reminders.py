"""Sweeps: who is reminded of a due day, and which teacher gets this week's mail. Days are those of each person's own zone."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from courses.group_letters import due_reminder, weekly_digest
from courses.group_overview import counts_of
from courses.models import CohortMembership, CohortTeacher, DueReminder, Enrolment

# Days before the due day; the second of each is there for a worker that was down on the first.
STAGES = {DueReminder.Stage.WEEK: (7, 6), DueReminder.Stage.DAY: (1, 0), DueReminder.Stage.AFTER: (-1, -2)}
AT_ONCE = 200


def remind_of_due_days() -> int:
    """A week before, a day before and the day after; never who has finished, switched it off, or was reminded already."""
    return sum(_remind(stage, days) for stage, days in STAGES.items())


def _remind(stage: str, days: tuple[int, int]) -> int:
    waiting = CohortMembership.objects.standing().joined().with_due_day().filter(reminders=True, person__is_active=True)
    zones = waiting.order_by().values_list("person__time_zone", flat=True).distinct()
    due_now = Q(pk=None)
    for zone in zones:
        today = timezone.localdate(timezone=ZoneInfo(zone))
        due_now |= Q(person__time_zone=zone, due__in=[today + timedelta(days=number) for number in days])
    finished = Enrolment.objects.completed().filter(learner=OuterRef("person"), course_key=OuterRef("cohort__course_key"))
    reminded = DueReminder.objects.filter(membership=OuterRef("pk"), stage=stage, due_on=OuterRef("due"))
    rows = waiting.filter(due_now).exclude(Exists(finished)).exclude(Exists(reminded)).select_related("cohort", "person")
    return sum(_send(row, stage) for row in rows[:AT_ONCE])


def _send(row: CohortMembership, stage: str) -> int:
    """The reminder's row is unique: of two workers at once one writes it, and the letter with it."""
    today = timezone.localdate(timezone=ZoneInfo(row.person.time_zone))
    with transaction.atomic():
        _reminder, made = DueReminder.objects.get_or_create(membership=row, stage=stage, due_on=row.due)
        if made:
            due_reminder(row, row.due, (row.due - today).days)
    return int(made)


def write_weekly_digests() -> int:
    """On Mondays where the teacher is, for open groups that have begun and were due less than two weeks ago."""
    today = timezone.now().date()
    running = CohortTeacher.objects.filter(
        cohort__closed_at=None,
        cohort__starts_on__lt=today,
        cohort__due_on__gt=today - timedelta(days=14),
        person__is_active=True,
    ).filter(Q(digest_on=None) | Q(digest_on__lt=today - timedelta(days=5)))
    return sum(_digest(row) for row in running.select_related("cohort", "person")[:AT_ONCE])


def _digest(row: CohortTeacher) -> int:
    monday = _monday(timezone.localdate(timezone=ZoneInfo(row.person.time_zone)))
    if monday <= row.cohort.starts_on or row.digest_on == monday:
        return 0
    with transaction.atomic():
        # Taking the row is one conditional update: two workers never both write.
        taken = CohortTeacher.objects.filter(pk=row.pk, digest_on=row.digest_on).update(digest_on=monday)
        if taken:
            weekly_digest(row.person, row.cohort, counts_of(row.cohort))
    return taken


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

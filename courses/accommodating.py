"""Extra time for one person, in all timed tests or in one: granted and ended by staff, with a reason, on record."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.deadlines import deadline
from courses.models import Attempt, ExtraTime
from courses.quiz_rules import Rules
from icrweb.accounts.models import User
from icrweb.trail import audit

MOST_PERCENT = 900  # ten times as long
MOST_MINUTES = 600


def grant_time(person: User, quiz_key: UUID | None, *, percent: int = 0, minutes: int = 0, by: User, why: str) -> ExtraTime:
    """Lengthen the tests of one person: all of them, or one. What was granted before for the same is replaced.

    An attempt that is open now gets the time too; none is ever shortened.
    """
    if not why.strip():
        raise ValidationError(_("Write why. The audit trail keeps it."), code="why")
    if not (0 <= percent <= MOST_PERCENT and 0 <= minutes <= MOST_MINUTES) or not percent + minutes:
        raise ValidationError(
            _("Give some more time: up to %(percent)s %% or %(minutes)s minutes."),
            code="how_much",
            params={"percent": MOST_PERCENT, "minutes": MOST_MINUTES},
        )
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
        before = ExtraTime.objects.standing().filter(learner=person, quiz_key=quiz_key).first()
        if before:
            _end(before)
        granted = ExtraTime.objects.create(learner=person, quiz_key=quiz_key, percent=percent, minutes=minutes, granted_by=by)
        audit.record("quiz.grant_time", granted, actor=by, person=person, old=_facts(before), new=_facts(granted), why=why)
        _lengthen(person, quiz_key)
    return granted


def end_time(granted: ExtraTime, *, by: User, why: str) -> None:
    """From the next attempt on the usual limit counts again."""
    if not why.strip():
        raise ValidationError(_("Write why. The audit trail keeps it."), code="why")
    with transaction.atomic():
        granted = ExtraTime.objects.select_for_update(of=("self",)).select_related("learner").get(pk=granted.pk)
        if granted.ended_at:
            raise ValidationError(_("This extra time has ended already."), code="ended")
        _end(granted)
        audit.record("quiz.end_time", granted, actor=by, person=granted.learner, old=_facts(granted), new=None, why=why)


def _end(granted: ExtraTime) -> None:
    granted.ended_at = timezone.now()
    granted.save(update_fields=["ended_at"])


def _lengthen(person: User, quiz_key: UUID | None) -> None:
    """Rows of attempts are locked after that of the person nowhere else: here only attempts are, one statement each."""
    timed = Attempt.objects.for_learner(person).open().filter(deadline__isnull=False).select_related("enrolment__edition")
    for attempt in timed.filter(quiz_key=quiz_key) if quiz_key else timed:
        rules = Rules.of(attempt.enrolment.edition.item(attempt.quiz_key))
        until = rules and deadline(attempt.enrolment, attempt.quiz_key, rules, attempt.started_at)
        if until:
            Attempt.objects.open().filter(pk=attempt.pk, deadline__lt=until).update(deadline=until)


def _facts(row: ExtraTime | None) -> dict | None:
    return row and {"test": str(row.quiz_key or ""), "percent": row.percent, "minutes": row.minutes}

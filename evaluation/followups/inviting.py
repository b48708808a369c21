"""The worker's look after seminars: who is to be asked now, and who is to be reminded."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from evaluation.models import NoMoreMail, SeminarReply
from seminars.models import Registration

from . import letters

Stage = SeminarReply.Stage
# Days after the end from which a form is sent, and from which it is too late to begin.
WINDOWS = {Stage.END: (0, 30), Stage.MONTHS_3: (91, 150), Stage.MONTHS_12: (365, 425)}
REMIND_AFTER = timedelta(days=10)
MOST_REMINDERS = 2
AT_ONCE = 100


def ask_after_seminars() -> int:
    """Write to who attended: at the end, and after 3 and 12 months where the seminar follows up; once a stage."""
    return sum(invite(row, stage) is not None for stage in Stage for row in due(stage)[:AT_ONCE]) + remind()


def due(stage: str):
    """Who attended and is to be asked now."""
    now = timezone.now()
    first, last = WINDOWS[stage]
    rows = Registration.objects.filter(
        ~Exists(SeminarReply.objects.filter(registration=OuterRef("pk"), stage=stage)),
        attended_at__isnull=False,
        seminar__cancelled_at=None,
        seminar__ends_at__lte=now - timedelta(days=first),
        seminar__ends_at__gt=now - timedelta(days=last),
        person__is_active=True,
    ).exclude(person__in=NoMoreMail.objects.values("person"))
    if stage != Stage.END:
        rows = rows.filter(seminar__plan_for_afterwards__follows_up=True)
    return rows.select_related("person", "seminar").order_by("pk")


def invite(registration: Registration, stage: str) -> SeminarReply | None:
    """The row with its mail, in one transaction; None where there is one already."""
    try:
        with transaction.atomic():
            row = SeminarReply.objects.create(registration=registration, stage=stage)
            letters.invite(row)
    except IntegrityError:
        return None  # another worker was faster
    return row


def remind() -> int:
    """At most two reminders a form, ten days apart, and none to who has stopped them."""
    now = timezone.now()
    rows = SeminarReply.objects.filter(
        given_at=None, reminders__lt=MOST_REMINDERS, mailed_at__lte=now - REMIND_AFTER, registration__person__is_active=True
    ).exclude(registration__person__in=NoMoreMail.objects.values("person"))
    reminded = 0
    for row in rows.select_related("registration__person", "registration__seminar").order_by("pk")[:AT_ONCE]:
        with transaction.atomic():
            taken = SeminarReply.objects.filter(pk=row.pk, given_at=None, reminders=row.reminders).update(
                reminders=F("reminders") + 1, mailed_at=now
            )
            if taken:
                letters.invite(row, again=True)
                reminded += 1
    return reminded

"""How long what people sent is kept. The worker throws words and bytes away in time; that there were some, and when they went, stays.

- drafts: 30 days after registration closed;
- answers and files of an application: `settings.APPLICATIONS_KEPT_DAYS` after the seminar; of who was declined, 30 days after that;
- answers after acceptance (what somebody eats, when they fly): 30 days after the seminar.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from icrweb.trail import audit

from ..models import Answer, ApplicationFile, Draft, ExtraQuestion, Registration
from .drafting import drop_draft
from .files import throw_away

SOON = timedelta(days=30)
AT_ONCE = 500
Part = ExtraQuestion.Part


def purge() -> int:
    """The worker's look: what is kept no longer; a portion at a time."""
    return _drop_drafts() + _drop_files() + _empty_answers()


def _over(now) -> Q:
    """Of answers and files: those whose time is over."""
    late = now - timedelta(days=settings.APPLICATIONS_KEPT_DAYS)
    declined = Q(registration__state=Registration.State.DECLINED, registration__cancelled_at__lte=now - SOON)
    later = Q(question__part=Part.ACCEPTED, registration__seminar__ends_at__lte=now - SOON)
    return Q(registration__seminar__ends_at__lte=late) | declined | later


def _drop_drafts() -> int:
    old = Draft.objects.filter(seminar__registration_closes_at__lte=timezone.now() - SOON).filter(
        ~Q(part=Part.ACCEPTED) | Q(seminar__ends_at__lte=timezone.now() - SOON)
    )
    rows = list(old.select_related("seminar", "person")[:AT_ONCE])
    for row in rows:
        drop_draft(row.person, row.seminar, row.part)
    return len(rows)


def _drop_files() -> int:
    rows = ApplicationFile.objects.kept().filter(_over(timezone.now())).exclude(file="").order_by("pk")
    return sum(_drop_file(pk) for pk in list(rows.values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _drop_file(pk: int) -> int:
    file = ApplicationFile.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)
    if file.purged_at:
        return 0
    throw_away(file)
    audit.record("registration.purge_file", file, person=file.person, old={"sha256": file.sha256})
    return 1


@transaction.atomic
def _empty_answers() -> int:
    rows = Answer.objects.kept().filter(_over(timezone.now())).order_by("pk")[:AT_ONCE]
    found = list(rows.select_related("registration__person"))
    Answer.objects.filter(pk__in=[row.pk for row in found]).update(value=None, purged_at=timezone.now())
    registrations = {row.registration_id: row.registration for row in found}
    audit.record_many(
        audit.entry("registration.purge_answers", registration, person=registration.person)
        for registration in registrations.values()
    )
    return len(found)

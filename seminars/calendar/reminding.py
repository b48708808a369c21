"""A sweep: who has a place is reminded a day before each day of a seminar, and an hour before they go online."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ..letters import Post
from ..models import Mode, NoReminders, OwnWords, Registration, Seminar, Sitting, SittingReminder
from .quiet import stop_address

PORTION = 50  # mails of one transaction; between two of them others get at the seminar
BEFORE = {SittingReminder.Stage.DAY: timedelta(days=1), SittingReminder.Stage.HOUR: timedelta(hours=1)}
Stage = SittingReminder.Stage


def remind_of_sittings() -> int:
    """Write the reminders that are due; each is a unique row, made in the transaction of its mail."""
    now = timezone.now()
    soon = Sitting.objects.filter(starts_at__gt=now, starts_at__lte=now + BEFORE[Stage.DAY], seminar__cancelled_at=None)
    seminars = soon.order_by("seminar").values_list("seminar", flat=True).distinct()
    return sum(_remind(pk, stage) for pk in seminars for stage in (Stage.HOUR, Stage.DAY) if _is_due(pk, stage, now))


def due(sittings: list[Sitting], stage: str, now: datetime) -> list[Sitting]:
    """The sittings that a reminder written now is about: those of one day at the venue, or the one that begins within the hour.

    No hour's reminder comes while the sitting before it goes on, or within an hour of its end: people are there.
    """
    ahead = [one for one in sittings if now < one.starts_at <= now + BEFORE[stage]]
    if not ahead:
        return []
    first = min(ahead, key=lambda one: one.starts_at)
    if stage == Stage.HOUR:
        there = any(one.starts_at < first.starts_at < one.ends_at + BEFORE[stage] for one in sittings if one != first)
        return [] if there else [first]
    day = [one for one in sittings if one.local_day == first.local_day]
    return day if first == min(day, key=lambda one: one.starts_at) else []


def _is_due(pk: int, stage: str, now: datetime) -> bool:
    found = due(list(Sitting.objects.filter(seminar=pk)), stage, now)
    return bool(found) and _unreminded(pk, stage, found[0]).exists()


def _unreminded(pk: int, stage: str, first: Sitting):
    """Those with a place who have had no such mail yet; who got their place later than it would have come has just had one."""
    sent = SittingReminder.objects.filter(
        registration=OuterRef("pk"), sitting_key=first.key, starts_at=first.starts_at, stage=stage
    )
    rows = Registration.objects.confirmed().filter(
        seminar=pk, confirmed_at__lte=first.starts_at - BEFORE[stage], person__is_active=True
    )
    rows = rows.filter(~Exists(sent), ~Exists(NoReminders.objects.filter(person=OuterRef("person"))))
    return rows.filter(mode=Mode.ONLINE) if stage == Stage.HOUR else rows


@transaction.atomic
def _remind(pk: int, stage: str) -> int:
    """One portion of one seminar; its row is locked, so that two workers never both write and nobody moves a sitting meanwhile."""
    seminar, now = _locked(pk), timezone.now()
    found = due(list(seminar.sittings.all()), stage, now)
    if seminar.cancelled_at or not found:
        return 0
    rows = list(_unreminded(pk, stage, found[0]).select_related("person").order_by("pk")[:PORTION])
    post = Post(seminar, found)
    for row in rows:
        SittingReminder.objects.bulk_create(
            SittingReminder(registration=row, sitting_key=one.key, starts_at=one.starts_at, stage=stage) for one in found
        )
        row.language = row.person.language
        remind(post, row, stage)
    return len(rows)


def remind(post: Post, row: Registration, stage: str) -> None:
    """The mail itself."""
    with translation.override(row.language):
        post.put(row, _words(post, row, stage), kind=OwnWords.Kind.REMINDER, stop=stop_address(row.person))


def _words(post: Post, row: Registration, stage: str) -> dict:
    soon = _("It begins within the hour: %(title)s") if stage == Stage.HOUR else _("Within a day: %(title)s")
    about = post.title(row)
    return {
        "subject": soon % about,
        "title": _("It begins within the hour") if stage == Stage.HOUR else _("It begins within a day"),
        "paragraphs": [_("You have a place in “%(title)s”. This is what comes next.") % about],
        "if_nothing": _("Your place is kept. If you cannot come, please cancel before the start: others may be waiting."),
        "why": _("You get this the day before, and where you take part online an hour before. Changes come by mail in any case."),
    }


def _locked(pk: int) -> Seminar:
    return Seminar.objects.select_for_update().get(pk=pk)

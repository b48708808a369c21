"""What waits for the organizer of one seminar, and which days come next: what to do first stands first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .applications.owing import owing
from .models import Invitation, MeetingRow, NominationCall, Registration, Selection, Seminar, Team
from .moments import short_moment


@dataclass(frozen=True)
class Waiting:
    """One thing that only the organizer can do, and where."""

    words: str
    url: str


@dataclass(frozen=True)
class Coming:
    """A day or deadline, in venue time with its zone."""

    words: str
    at: datetime
    moment: str


def waiting_for_organizer(seminar: Seminar) -> list[Waiting]:
    """The most urgent first; a constant number of queries. `seminar` comes with its counts."""
    if seminar.cancelled_at:
        return []
    found = []
    if seminar.requested_count and timezone.now() < seminar.starts_at:
        words = ngettext(
            "%(number)d registration waits for your decision.",
            "%(number)d registrations wait for your decision.",
            seminar.requested_count,
        )
        found.append(Waiting(words % {"number": seminar.requested_count}, f"{_url(seminar, 'registrations')}?state=requested"))
    if owed := owing(seminar.registrations).count():
        words = ngettext(
            "%(number)d person has not answered your questions. Write to them from the list.",
            "%(number)d people have not answered your questions. Write to them from the list.",
            owed,
        )
        found.append(Waiting(words % {"number": owed}, f"{_url(seminar, 'registrations')}?answers=missing"))
    if teams := Team.objects.standing().filter(seminar=seminar, replace_until__isnull=False).count():
        words = ngettext("%(number)d team lacks somebody.", "%(number)d teams lack somebody.", teams)
        found.append(Waiting(words % {"number": teams}, _url(seminar, "teams")))
    if rows := MeetingRow.objects.filter(seminar=seminar, decided_at=None).exclude(waits="").count():
        words = ngettext(
            "%(number)d connection to the online meeting waits for a name.",
            "%(number)d connections to the online meeting wait for a name.",
            rows,
        )
        found.append(Waiting(words % {"number": rows}, _url(seminar, "meeting_waiting")))
    return found


def coming(seminar: Seminar) -> list[Coming]:
    """Deadlines and days ahead, the next one first; a constant number of queries."""
    now = timezone.now()
    if seminar.cancelled_at or seminar.ends_at <= now:
        return []
    offers = seminar.registrations.filter(state=Registration.State.OFFERED).aggregate(at=Min("offer_ends_at"))["at"]
    invited = Invitation.objects.standing().filter(seminar=seminar, ends_at__gt=now).aggregate(at=Min("ends_at"))["at"]
    teams = Team.objects.standing().filter(seminar=seminar).aggregate(at=Min("replace_until"))["at"]
    days = [
        (_("Registration opens"), seminar.registration_opens_at),
        (_("Registration closes"), seminar.registration_closes_at),
        (_("Seats kept for quotas become free"), seminar.quotas_kept_until),
        (_("The first offer of a place lapses"), offers),
        (_("The first invitation ends"), invited),
        (_("A team must be whole again"), teams),
        (_("Questions after acceptance are answered"), seminar.acceptance_form_until),
        (_("It begins"), seminar.starts_at),
        (_("It ends"), seminar.ends_at),
    ]
    days += [(_("Nominations end"), call.ends_at) for call in NominationCall.objects.filter(seminar=seminar)]
    for steps in Selection.objects.filter(seminar=seminar):
        days += [
            (_("Sites endorse until"), steps.endorse_until),
            (_("Countries rank until"), steps.rank_until),
            (_("Reviewers score until"), steps.score_until),
        ]
    ahead = sorted(((at, str(words)) for words, at in days if at and at > now), key=lambda pair: pair[0])
    return [Coming(words, at, short_moment(at, seminar.time_zone)) for at, words in ahead]


def _url(seminar: Seminar, name: str) -> str:
    return reverse(f"seminars_desk:{name}", args=[seminar.pk])

"""The sittings in one person's calendar: places, offers, and what was called off."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from icrweb.accounts.models import User

from .. import ics
from ..letters import event_for
from ..models import LeftOutSitting, Registration, Sitting
from ..standing import state_words

KEPT = timedelta(days=180)  # that a seminar stays after its end
CANCELLED_KEPT = timedelta(days=30)  # after a cancelled sitting would have been, or after the place was lost to the line
MOST = 200  # registrations
State = Registration.State


def calendar_of(person: User) -> bytes:
    """The file that calendar programs fetch, in the person's language; the same bytes until something in it changes. Three queries."""
    with translation.override(person.language):
        name = _("%(site)s: my seminars") % {"site": settings.WAGTAIL_SITE_NAME}
        return ics.feed(name, [event for row in _rows(person) for event in _events(row)])


def _rows(person: User) -> list[Registration]:
    """For each seminar the registration that a calendar shows: the live one, else the last; where that one has no place and had
    none, the one before it, while programs have yet to read that it was cancelled."""
    mine = Registration.objects.for_person(person).filter(seminar__ends_at__gte=timezone.now() - KEPT)
    found = (
        mine.select_related("seminar", "person")
        .prefetch_related("seminar__sittings", "seminar__left_out_sittings")
        .order_by("-seminar__starts_at", "-pk")
    )
    of_seminar: dict[int, list[Registration]] = {}
    for row in found[:MOST]:
        of_seminar.setdefault(row.seminar_id, []).append(row)
    return [row for rows in of_seminar.values() if (row := _shown(rows))]


def _shown(rows: list[Registration]) -> Registration | None:
    """Of the registrations of one person for one seminar, the newest first."""
    newest, *earlier = sorted(rows, key=lambda row: row.state not in Registration.LIVE)
    if _status(newest):
        return newest
    late = timezone.now() - CANCELLED_KEPT
    return next((row for row in earlier if _status(row) and row.cancelled_at and row.cancelled_at > late), None)


def _status(row: Registration) -> str:
    """What a calendar says of the place; nothing where there was none to write down."""
    if row.state in Registration.TAKEN and row.seminar.cancelled_at:
        return "CANCELLED"
    if row.state == State.CANCELLED and (row.confirmed_at or row.offer_ends_at):
        return "CANCELLED"
    if said := {State.CONFIRMED: "CONFIRMED", State.OFFERED: "TENTATIVE", State.LAPSED: "CANCELLED"}.get(row.state):
        return said
    return "CANCELLED" if row.put_back_at and timezone.now() < row.put_back_at + CANCELLED_KEPT else ""


def _events(row: Registration) -> list[ics.Event]:
    """The sittings as they are, and as cancelled those that were left out after the person had them in the calendar."""
    since, now = row.confirmed_at or row.registered_at, timezone.now()
    left_out = [
        one for one in row.seminar.left_out_sittings.all() if since < one.left_out_at and now < one.ends_at + CANCELLED_KEPT
    ]
    return [
        *(_event(row, sitting, _status(row)) for sitting in row.seminar.sittings.all()),
        *(_event(row, one.as_sitting(), "CANCELLED", one) for one in left_out),
    ]


def _event(row: Registration, sitting: Sitting, status: str, left_out: LeftOutSitting | None = None) -> ics.Event:
    row.language = row.person.language
    event = event_for(row.seminar, sitting, row)
    changes = (row.registered_at, row.confirmed_at, row.put_back_at, row.cancelled_at, row.seminar.cancelled_at)
    at = max(at for at in (*changes, left_out and left_out.left_out_at) if at)
    event = replace(event, status=status, stamped_at=at, organizer_email="", attendee_email="")
    if status == "CANCELLED":
        return replace(event, summary=_("Cancelled: %(title)s") % {"title": event.summary})
    if status == "TENTATIVE":
        return replace(event, description=f"{state_words(row, None)}\n{event.description}")
    return event

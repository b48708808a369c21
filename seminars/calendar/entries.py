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
LEFT_OUT_KEPT = timedelta(days=30)  # that a sitting stays as cancelled after it would have been
MOST = 200  # seminars
State = Registration.State


def calendar_of(person: User) -> bytes:
    """The file that calendar programs fetch, in the person's language; the same bytes until something in it changes. Three queries."""
    with translation.override(person.language):
        name = _("%(site)s: my seminars") % {"site": settings.WAGTAIL_SITE_NAME}
        return ics.feed(name, [event for row in _rows(person) for event in _events(row)])


def _rows(person: User) -> list[Registration]:
    """The latest registration for each seminar, where a place was given or offered."""
    mine = Registration.objects.for_person(person).filter(seminar__ends_at__gte=timezone.now() - KEPT)
    found = (
        mine.select_related("seminar", "person")
        .prefetch_related("seminar__sittings", "seminar__left_out_sittings")
        .order_by("-seminar__starts_at", "-number")
    )
    latest: dict[int, Registration] = {}
    for row in found[:MOST]:
        latest.setdefault(row.seminar_id, row)
    return [row for row in latest.values() if _status(row)]


def _status(row: Registration) -> str:
    """What a calendar says of the place; nothing where there was none to write down."""
    if row.state in Registration.TAKEN and row.seminar.cancelled_at:
        return "CANCELLED"
    if row.state == State.CANCELLED:
        return "CANCELLED" if row.confirmed_at or row.offer_ends_at else ""
    return {State.CONFIRMED: "CONFIRMED", State.OFFERED: "TENTATIVE", State.LAPSED: "CANCELLED"}.get(row.state, "")


def _events(row: Registration) -> list[ics.Event]:
    """The sittings as they are, and as cancelled those that were left out after the person had them in the calendar."""
    since, now = row.confirmed_at or row.registered_at, timezone.now()
    left_out = [one for one in row.seminar.left_out_sittings.all() if since < one.left_out_at and now < one.ends_at + LEFT_OUT_KEPT]
    return [
        *(_event(row, sitting, _status(row)) for sitting in row.seminar.sittings.all()),
        *(_event(row, one.as_sitting(), "CANCELLED", one) for one in left_out),
    ]


def _event(row: Registration, sitting: Sitting, status: str, left_out: LeftOutSitting | None = None) -> ics.Event:
    row.language = row.person.language
    event = event_for(row.seminar, sitting, row)
    times = (row.registered_at, row.confirmed_at, row.cancelled_at, row.seminar.cancelled_at, left_out and left_out.left_out_at)
    event = replace(event, status=status, stamped_at=max(at for at in times if at), organizer_email="", attendee_email="")
    if status == "CANCELLED":
        return replace(event, summary=_("Cancelled: %(title)s") % {"title": event.summary})
    if status == "TENTATIVE":
        return replace(event, description=f"{state_words(row, None)}\n{event.description}")
    return event

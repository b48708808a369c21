"""The sittings in one person's calendar: places, offers, and what was called off."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from icrweb.accounts.models import User

from .. import ics
from ..letters import event_for
from ..models import Registration, Sitting
from ..standing import state_words

KEPT = timedelta(days=180)  # that a seminar stays after its end
MOST = 200  # seminars
State = Registration.State


def calendar_of(person: User) -> bytes:
    """The file that calendar programs fetch, in the person's language; the same bytes until something in it changes. Two queries."""
    with translation.override(person.language):
        name = _("%(site)s: my seminars") % {"site": settings.WAGTAIL_SITE_NAME}
        return ics.feed(name, [_event(row, sitting) for row in _rows(person) for sitting in row.seminar.sittings.all()])


def _rows(person: User) -> list[Registration]:
    """The latest registration for each seminar, where a place was given or offered."""
    mine = Registration.objects.for_person(person).filter(seminar__ends_at__gte=timezone.now() - KEPT)
    found = (
        mine.select_related("seminar", "person").prefetch_related("seminar__sittings").order_by("-seminar__starts_at", "-number")
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
        return "CANCELLED" if row.confirmed_at else ""
    return {State.CONFIRMED: "CONFIRMED", State.OFFERED: "TENTATIVE", State.LAPSED: "CANCELLED"}.get(row.state, "")


def _event(row: Registration, sitting: Sitting) -> ics.Event:
    row.language = row.person.language
    event, status = event_for(row.seminar, sitting, row), _status(row)
    times = (row.registered_at, row.confirmed_at, row.cancelled_at, row.seminar.cancelled_at)
    event = replace(event, status=status, stamped_at=max(at for at in times if at), organizer_email="", attendee_email="")
    if status == "CANCELLED":
        return replace(event, summary=_("Cancelled: %(title)s") % {"title": event.summary})
    if status == "TENTATIVE":
        return replace(event, description=f"{state_words(row, None)}\n{event.description}")
    return event

"""The facts that mails about a seminar say: when, where, what is different, and one sitting as a calendar has it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .. import ics, moments
from ..models import Mode, Registration, Seminar, Sitting


@dataclass(frozen=True)
class Change:
    """What is different about a seminar: one kind of fact, as it was and as it is now. Sittings are (starts_at, ends_at, place)."""

    kind: str
    was: object = None
    now: object = None
    zone_was: str = ""


def facts_for(seminar: Seminar, sittings: list[Sitting], registration: Registration) -> list[dict]:
    """What every mail says of the seminar: when, for the reader too, and where; the link only to who has a place."""
    zone, own = seminar.time_zone, registration.person.time_zone
    facts = [{"label": _("Seminar"), "value": seminar.title_in(registration.language)}]
    facts += [{"label": _("When"), "value": span(one.starts_at, one.ends_at, one.place, zone)} for one in sittings]
    if own not in (zone, "UTC"):
        facts.append({"label": _("For you, it starts"), "value": moments.moment(sittings[0].starts_at, own)})
    facts.append({"label": _("Where"), "value": where(seminar, registration.mode)})
    if registration.state == Registration.State.CONFIRMED and not seminar.cancelled_at:
        links = dict.fromkeys([seminar.online_link, *(one.online_link for one in sittings)])
        facts += [{"label": _("Link to the meeting"), "value": link} for link in links if link]
    return facts


def where(seminar: Seminar, mode: str = "") -> str:
    """The place in a few words: city and venue, or online, or both; with a mode, that of who takes part so."""
    at = ", ".join(part for part in (seminar.venue, seminar.city) if part)
    if Mode.ONLINE in (seminar.format, mode):
        return _("Online")
    if seminar.format == Seminar.Format.HYBRID and not mode:
        return _("%(place)s, and online") % {"place": at} if at else str(seminar.get_format_display())
    return at or str(seminar.get_format_display())


def where_in_short(seminar: Seminar) -> str:
    """The city, or online, or both."""
    if seminar.format == Seminar.Format.HYBRID and seminar.city:
        return _("%(place)s and online") % {"place": seminar.city}
    return str(seminar.get_format_display()) if seminar.format != Seminar.Format.ON_SITE else seminar.city or where(seminar)


def event_for(seminar: Seminar, sitting: Sitting, registration: Registration) -> ics.Event:
    """One sitting in the calendar of one participant, in their language.

    The uid is of the person and the sitting. In a mailbox of two people, who leaves does not take the other out; who comes back has
    the event that was cancelled, not a second one.
    """
    language = registration.language
    title = seminar.title_in(language)
    own = sitting.title_in(language, seminar.language)
    has_place = registration.state == Registration.State.CONFIRMED and not seminar.cancelled_at
    with translation.override(language):
        place = reverse("seminars:place", kwargs={"seminar_key": seminar.key})
        location = where(seminar, registration.mode)
    if sitting.place and registration.mode == Mode.ON_SITE:
        location = ", ".join(part for part in (sitting.place, location) if part)
    return ics.Event(
        uid=f"{sitting.key}.{registration.key_in_calendars}@{settings.BASE_URL.split('//')[-1].split(':')[0]}",
        sequence=seminar.calendar_sequence,
        stamped_at=timezone.now().replace(microsecond=0),
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at,
        zone=seminar.time_zone,
        summary=f"{title}: {own}" if own else title,
        description=settings.BASE_URL + place,
        location=location,
        url=(has_place and (sitting.online_link or seminar.online_link)) or settings.BASE_URL + place,
        language=language,
        organizer_name=settings.WAGTAIL_SITE_NAME,
        organizer_email=seminar.contact_email or settings.DEFAULT_FROM_EMAIL.split("<")[-1].rstrip(">"),
        attendee_name=registration.person.latin_name,
        attendee_email=registration.person.email,
    )


def span(starts_at: datetime, ends_at: datetime, place: str, zone: str) -> str:
    """When a sitting is, and where, if it has a place of its own."""
    when = moments.span(starts_at, ends_at, zone)
    return _("%(when)s: %(place)s") % {"when": when, "place": place} if place else when


def in_words(change: Change, zone: str) -> list[dict]:
    """What was and what is now, as facts of a mail."""
    match change.kind:
        case "sitting":
            was = span(*change.was, change.zone_was or zone) if change.was else ""
            now = span(*change.now, zone) if change.now else ""
            if not was:
                return [{"label": _("New sitting"), "value": now}]
            if not now:
                return [{"label": _("Left out"), "value": was}]
            return [{"label": _("Was"), "value": was}, {"label": _("Is now"), "value": now}]
        case "place":
            return [{"label": _("Place was"), "value": change.was}, {"label": _("Place is now"), "value": change.now}]
        case "link":
            return [{"label": _("New link"), "value": _("The link to the meeting is new; see below.")}]
        case "no link":
            return [{"label": _("Link"), "value": _("The link to the meeting that you have leads nowhere any more.")}]
    raise ValueError(change.kind)

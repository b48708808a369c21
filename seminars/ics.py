"""Calendar files (RFC 5545, and RFC 5546 for what mail carries). Plain Python: facts in, bytes out.

A mail carries one part a sitting: RFC 5546 §3.2 wants one UID a message. A download holds all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import icalendar

PRODUCT = "-//icrweb//seminars//EN"
ASK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Event:
    """One sitting for one reader. `uid` never changes; `sequence` grows; instants are aware; `zone` is the venue's IANA name.

    `status` is that of RFC 5545 §3.8.1.11: CONFIRMED, TENTATIVE or CANCELLED.
    """

    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    language: str = "en"
    organizer_name: str = ""
    organizer_email: str = ""
    attendee_name: str = ""
    attendee_email: str = ""
    status: str = "CONFIRMED"


def request(event: Event) -> bytes:
    """METHOD:REQUEST: the reader's calendar takes the sitting in, or moves it."""
    return _calendar("REQUEST", [event])


def cancel(event: Event) -> bytes:
    """METHOD:CANCEL: the reader's calendar drops the sitting."""
    return _calendar("CANCEL", [event])


def publish(events: Iterable[Event]) -> bytes:
    """METHOD:PUBLISH: a file to download, with every sitting."""
    return _calendar("PUBLISH", list(events))


def feed(name: str, events: Iterable[Event]) -> bytes:
    """A calendar to subscribe to, with the status of each sitting; without a method, because nobody is asked anything."""
    return _calendar("", list(events), name)


def _calendar(method: str, events: list[Event], name: str = "") -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("name", name)  # RFC 7986, and below what programs read before there was one
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    parts = []
    for zone in dict.fromkeys(event.zone for event in events):
        days = [moment for event in events if event.zone == zone for moment in (event.starts_at, event.ends_at)]
        parts.append(_zone(zone, min(days).year, max(days).year))
    parts += [_event(event, method) for event in events]
    return _with_inside(calendar.to_ical(), b"".join(parts))


def _with_inside(component: bytes, more: bytes) -> bytes:
    """A written component with more lines or components before its end."""
    end = component.rindex(b"END:")
    return component[:end] + more + component[end:]


def _event(facts: Event, method: str) -> bytes:
    """An event: what everybody's says of that sitting, written once, and the lines of this reader."""
    own = icalendar.Event()
    own.add("uid", facts.uid)
    if facts.attendee_email and method in ("REQUEST", "CANCEL"):
        attendee = _person(facts.attendee_name, facts.attendee_email)
        attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
        own.add("attendee", attendee, encode=0)
    return _with_inside(own.to_ical(), _shared(replace(facts, uid="", attendee_name="", attendee_email=""), method))


@lru_cache(maxsize=256)
def _shared(facts: Event, method: str) -> bytes:
    """The lines of an event without those of one reader. A seminar that is cancelled writes them for hundreds of people."""
    zone = ZoneInfo(facts.zone)
    event = icalendar.Event()
    event.add("sequence", facts.sequence)
    event.add("dtstamp", facts.stamped_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", facts.starts_at.astimezone(zone))
    event.add("dtend", facts.ends_at.astimezone(zone))
    event.add("summary", facts.summary, parameters={"LANGUAGE": facts.language})
    for name in ("description", "location", "url"):
        if value := getattr(facts, name):
            event.add(name, value)
    status = "CANCELLED" if method == "CANCEL" else facts.status
    event.add("status", status)
    event.add("transp", "TRANSPARENT" if status == "CANCELLED" else "OPAQUE")
    if facts.organizer_email:
        event.add("organizer", _person(facts.organizer_name, facts.organizer_email))
    lines = event.to_ical().split(b"\r\n")
    return b"\r\n".join([*lines[1:-2], b""])


def _person(name: str, email: str) -> icalendar.vCalAddress:
    address = icalendar.vCalAddress(f"mailto:{email}")
    if name:
        # RFC 5545 §3.2: a quoted parameter value holds neither quotes nor control characters.
        address.params["CN"] = "".join(char for char in name.replace('"', "'") if char.isprintable())
    return address


@lru_cache(maxsize=64)
def _zone(name: str, first_year: int, last_year: int) -> bytes:
    """VTIMEZONE with each change of clocks from the year before to the year after, and the offset that held before."""
    zone = ZoneInfo(name)
    component = icalendar.Timezone()
    component.add("tzid", name)
    start = datetime(first_year - 1, 1, 1, tzinfo=UTC)
    end = datetime(last_year + 2, 1, 1, tzinfo=UTC)
    component.add_component(_observance(start, zone, before=start))
    for change in _changes(start, end, zone):
        component.add_component(_observance(change, zone, before=change - timedelta(seconds=1)))
    return component.to_ical()


def _observance(at: datetime, zone: ZoneInfo, before: datetime) -> icalendar.TimezoneStandard | icalendar.TimezoneDaylight:
    after = at.astimezone(zone)
    was = before.astimezone(zone).utcoffset()
    part = icalendar.TimezoneDaylight() if after.dst() else icalendar.TimezoneStandard()
    part.add("dtstart", (at + was).replace(tzinfo=None))  # RFC 5545 §3.6.5: on the clock as it stood before
    part.add("tzoffsetfrom", was)
    part.add("tzoffsetto", after.utcoffset())
    part.add("tzname", after.tzname())
    return part


def _changes(start: datetime, end: datetime, zone: ZoneInfo) -> Iterable[datetime]:
    """The instants between two moments at which the offset changes, to the second."""
    step = timedelta(days=7)
    at = start
    while at < end:
        low, high = at, at + step
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            before = low.astimezone(zone).utcoffset()
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                middle = middle.replace(microsecond=0)
                low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
            yield high
        at += step

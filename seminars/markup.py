"""A seminar as https://schema.org/EducationEvent describes one. The link to the meeting is for participants, and never in it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from icrweb.pages.covers import Cover
from icrweb.pages.markup import json_ld, publisher

from .models import Seminar

_ATTENDANCE = {
    Seminar.Format.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Seminar.Format.ON_SITE: "https://schema.org/OfflineEventAttendanceMode",
    Seminar.Format.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}


def seminar_markup(page, seminar: Seminar, url: str, cover: Cover, language: str) -> SafeString:
    """JSON-LD of a seminar that has dates; `language` is the one its page is written in."""
    status = "EventCancelled" if seminar.cancelled_at else "EventScheduled"
    return json_ld(
        {
            "@type": "EducationEvent",
            "name": page.title,
            "description": page.summary,
            "url": url,
            "image": cover.address,
            "inLanguage": language,
            **_times(seminar, seminar),
            "eventStatus": f"https://schema.org/{status}",
            "eventAttendanceMode": _ATTENDANCE[seminar.format],
            "location": _location(seminar, url),
            "organizer": {"@type": "Organization", "name": seminar.host.name} if seminar.host else publisher(),
            "maximumAttendeeCapacity": seminar.seats,
            "subEvent": [
                {
                    "@type": "EducationEvent",
                    "name": sitting.title_in(language, seminar.language) or page.title,
                    **_times(sitting, seminar),
                    "location": _location(seminar, url),
                }
                for sitting in seminar.sittings.all()
            ],
        }
    )


def _times(event, seminar: Seminar) -> dict:
    return {"startDate": _venue_time(event.starts_at, seminar), "endDate": _venue_time(event.ends_at, seminar)}


def _venue_time(at: datetime, seminar: Seminar) -> str:
    """The wall time at the venue with its offset from UTC."""
    return at.astimezone(ZoneInfo(seminar.time_zone)).isoformat(timespec="minutes")


def _location(seminar: Seminar, url: str) -> list[dict]:
    found = []
    if seminar.format != Seminar.Format.ONLINE:
        address = {"@type": "PostalAddress", "addressLocality": seminar.city}
        found.append({"@type": "Place", "name": seminar.venue or seminar.city, "address": address})
    if seminar.format != Seminar.Format.ON_SITE:
        found.append({"@type": "VirtualLocation", "url": url})
    return found

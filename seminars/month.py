"""The sittings of one month, by day, for the calendar of the seminar list."""

import calendar
from datetime import date

from django.utils import formats
from django.utils.formats import date_format

from icrweb.pages.languages import address

from . import moments
from .models import Seminar, Sitting
from .reading import pages_of

MOST_A_MONTH = 500


def month_of(text: str | None, otherwise: date) -> date:
    """The first day of the month written as "2027-03"; of `otherwise` where it is not one."""
    year, _dash, month = (text or "").partition("-")
    if len(year) == 4 and year.isascii() and year.isdigit() and month.isascii() and month.isdigit() and 1 <= int(month) <= 12:
        return date(min(max(int(year), 2000), 2199), int(month), 1)
    return otherwise.replace(day=1)


def month_rows(first: date, keys, language: str, private=None) -> dict:
    """Weeks of days with their sittings, in venue days, and the months before and after; three queries."""
    weeks = calendar.Calendar((formats.get_format("FIRST_DAY_OF_WEEK") - 1) % 7).monthdatescalendar(first.year, first.month)
    found = Sitting.objects.filter(
        local_day__range=(weeks[0][0], weeks[-1][-1]), seminar__in=Seminar.objects.filter(key__in=keys)
    ).select_related("seminar")
    sittings = list(found.order_by("local_day", "local_start", "pk")[:MOST_A_MONTH])
    pages = pages_of({one.seminar.key for one in sittings}, language, private)
    by_day = {}
    for one in sittings:
        if page := pages.get(one.seminar.key):
            by_day.setdefault(one.local_day, []).append(_entry(one, page, language))
    days = [[_day(day, first, by_day.get(day, [])) for day in week] for week in weeks]
    return {
        "month": moments.month(first),
        "weekdays": [{"short": date_format(day, "D"), "long": date_format(day, "l")} for day in weeks[0]],
        "weeks": days,
        "empty": not any(day["entries"] for week in days for day in week if day["inside"]),
        "earlier": _named(date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)),
        "later": _named(date(first.year + (first.month == 12), first.month % 12 + 1, 1)),
    }


def _named(first: date) -> dict[str, str]:
    return {"month": moments.month(first), "value": f"{first:%Y-%m}"}


def _day(day: date, first: date, entries: list[dict]) -> dict:
    return {"date": day, "words": moments.weekday(day), "inside": day.month == first.month, "entries": entries}


def _entry(sitting: Sitting, page, language: str) -> dict:
    seminar = sitting.seminar
    return {
        "title": page.title,
        "url": address(page.url_path, language),
        "cancelled": seminar.cancelled_at is not None,
        "clock": moments.clock(sitting.starts_at, seminar.time_zone),
        "starts_at": sitting.starts_at,
        "start": f"{sitting.local_start:%H:%M}",
    }

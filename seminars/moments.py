"""Days and moments in words, in the language that is active: venue time with its place and its distance from UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from icrweb.pages.days import day, in_thai, short_day, thai_year

from .wall_time import offset, place

YEAR_FIRST = ("ja", "ko", "zh-hans", "zh-hant")
_MONTH = {"ja": "Y年n月", "zh-hans": "Y年n月", "zh-hant": "Y年n月", "ko": "Y년 n월"}
_WEEKDAY = {"ja": "n月j日（l）", "zh-hans": "n月j日（l）", "zh-hant": "n月j日（l）", "ko": "n월 j일 l"}


def weekday(value: date) -> str:
    """ "Wednesday 31 March" """
    return date_format(value, _WEEKDAY.get(get_language(), "l j F"))


def month(value: date) -> str:
    """ "March 2027"; Thai names both calendars."""
    if in_thai():
        return f"{date_format(value, 'F')} {thai_year(value)}"
    return date_format(value, _MONTH.get(get_language(), "F Y"))


def years(first: date, last: date) -> str:
    """The year alone, for a list, or both where a seminar goes over New Year; Thai names both calendars."""
    words = [thai_year(value) if in_thai() else str(value.year) for value in (first, last)]
    return " – ".join(dict.fromkeys(words))


def days(first: date, last: date) -> str:
    """From the first day to the last, naming the year once."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} – {day(last)}"
    if get_language() in YEAR_FIRST:
        return f"{day(first)} – {short_day(last)}"
    return f"{first.day}–{day(last)}" if first.month == last.month else f"{short_day(first)} – {day(last)}"


def short_days(first: date, last: date) -> str:
    """From the first day to the last without a year."""
    if first == last:
        return short_day(first)
    if (first.year, first.month) == (last.year, last.month) and get_language() not in YEAR_FIRST:
        return f"{first.day}–{short_day(last)}"
    return f"{short_day(first)} – {short_day(last)}"


def moment(at: datetime, zone: str) -> str:
    """ "31 January 2027, 23:59 Bangkok (UTC+07:00)" """
    local = at.astimezone(ZoneInfo(zone))
    return _("%(day)s, %(clock)s") % {"day": day(local.date()), "clock": clock(at, zone)}


def short_moment(at: datetime, zone: str) -> str:
    """ "31 January, 23:59 Bangkok (UTC+07:00)" """
    local = at.astimezone(ZoneInfo(zone))
    return _("%(day)s, %(clock)s") % {"day": short_day(local.date()), "clock": clock(at, zone)}


def clock(at: datetime, zone: str) -> str:
    """ "23:59 Bangkok (UTC+07:00)" """
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M} {place(zone)} ({offset(at, zone)})"


def span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """ "31 March 2027, 09:00–12:00 Bangkok (UTC+07:00)" """
    first, last = starts_at.astimezone(ZoneInfo(zone)), ends_at.astimezone(ZoneInfo(zone))
    if first.date() != last.date():
        return f"{moment(starts_at, zone)} – {moment(ends_at, zone)}"
    times = f"{first:%H:%M}–{last:%H:%M} {place(zone)} ({offset(starts_at, zone)})"
    return _("%(day)s, %(clock)s") % {"day": day(first.date()), "clock": times}

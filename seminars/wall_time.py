"""Wall time at a venue and the instants it means. Plain Python."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class NoSuchTimeError(ValueError):
    """Clocks at the place jump over this wall time."""


class TwiceThatTimeError(ValueError):
    """Clocks at the place show this wall time twice."""


def to_instant(day: date, at: time, zone: str) -> datetime:
    """The one instant (UTC) at which clocks in `zone` (an IANA name) show `at` on `day`."""
    first = datetime.combine(day, at, ZoneInfo(zone))
    second = first.replace(fold=1)
    instants = {
        moment.astimezone(UTC)
        for moment in (first, second)
        if moment.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(day, at)
    }
    if not instants:
        raise NoSuchTimeError
    if len(instants) > 1:
        raise TwiceThatTimeError
    return instants.pop()


def offset(moment: datetime, zone: str) -> str:
    """How far clocks in `zone` are from UTC at that moment: "UTC+05:45"."""
    shift = moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    minutes = round(shift.total_seconds() / 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def place(zone: str) -> str:
    """The city that names a zone: Asia/Ho_Chi_Minh → Ho Chi Minh."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")

"""When somebody is reminded that training stops counting. Plain arithmetic of days and hours; nothing here knows a database.

Days are those of the person's own zone; a last day is inclusive. What has been renewed has no ending in its window any more, so
nobody is reminded of it (`certificates.endings`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

STAGES = (90, 60, 30, 7, 0, -1)  # days before the last day
EARLY = frozenset({90, 60, 30})  # a convenience, which people may switch off; the others always come
TO_BEGIN = EARLY | {7}  # they say that it is time to begin: nothing to whoever has begun
AFTER = timedelta(days=14)  # whatever ended longer ago is left alone: nobody hears of it when a rule or a site is new
OPENS, CLOSES = time(8), time(18)  # mails leave between these hours, where the person is
SATURDAY = 5


@dataclass(frozen=True)
class End:
    """Training `key` counts until `last`, for whoever names that day."""

    key: str
    last: date


@dataclass(frozen=True)
class Sent:
    """A reminder that left on a day."""

    end: End
    stage: int
    on: date


@dataclass(frozen=True)
class Due:
    """A reminder that is due: `days` until the last day, negative when it has passed; `begun`: a renewal is under way."""

    end: End
    stage: int
    days: int
    begun: bool = False


def newest_stage(last: date, today: date) -> int | None:
    """The stage whose day came last; those before it are not made up for."""
    left = (last - today).days
    if today - last > AFTER:
        return None
    return next((stage for stage in reversed(STAGES) if left <= stage), None)


def due(ends: Iterable[End], sent: Collection[Sent], now: datetime, early: bool, begun: Collection[End] = ()) -> list[Due]:
    """What one mail says at `now`, a moment in the person's own zone; nothing at night, and one mail a day.

    `early`: the person wants the reminders that come long before; these leave from Monday to Friday. Of what somebody has `begun` to
    renew only the last day is said, and that it has passed.
    """
    today = now.date()
    if not OPENS <= now.time().replace(tzinfo=None) < CLOSES or any(one.on >= today for one in sent):
        return []
    reached = {}
    for one in sent:
        reached[one.end] = min(reached.get(one.end, one.stage), one.stage)
    found = []
    for end in sorted(set(ends), key=lambda end: (end.last, end.key)):
        stage = newest_stage(end.last, today)
        if stage is None or reached.get(end, STAGES[0] + 1) <= stage:
            continue
        if end in begun and stage in TO_BEGIN:
            continue
        if stage not in EARLY or (early and today.weekday() < SATURDAY):
            found.append(Due(end, stage, (end.last - today).days, end in begun))
    return found


def next_look(now: datetime) -> datetime:
    """When to look again at whom we looked at `now`, in their own zone: in the morning, today where it has not come."""
    morning = datetime.combine(now.date(), OPENS, now.tzinfo)
    return morning if now.time() < OPENS else datetime.combine(now.date() + timedelta(days=1), OPENS, now.tzinfo)

"""From passings of the door to stretches of time inside, and to minutes of a sitting. Knows no Django."""

from collections.abc import Iterable
from datetime import datetime

from icrweb.media.intervals import length, merged

IN, OUT = "in", "out"
Stretch = tuple[datetime, datetime]


def stretches(passings: Iterable[tuple[datetime, str]], ends_at: datetime) -> tuple[list[Stretch], list[datetime]]:
    """When somebody was inside, from (moment, "in" or "out") in any order, and the outs that no in came before.

    Who is seen coming in twice was inside from the first time on; who is not seen leaving stayed until `ends_at`.
    """
    inside, alone, since = [], [], None
    for at, direction in sorted(passings, key=lambda one: (one[0], one[1] == OUT)):
        if direction == IN:
            since = since or at
        elif since:
            inside.append((since, at))
            since = None
        else:
            alone.append(at)
    if since and since < ends_at:
        inside.append((since, ends_at))
    return inside, alone


def minutes_in(inside: Iterable[Stretch], starts_at: datetime, ends_at: datetime) -> int:
    """Minutes of a sitting that stretches of time cover together, to the nearest one; what overlaps counts once."""
    held = (ends_at - starts_at).total_seconds()
    seconds = [((start - starts_at).total_seconds(), (end - starts_at).total_seconds()) for start, end in inside]
    return min(int(length(merged(seconds, held)) / 60 + 0.5), int(held // 60))

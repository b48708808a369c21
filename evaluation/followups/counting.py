"""Counts that name nobody: small groups are pooled until nobody can be told from a number. Plain Python."""

from collections.abc import Mapping


def pooled(counts: Mapping[str, int], fewest: int) -> tuple[list[tuple[str, int]], int, int]:
    """Groups of at least `fewest`, the largest first; how many smaller ones were pooled, and the people in them.

    One small group beside a known total could be computed: then the next larger one is pooled with it, until the pool has at least
    `fewest` people or holds everything.
    """
    shown = sorted(((name, number) for name, number in counts.items() if number), key=lambda one: (-one[1], one[0]))
    groups = people = 0
    while shown and (shown[-1][1] < fewest or 0 < people < fewest):
        _name, number = shown.pop()
        groups, people = groups + 1, people + number
    return shown, groups, people


def told(number: int, fewest: int) -> int | None:
    """A number as it may be told: itself, or None where it is of a few people; nobody at all may be told."""
    return number if number == 0 or number >= fewest else None

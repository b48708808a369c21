"""Counts that name nobody: small groups are pooled until nobody can be told from a number. Plain Python."""

from collections.abc import Mapping, Sequence


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


def told_beside_total(parts: Sequence[int], fewest: int) -> list[int | None]:
    """Numbers that add up to one that is told, each as it may be told, in their order.

    What a few make up is not told, and nor are the next larger numbers, until those that are not told are at least two and have at
    least `fewest` people: else the total minus the rest would tell it. All that are not told look the same.
    """
    larger = sorted((at for at, number in enumerate(parts) if number >= fewest), key=lambda at: parts[at])
    hidden = {at for at, number in enumerate(parts) if told(number, fewest) is None}
    while hidden and larger and (len(hidden) == 1 or sum(parts[at] for at in hidden) < fewest):
        hidden.add(larger.pop(0))
    return [None if at in hidden else number for at, number in enumerate(parts)]

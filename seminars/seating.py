"""Who is next. Plain Python: seats, people and quotas in, an order out; nothing is read or written.

A *group* is (kind, value), for example ("country", "TH"). A quota keeps a number of seats for a group. The groups of a person are
those frozen on the registration.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

COUNTRY, SITE, ROLE = "country", "site", "role"
KINDS = (COUNTRY, SITE, ROLE)
Group = tuple[str, Hashable]


@dataclass(frozen=True)
class Waiting:
    """Somebody in the line: `order` sorts it, smallest first (arrival number; for selected seminars, rank before arrival)."""

    key: Hashable
    order: tuple
    groups: frozenset[Group] = frozenset()


@dataclass
class Room:
    """Seats of one way to take part: how many nobody has, whose groups the taken ones count for, and the quotas.

    `kept`: seats of a quota stay empty for its group. Otherwise the group only comes first when a seat is free.
    """

    free: int
    taken: Counter[Group] = field(default_factory=Counter)
    quotas: Mapping[Group, int] = field(default_factory=dict)
    kept: bool = False

    def lacks(self, group: Group) -> int:
        """Seats of a group's quota that nobody of the group has yet."""
        return max(0, self.quotas.get(group, 0) - self.taken[group])

    def take(self, one: Waiting) -> None:
        self.free -= 1
        self.taken.update(one.groups)

    def turn(self, one: Waiting) -> int:
        """0: fills a country's quota; 1: fills another quota; 2: anybody."""
        filled = {kind for kind, value in one.groups if self.lacks((kind, value))}
        return 0 if COUNTRY in filled else 1 if filled else 2

    def has_seat_for(self, one: Waiting) -> bool:
        """Whether a seat is free that is not kept for others: by country, by site, by role, each looked at alone."""
        if self.free <= 0:
            return False
        return not self.kept or all(self._spares(kind, one) for kind in KINDS)

    def _spares(self, kind: str, one: Waiting) -> bool:
        if any(self.lacks(group) for group in one.groups if group[0] == kind):
            return True
        return self.free > sum(self.lacks(group) for group in self.quotas if group[0] == kind)


def who_is_next(room: Room, line: Iterable[Waiting]) -> list[Waiting]:
    """Who gets the free seats, in the order in which they get them: open country quotas first, then other quotas, then the line."""
    line, chosen = list(line), []
    while room.free > 0:
        able = [one for one in line if room.has_seat_for(one)]
        if not able:
            break
        one = min(able, key=lambda one: (room.turn(one), one.order))
        line.remove(one)
        room.take(one)
        chosen.append(one)
    return chosen


def too_many(seats: int, quotas: Mapping[Group, int]) -> Sequence[tuple[str, int]]:
    """The kinds whose quotas add up to more than the seats, with what they add up to."""
    sums = {kind: sum(number for (of, _value), number in quotas.items() if of == kind) for kind in KINDS}
    return [(kind, total) for kind, total in sums.items() if total > seats]

"""Who is next. Plain Python: seats, people and quotas in, an order out; nothing is read or written.

A *group* is (kind, value), for example ("country", "TH"). A quota keeps a number of seats for a group. The groups of a person are
those frozen on the registration. A team is several people who sit down together or not at all; quotas count its members.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

COUNTRY, SITE, ROLE = "country", "site", "role"
KINDS = (COUNTRY, SITE, ROLE)
Group = tuple[str, Hashable]
NOBODY_SPECIAL = (frozenset(),)


@dataclass(frozen=True)
class Waiting:
    """One person or one team in the line: `order` sorts it, smallest first; `people` has the groups of each member."""

    key: Hashable
    order: tuple
    people: tuple[frozenset[Group], ...] = NOBODY_SPECIAL

    @property
    def size(self) -> int:
        return len(self.people)

    def alone(self) -> list["Waiting"]:
        """Each member as if they had come alone."""
        return [Waiting(self.key, self.order, (groups,)) for groups in self.people]


@dataclass
class Room:
    """Seats of one way to take part: how many nobody has, whose groups the taken ones count for, and the quotas.

    `kept`: seats of a quota stay empty for its group. Otherwise the group only comes first when a seat is free.
    `may_pass`: whoever is fewer may pass a team for which too few seats are free.
    """

    free: int
    taken: Counter[Group] = field(default_factory=Counter)
    quotas: Mapping[Group, int] = field(default_factory=dict)
    kept: bool = False
    may_pass: bool = False

    def lacks(self, group: Group) -> int:
        """Seats of a group's quota that nobody of the group has yet."""
        return max(0, self.quotas.get(group, 0) - self.taken[group])

    def take(self, one: Waiting) -> None:
        self.free -= one.size
        for groups in one.people:
            self.taken.update(groups)

    def turn(self, one: Waiting) -> int:
        """0: each fills a country's quota; 1: each fills another quota; 2: anybody. A team comes by the last of its members."""
        if not self.quotas:
            return 2
        if self._fill(COUNTRY, one) == one.size:
            return 0
        return 1 if any(self._fill(kind, one) == one.size for kind in (SITE, ROLE)) else 2

    def has_seat_for(self, one: Waiting) -> bool:
        """Whether enough seats are free that are not kept for others: by country, by site, by role, each looked at alone."""
        if self.free < one.size:
            return False
        return not self.kept or all(self._spares(kind, one) for kind in KINDS)

    def holds_up(self, one: Waiting) -> bool:
        """Whether a team waits only because it is several: one of them alone would have a seat. Nobody behind it passes then."""
        return not self.may_pass and one.size > 1 and any(self.has_seat_for(member) for member in one.alone())

    def _fill(self, kind: str, one: Waiting) -> int:
        """How many of them fill an open quota of one kind."""
        there = Counter(group for groups in one.people for group in groups if group[0] == kind)
        return sum(min(number, self.lacks(group)) for group, number in there.items())

    def _spares(self, kind: str, one: Waiting) -> bool:
        """Whether those of them who fill no quota of this kind sit on seats that are kept for nobody."""
        others = one.size - self._fill(kind, one)
        return not others or self.free - others >= sum(self.lacks(group) for group in self.quotas if group[0] == kind)


def who_is_next(room: Room, line: Iterable[Waiting]) -> list[Waiting]:
    """Who gets the free seats, in the order in which they get them: open country quotas first, then other quotas, then the line.

    A team that lacks a seat waits whole, and holds up those behind it unless they may pass.
    """
    line, chosen = list(line), []
    while room.free > 0 and (one := _next(room, line)):
        line.remove(one)
        room.take(one)
        chosen.append(one)
    return chosen


def _next(room: Room, line: list[Waiting]) -> Waiting | None:
    for one in sorted(line, key=lambda one: (room.turn(one), one.order)):
        if room.has_seat_for(one):
            return one
        if room.holds_up(one):
            return None
    return None


def too_many(seats: int, quotas: Mapping[Group, int]) -> Sequence[tuple[str, int]]:
    """The kinds whose quotas add up to more than the seats, with what they add up to."""
    sums = {kind: sum(number for (of, _value), number in quotas.items() if of == kind) for kind in KINDS}
    return [(kind, total) for kind, total in sums.items() if total > seats]

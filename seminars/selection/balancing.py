"""Sharing applications among reviewers. Plain Python: nothing is read or written.

Each application goes to a number of different reviewers who may score it, so that nobody's pile is higher than it must be. A
pile is lowered along a path of applications that can change hands until no path leads to a pile at least two lower; after
Harvey, Ladner, Lovász and Tamir, "Semi-matchings for bipartite graphs and load balancing" (2006), no sharing is more even then.
"""

from collections import deque
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

Application = Hashable
Person = Hashable


@dataclass
class Piles:
    """`held`: who has each application now, by choice of this sharing; `fixed`: who had it before, and keeps it."""

    load: dict[Person, int]
    held: dict[Application, set[Person]] = field(default_factory=dict)
    fixed: Mapping[Application, Collection[Person]] = field(default_factory=dict)

    def has(self, person: Person, application: Application) -> bool:
        return person in self.held.get(application, ()) or person in self.fixed.get(application, ())

    def move(self, application: Application, giver: Person, taker: Person) -> None:
        self.held[application].remove(giver)
        self.held[application].add(taker)
        self.load[giver] -= 1
        self.load[taker] += 1


def share(
    needed: Mapping[Application, int],
    reviewers: Sequence[Person],
    may: Callable[[Person, Application], bool],
    *,
    load: Mapping[Person, int] | None = None,
    fixed: Mapping[Application, Collection[Person]] | None = None,
) -> dict[Application, set[Person]]:
    """Who newly gets each application; fewer than needed where too few may score it.

    `load`: how many each has already, `fixed`: who has an application already (those count neither as new nor as movable).
    """
    piles = Piles({person: (load or {}).get(person, 0) for person in reviewers}, fixed=fixed or {})
    able = {one: [person for person in reviewers if may(person, one) and not piles.has(person, one)] for one in needed}
    for one in sorted(needed, key=lambda one: len(able[one])):
        lowest = sorted(able[one], key=lambda person: (piles.load[person], reviewers.index(person)))
        piles.held[one] = set(lowest[: needed[one]])
        for person in piles.held[one]:
            piles.load[person] += 1
    while _lower_one(piles, reviewers, able):
        pass
    return {one: people for one, people in piles.held.items() if people}


def _lower_one(piles: Piles, reviewers: Sequence[Person], able: Mapping[Application, Collection[Person]]) -> bool:
    """Take one application off a pile that is too high, along a path; whether there was such a pile."""
    for highest in sorted(reviewers, key=lambda person: -piles.load[person]):
        if path := _path_down(piles, highest, able):
            for application, giver, taker in path:
                piles.move(application, giver, taker)
            return True
    return False


def _path_down(piles: Piles, start: Person, able: Mapping[Application, Collection[Person]]) -> list[tuple]:
    """The moves from a pile to one at least two lower, each (application, giver, taker); none where there is no such path."""
    came_by, line = {start: None}, deque([start])
    while line:
        giver = line.popleft()
        if piles.load[giver] <= piles.load[start] - 2:
            return _moves(came_by, giver)
        for application, holders in piles.held.items():
            if giver in holders:
                for taker in able[application]:
                    if taker not in came_by and taker not in holders:
                        came_by[taker] = (application, giver, taker)
                        line.append(taker)
    return []


def _moves(came_by: Mapping[Person, tuple | None], end: Person) -> list[tuple]:
    """The path back from its end to its start."""
    moves = []
    while step := came_by[end]:
        moves.append(step)
        end = step[1]
    return moves

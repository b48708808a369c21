"""Filling pools with units that are never split: single questions, and cases with several. No Django here.

Whether pools can be filled is asked of one plan: pool by pool, those of one objective first, each takes the greatest total that
fits into it, and of several ways to that total the one with the largest units. The plan may overlook a way through several
pools that compete for the same cases; it never promises what cannot be drawn. A draw goes by preference instead, and takes a unit
only where the plan still fills everything behind it. It cannot get stuck: the largest unit of the plan always leaves the rest of
the plan as it was.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Unit:
    """What is drawn whole: one question, or the questions of a case in their order."""

    keys: tuple[UUID, ...]
    case: str = ""

    @property
    def size(self) -> int:
        return len(self.keys)


@dataclass(frozen=True)
class Want:
    """So many questions out of one cell of a bank. `objective` is empty where a pool asks for any."""

    number: int
    bank: Hashable
    objective: str
    count: int

    @property
    def cells(self) -> tuple:
        """The cell it draws from, and the one of its whole bank: what it takes is gone from both."""
        return tuple(dict.fromkeys([(self.bank, self.objective), (self.bank, "")]))


Stock = dict[tuple, Counter]  # by cell: how many units of which size


def filled(wants: Sequence[Want], stock: Stock) -> dict[int, int]:
    """By number, how many questions each gets when they are filled by the plan."""
    left = {cell: Counter(sizes) for cell, sizes in stock.items()}
    found = {}
    for want in narrow_first(wants):
        own = want.cells[0]
        sizes = _largest(left.get(own, Counter()), want.count)
        for cell in want.cells:
            left.setdefault(cell, Counter()).subtract(sizes)
        found[want.number] = sum(sizes)
    return found


def composed(wants: Sequence[Want], offered: dict[tuple, list[Unit]]) -> dict[int, list[Unit]] | None:
    """Units for each want, by number; None where they cannot be filled. `offered`: by cell, the preferred ones first."""
    stock = {cell: Counter(unit.size for unit in units) for cell, units in offered.items()}
    open_wants = narrow_first(wants)
    if not _full(open_wants, stock):
        return None
    taken: set[Unit] = set()
    found: dict[int, list[Unit]] = {want.number: [] for want in wants}
    while open_wants:
        want, *behind = open_wants
        if not want.count:
            open_wants = behind
            continue
        unit, stock = _next(want, behind, (unit for unit in offered[want.cells[0]] if unit not in taken), stock)
        taken.add(unit)
        found[want.number].append(unit)
        open_wants = [_smaller(want, unit.size), *behind]
    return found


def narrow_first(wants: Sequence[Want]) -> list[Want]:
    """Those of one objective draw before those of any, so that these never take what those need."""
    return sorted(wants, key=lambda want: (not want.objective, want.number))


def _next(want: Want, behind: list[Want], waiting: Iterable[Unit], stock: Stock) -> tuple[Unit, Stock]:
    """The first unit after which everything can still be filled, and the stock without it."""
    refused = set()  # all of a size are alike here
    for unit in waiting:
        if unit.size > want.count or unit.size in refused:
            continue
        rest = {cell: stock[cell] - Counter([unit.size]) if cell in want.cells else stock[cell] for cell in stock}
        if _full([_smaller(want, unit.size), *behind], rest):
            return unit, rest
        refused.add(unit.size)
    raise AssertionError("The plan promised a unit that is not there.")


def _smaller(want: Want, size: int) -> Want:
    return Want(want.number, want.bank, want.objective, want.count - size)


def _full(wants: Sequence[Want], stock: Stock) -> bool:
    there = filled(wants, stock)
    return all(there[want.number] == want.count for want in wants)


def _largest(sizes: Counter, room: int) -> list[int]:
    """Sizes with the greatest total that fits into the room; of several ways the one with the largest sizes."""
    listed = [size for size in sorted(sizes, reverse=True) if size <= room for _ in range(min(sizes[size], room // size))]
    within = (1 << room + 1) - 1
    reach = [1]  # bit k: what comes from here on can make a total of k
    for size in reversed(listed):
        reach.append((reach[-1] | reach[-1] << size) & within)
    reach.reverse()
    left, chosen = reach[0].bit_length() - 1, []
    for size, rest in zip(listed, reach[1:], strict=True):
        if size <= left and rest >> (left - size) & 1:
            chosen.append(size)
            left -= size
    return chosen

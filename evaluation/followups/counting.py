"""Counts that name nobody: small groups are pooled until nobody can be told from a number. Plain Python."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations


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


def told_inside(number: int, larger: Iterable[int | None], fewest: int) -> int | None:
    """A number of people who are some of those in larger numbers, as it may be told beside these: also who is in one of them and not
    in this one may not be a few."""
    apart = (one - number for one in larger if one is not None)
    return None if told(number, fewest) is None or any(told(one, fewest) is None for one in apart) else number


class Nested:
    """Rows and their total, in columns that each count some of those in the column before, as they may be told.

    Small numbers are hidden, and so is what tells a small difference of two columns. `keep` names the columns, the one to give up
    last first. More is then hidden until nothing that is hidden comes out of a column and its total: what is hidden in a column is
    none or at least two numbers of at least `fewest` people together, and what two columns differ by in the rows that hide it is
    not a few.
    """

    def __init__(self, rows: Sequence[Sequence[int]], keep: Sequence[int], fewest: int):
        self.lines = [*map(list, rows), [sum(row[at] for row in rows) for at in range(len(keep))]]
        self.keep, self.fewest = keep, fewest
        self.rows, self.total = range(len(rows)), len(rows)
        self.hidden: set[tuple[int, int]] = set()
        for at, line in enumerate(self.lines):
            self._hide_small(at, line)
        while more := self._by_columns() or self._by_differences():
            self.hidden.add(more)

    def told(self) -> tuple[list[list[int | None]], list[int | None]]:
        """The rows and the total; None is not told."""
        *rows, total = [
            [None if (at, column) in self.hidden else number for column, number in enumerate(line)]
            for at, line in enumerate(self.lines)
        ]
        return rows, total

    def _hide_small(self, at: int, line: list[int]) -> None:
        shown: list[int] = []
        for column in self.keep:
            apart = [line[column], *(abs(line[column] - line[other]) for other in shown)]
            if any(told(number, self.fewest) is None for number in apart):
                self.hidden.add((at, column))
            else:
                shown.append(column)

    def _by_columns(self) -> tuple[int, int] | None:
        """The next number to hide, where a column with its total tells a hidden one."""
        for column in self.keep:
            gone = [self.lines[at][column] for at in self.rows if (at, column) in self.hidden]
            if (self.total, column) in self.hidden:
                comes_out = not gone and self.lines[self.total][column] > 0
            else:
                comes_out = len(gone) == 1 or 0 < sum(gone) < self.fewest
            if comes_out:
                larger = [at for at in self.rows if (at, column) not in self.hidden and self.lines[at][column] >= self.fewest]
                return min(larger, key=lambda at: self.lines[at][column], default=self.total), column
        return None

    def _by_differences(self) -> tuple[int, int] | None:
        """The next number to hide, where the totals of two columns tell by how few people the hidden rows differ, or that they do not."""
        for columns in combinations(self.keep, 2):
            if any((self.total, column) in self.hidden for column in columns):
                continue
            gone = {at: [column for column in columns if (at, column) not in self.hidden] for at in self.rows}
            gone = {at: shown for at, shown in gone.items() if len(shown) < 2}
            apart = sum(self._apart(at, columns) for at in gone)
            half = [(at, shown[0]) for at, shown in gone.items() if shown]
            if apart == 0 and half:
                return half[0]
            if 0 < apart < self.fewest:
                others = [at for at in self.rows if at not in gone and self._apart(at, columns)]
                return min(others, key=lambda at: self._apart(at, columns), default=self.total), columns[1]
        return None

    def _apart(self, at: int, columns: tuple[int, int]) -> int:
        one, other = columns
        return abs(self.lines[at][one] - self.lines[at][other])

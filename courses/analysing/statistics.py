"""Figures about questions, from counts that the database made. Plain Python; docs/item-analysis.md has the sources.

Everything is computed from cells: so many learners had this credit on a question and this percent right of their other questions.
What cannot be computed is None, never a number that looks like one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import erfc, log, sqrt

FEWEST = 5  # of fewer people nothing is shown
GREY_BELOW, FULL_FROM = 30, 100
GROUP = 0.27  # Kelley's share of the best and of the weakest
FULL_CREDIT = 0.99995  # credits are kept to four decimals


@dataclass(frozen=True)
class Cell:
    """`n` learners with a paper of `items` questions: their credit on this one (0 to 1), and percent right of the `rest`."""

    credit: float
    rest: float | None
    items: int
    n: int

    @property
    def total(self) -> float:
        """The sum of credits on the whole paper."""
        return self.credit + (self.rest or 0) * (self.items - 1) / 100


@dataclass(frozen=True)
class Item:
    """A question in one group of learners."""

    n: int
    facility: float
    point_biserial: float | None
    discrimination: float | None


@dataclass(frozen=True)
class Matched:
    """Mantel–Haenszel: the odds of full credit in one language against another among learners with the same score."""

    odds: float
    delta: float
    error: float
    chi2: float
    p: float
    size: str
    strata: int


def trust(n: int) -> str:
    """ "hidden" below 5, "grey" below 30, "provisional" below 100, then "full"."""
    if n < FEWEST:
        return "hidden"
    return "grey" if n < GREY_BELOW else "provisional" if n < FULL_FROM else "full"


# --- One question ---


def item(cells: Iterable[Cell]) -> Item | None:
    cells = list(cells)
    if not (n := sum(cell.n for cell in cells)):
        return None
    return Item(n, sum(cell.n * cell.credit for cell in cells) / n, point_biserial(cells), discrimination(cells))


def point_biserial(cells: list[Cell]) -> float | None:
    """The correlation of the credit with the percent right of the other questions (corrected: this one is not among them)."""
    pairs = [(cell.credit, cell.rest, cell.n) for cell in cells if cell.rest is not None]
    n = sum(weight for _x, _y, weight in pairs)
    if n < 2:
        return None
    mean_x, mean_y = (sum(pair[place] * pair[2] for pair in pairs) / n for place in (0, 1))
    xx, yy, xy = (
        sum(weight * (x - mean_x) ** a * (y - mean_y) ** b for x, y, weight in pairs) for a, b in ((2, 0), (0, 2), (1, 1))
    )
    return xy / sqrt(xx * yy) if xx > 1e-9 and yy > 1e-9 else None


def discrimination(cells: list[Cell], group: float = GROUP) -> float | None:
    """Mean credit of the best 27 % on the whole test less that of the weakest 27 %."""
    by_score = _by(cells, lambda cell: round(100 * cell.total / cell.items, 2))
    if len(by_score) < 2:
        return None
    return _mean_between(by_score, 1 - group, 1) - _mean_between(by_score, 0, group)


def by_rest(cells: list[Cell], groups: int = 5) -> list[float]:
    """Mean credit in equal groups of learners, from those who knew least of the other questions to those who knew most."""
    by_score = _by([cell for cell in cells if cell.rest is not None], lambda cell: cell.rest)
    if len(by_score) < 2:
        return []
    return [_mean_between(by_score, place / groups, (place + 1) / groups) for place in range(groups)]


def _by(cells: Iterable[Cell], score) -> list[tuple[int, float]]:
    """(learners, sum of their credits) by score, lowest first."""
    found = defaultdict(lambda: [0, 0.0])
    for cell in cells:
        found[score(cell)][0] += cell.n
        found[score(cell)][1] += cell.n * cell.credit
    return [tuple(found[key]) for key in sorted(found)]


def _mean_between(by_score: list[tuple[int, float]], start: float, end: float) -> float:
    """Mean credit of the learners between two shares of all, ordered by score; a tie at the border counts in proportion."""
    everyone = sum(n for n, _credit in by_score)
    start, end = start * everyone, end * everyone
    credit = seen = 0.0
    for n, earned in by_score:
        inside = max(0.0, min(end, seen + n) - max(start, seen))
        credit += earned * inside / n
        seen += n
    return credit / (end - start)


# --- Between two languages ---


def mantel_haenszel(reference: Iterable[Cell], focal: Iterable[Cell]) -> Matched | None:
    """Full credit or not, matched on the whole score, this question included (Holland and Thayer)."""
    tables = defaultdict(lambda: [0, 0, 0, 0])  # reference right, reference wrong, focal right, focal wrong
    for group, cells in enumerate((reference, focal)):
        for cell in cells:
            tables[round(cell.total), cell.items][2 * group + (cell.credit < FULL_CREDIT)] += cell.n
    strata = [row for row in tables.values() if row[0] + row[1] and row[2] + row[3]]
    return pooled(strata)


def pooled(strata: list[tuple[int, int, int, int]]) -> Matched | None:
    """Of 2 × 2 tables (a, b, c, d): common odds ratio, χ² with the correction for continuity, error by Robins et al."""
    ad = bc = right = expected = variance = 0.0
    plus = mixed = minus = 0.0
    for a, b, c, d in strata:
        n = a + b + c + d
        if n < 2:
            continue
        r, s, p, q = a * d / n, b * c / n, (a + d) / n, (b + c) / n
        ad, bc = ad + r, bc + s
        plus, mixed, minus = plus + p * r, mixed + p * s + q * r, minus + q * s
        right += a
        expected += (a + b) * (a + c) / n
        variance += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))
    if not (ad and bc and variance):
        return None
    odds = ad / bc
    error = 2.35 * sqrt(plus / (2 * ad * ad) + mixed / (2 * ad * bc) + minus / (2 * bc * bc))
    chi2 = max(0.0, abs(right - expected) - 0.5) ** 2 / variance
    delta, p = -2.35 * log(odds), erfc(sqrt(chi2 / 2))
    return Matched(odds, delta, error, chi2, p, _size(delta, error, p), len(strata))


def _size(delta: float, error: float, p: float) -> str:
    """The classes of the Educational Testing Service: A negligible, B moderate, C large."""
    if p >= 0.05 or abs(delta) < 1:
        return "A"
    return "C" if abs(delta) >= 1.5 and abs(delta) - 1.645 * error > 1 else "B"


# --- Before and after ---


@dataclass(frozen=True)
class Gained:
    """Learners who took both tests: medians in percent, and the normalised gain (Hake) with its quartiles.

    `undefined` counts those who had everything right before: they had nothing to gain.
    """

    n: int
    before: float
    after: float
    gain: float | None
    lower: float | None
    upper: float | None
    undefined: int


def gained(pairs: Iterable[tuple[float, float, int]]) -> Gained | None:
    """Of (percent before, percent after, so many learners)."""
    pairs = list(pairs)
    n = sum(weight for _before, _after, weight in pairs)
    if not n:
        return None
    gains = [((after - before) / (100 - before), weight) for before, after, weight in pairs if before < 100]
    return Gained(
        n,
        quantile([(before, weight) for before, _after, weight in pairs], 0.5),
        quantile([(after, weight) for _before, after, weight in pairs], 0.5),
        *(quantile(gains, share) if gains else None for share in (0.5, 0.25, 0.75)),
        n - sum(weight for _gain, weight in gains),
    )


@dataclass(frozen=True)
class Spread:
    """Of so many the median, and between what half of them lie."""

    n: int
    median: float
    lower: float
    upper: float


def spread(values: list[tuple[float, int]]) -> Spread | None:
    """Of values that occur so many times."""
    n = sum(weight for _value, weight in values)
    return Spread(n, *(quantile(values, share) for share in (0.5, 0.25, 0.75))) if n else None


def quantile(values: list[tuple[float, int]], share: float) -> float:
    """Of values that occur so many times; between two of them in proportion, as NumPy and R do by default."""
    values = sorted(values)
    place = (sum(weight for _value, weight in values) - 1) * share
    low, high = (_at(values, int(place) + step) for step in (0, 1))
    return low + (high - low) * (place - int(place))


def _at(values: list[tuple[float, int]], place: int) -> float:
    seen = 0
    for value, weight in values:
        seen += weight
        if place < seen:
            return value
    return values[-1][0]

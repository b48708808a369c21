"""Scores of applications. Plain Python: marks from 1 to 5 and weights in, points of 5 out."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def weighted(marks: Mapping[Hashable, int], weights: Mapping[Hashable, int]) -> Decimal:
    """The weighted mean of one reviewer's marks, to two places; every criterion is marked."""
    total = sum(marks[key] * weight for key, weight in weights.items())
    return (Decimal(total) / sum(weights.values())).quantize(CENT, ROUND_HALF_UP)


def mean(scores: Collection[Decimal]) -> Decimal | None:
    return (sum(scores, Decimal(0)) / len(scores)).quantize(CENT, ROUND_HALF_UP) if scores else None


def spread(scores: Collection[Decimal]) -> Decimal:
    """Points between the highest and the lowest."""
    return max(scores) - min(scores) if scores else Decimal(0)


@dataclass(frozen=True)
class Scored:
    """An application with all its scores; `number` is that of arrival, `country_place` where its country's delegate put it."""

    key: Hashable
    scores: tuple[Decimal, ...]
    country_place: int | None
    number: int


def in_order(applications: Iterable[Scored]) -> list[Scored]:
    """The highest mean first; of equals, whom the country put first, then who came first. The mean is compared unrounded."""

    def turn(one: Scored) -> tuple:
        exact = sum(one.scores, Decimal(0)) / len(one.scores)
        return -exact, one.country_place is None, one.country_place or 0, one.number

    return sorted(applications, key=turn)

"""Figures about a test, from sums that add up over questions and groups. Plain Python; docs/item-analysis.md has the sources."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt

from courses.analysing.statistics import Cell


@dataclass(frozen=True)
class Scores:
    """A test in one group of learners, in percent. `kind` of reliability: "alpha", "drawn", "lengths", or "" where there is none."""

    n: int
    mean: float
    sd: float | None
    reliability: float | None
    sem: float | None
    kind: str


@dataclass
class Sums:
    """What answers came to. A learner stands in the sums of as many questions as their paper had, each time with one part of one."""

    learners: dict[tuple[float, int], float] = field(default_factory=lambda: defaultdict(float))  # by points and questions
    passed: float = 0.0
    questions: dict[str, tuple[int, float, float]] = field(default_factory=dict)  # n, credit, squares of the credit

    def add(self, other: "Sums") -> None:
        for result, number in other.learners.items():
            self.learners[result] += number
        self.passed += other.passed
        for key, more in other.questions.items():
            self.questions[key] = tuple(a + b for a, b in zip(self.questions.get(key, (0, 0.0, 0.0)), more, strict=True))

    @property
    def n(self) -> int:
        return round(sum(self.learners.values()))

    def as_json(self) -> list:
        return [[[*result, number] for result, number in self.learners.items()], self.passed, self.questions]

    @classmethod
    def from_json(cls, kept: list) -> "Sums":
        learners, passed, questions = kept
        sums = cls(passed=passed, questions={key: tuple(row) for key, row in questions.items()})
        sums.learners.update({(points, items): number for points, items, number in learners})
        return sums


def sums_of(question: str, cells: Iterable[Cell], *, passed: bool = False) -> Sums:
    """Of one question, in learners who all passed or all did not."""
    sums, n, credit, squares = Sums(), 0, 0.0, 0.0
    for cell in cells:
        sums.learners[round(cell.total, 3), cell.items] += cell.n / cell.items
        n, credit, squares = n + cell.n, credit + cell.n * cell.credit, squares + cell.n * cell.credit**2
        sums.passed += cell.n / cell.items if passed else 0
    sums.questions[question] = (n, credit, squares)
    return sums


def total(several: Iterable[Sums]) -> Sums:
    found = Sums()
    for sums in several:
        found.add(sums)
    return found


def scores(sums: Sums) -> Scores | None:
    n = sum(sums.learners.values())
    if n < 0.5:
        return None
    mean = sum(number * points / items for (points, items), number in sums.learners.items()) / n
    squares = sum(number * (points / items - mean) ** 2 for (points, items), number in sums.learners.items())
    sd = sqrt(squares / (n - 1)) if n > 1.5 else None
    value, sem, kind = _reliability(sums, n, sd)
    return Scores(round(n), 100 * mean, None if sd is None else 100 * sd, value, sem, kind)


def _reliability(sums: Sums, n: float, sd: float | None) -> tuple[float | None, float | None, str]:
    lengths = {items for _points, items in sums.learners}
    if max(lengths) < 2 or not sd:
        return None, None, ""
    counts = [count for count, _credit, _squares in sums.questions.values()]
    if {len(counts)} == lengths and min(counts) == max(counts):
        return *_alpha(sums, len(counts), sd), "alpha"
    return *_drawn(sums, n), "drawn" if len(lengths) == 1 else "lengths"


def _alpha(sums: Sums, length: int, sd: float) -> tuple[float, float]:
    """Cronbach's α (KR-20 where every answer is right or wrong), and the standard error of measurement in percent."""
    variances = sum((squares - credit**2 / n) / (n - 1) for n, credit, squares in sums.questions.values())
    alpha = length / (length - 1) * (1 - variances / (length * sd) ** 2)
    return alpha, 100 * sd * sqrt(max(0.0, 1 - alpha))


def _drawn(sums: Sums, n: float) -> tuple[float | None, float | None]:
    """Every learner had a sample of questions of their own: one-way analysis of variance, KR-21 where all is right or wrong.

    Of papers that differ in length it is the reliability of one of average length (n₀ of the analysis of variance).
    """
    papers = [(points, items, number) for (points, items), number in sums.learners.items()]
    answers = sum(items * number for _points, items, number in papers)
    grand = sum(points * number for points, _items, number in papers) / answers
    squares = sum(squares for _n, _credit, squares in sums.questions.values())
    within = (squares - sum(number * points**2 / items for points, items, number in papers)) / (answers - n)
    between = sum(number * items * (points / items - grand) ** 2 for points, items, number in papers) / (n - 1)
    length = (answers - sum(number * items**2 for _points, items, number in papers) / answers) / (n - 1)
    return (1 - within / between if between else None), 100 * sqrt(max(0.0, within) / length)

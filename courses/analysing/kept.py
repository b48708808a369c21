"""What is kept of a question that was counted: figures by language, in plain Python and as JSON."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from courses.analysing.flags import Compared
from courses.analysing.statistics import GREY_BELOW, Cell, Item, Matched, Spread, by_rest, item, mantel_haenszel, spread


@dataclass(frozen=True)
class Row:
    """So many answers that are alike in everything that is counted. `chosen`: labels; `version`: of the question."""

    edition: int
    language: str
    passed: bool
    chosen: tuple[str, ...]
    version: int | None
    void: bool
    cell: Cell


@dataclass(frozen=True)
class Figures:
    """A question in one language. `given`: by label, or None for no answer: how many chose it, and how many with full credit."""

    item: Item
    compared: Compared | None
    given: dict[str | None, tuple[int, int]]
    fifths: list[float]
    seconds: Spread | None

    def as_json(self) -> dict:
        return asdict(self) | {"given": [[label, *numbers] for label, numbers in self.given.items()]}

    @classmethod
    def from_json(cls, kept: dict) -> "Figures":
        compared, seconds = kept["compared"], kept["seconds"]
        if compared:
            compared = Compared(compared["gap"], compared["matched"] and Matched(**compared["matched"]))
        given = {label: (n, full) for label, n, full in kept["given"]}
        return cls(Item(**kept["item"]), compared, given, kept["fifths"], seconds and Spread(**seconds))


@dataclass(frozen=True)
class Kept:
    """A question in every language. `versions`: by version, answers and the sum of their credit; `void`: answers in no figure."""

    languages: dict[str, Figures] = field(default_factory=dict)
    versions: dict[int | None, tuple[int, float]] = field(default_factory=dict)
    void: int = 0

    def as_json(self) -> dict:
        return {
            "languages": {language: figures.as_json() for language, figures in self.languages.items()},
            "versions": [[version, *numbers] for version, numbers in self.versions.items()],
            "void": self.void,
        }

    @classmethod
    def from_json(cls, kept: dict) -> "Kept":
        languages = {language: Figures.from_json(figures) for language, figures in kept["languages"].items()}
        return cls(languages, {version: (n, credit) for version, n, credit in kept["versions"]}, kept["void"])


def kept_of(rows: Iterable[Row], seconds: dict[str, list[tuple[int, int]]], source: str) -> Kept:
    """Of one question. `seconds`: by language, how often which; `source`: the language that others are compared with if it can be."""
    rows = list(rows)
    counted = [row for row in rows if not row.void]
    by_language = {}
    for row in counted:
        by_language.setdefault(row.language, []).append(row)
    cells = {language: [row.cell for row in there] for language, there in by_language.items()}
    items = {language: item(there) for language, there in cells.items()}
    beside = reference_among({language: one.n for language, one in items.items()}, source)
    languages = {}
    for language, there in by_language.items():
        compared = None
        if beside and language != beside and items[language].n >= GREY_BELOW:
            gap = items[language].facility - items[beside].facility
            compared = Compared(gap, mantel_haenszel(cells[beside], cells[language]))
        languages[language] = Figures(
            items[language], compared, _given(there), by_rest(cells[language]), spread(seconds.get(language, []))
        )
    versions = {}
    for row in counted:
        n, credit = versions.get(row.version, (0, 0.0))
        versions[row.version] = (n + row.cell.n, credit + row.cell.n * row.cell.credit)
    return Kept(languages, versions, sum(row.cell.n for row in rows if row.void))


def reference_among(numbers: dict[str, int], source: str) -> str:
    """The language that others are compared with: the source where thirty took it there, else the one that most took."""
    if numbers.get(source, 0) >= GREY_BELOW:
        return source
    most = max(numbers, key=lambda language: (numbers[language], language), default="")
    return most if numbers.get(most, 0) >= GREY_BELOW else ""


def _given(rows: list[Row]) -> dict[str | None, tuple[int, int]]:
    given, full = Counter(), Counter()
    for row in rows:
        for label in row.chosen or [None]:
            given[label] += row.cell.n
            full[label] += row.cell.n * (row.cell.credit == 1)
    return {label: (n, full[label]) for label, n in given.items()}

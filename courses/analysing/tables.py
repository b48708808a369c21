"""Tables of figures: the same one is shown on the page and taken out as a file."""

from dataclasses import dataclass, field

from django.utils.formats import number_format

NONE = "–"


@dataclass(frozen=True)
class Shown:
    """A cell: `text` for readers, `value` for the file where it is another one, `note` in small print below."""

    text: str
    value: object = None
    url: str = ""
    note: str = ""
    lang: str = ""
    number: bool = False


@dataclass(frozen=True)
class Head:
    text: str
    sort: str = ""
    number: bool = True
    help: str = ""


@dataclass(frozen=True)
class Table:
    """`name` asks for it as a file."""

    name: str
    caption: str
    heads: list[Head]
    rows: list[list[Shown]] = field(default_factory=list)

    def as_rows(self) -> list[list]:
        return [[str(head.text) for head in self.heads], *([_bare(cell) for cell in row] for row in self.rows)]


def _bare(cell: Shown):
    if cell.number:
        return cell.value
    return f"{cell.text} ({cell.note})" if cell.note else str(cell.text)


def figure(value: float | None, places: int = 2, *, note: str = "", url: str = "") -> Shown:
    """A number in the reader's way of writing; in the file as it is, to four decimals."""
    if value is None:
        return Shown(NONE, None, url, note, number=True)
    return Shown(_rounded(value, places), round(value, 4), url, note, number=True)


def percent(share: float | None, *, note: str = "") -> Shown:
    """A share of one as percent; in the file it stays a share."""
    if share is None:
        return Shown(NONE, None, note=note, number=True)
    return Shown(f"{_rounded(100 * share, 0)} %", round(share, 4), note=note, number=True)


def probability(p: float | None) -> Shown:
    """To four decimals, and never shown as nought."""
    if p is not None and p < 0.0001:
        return Shown(f"< {number_format(0.0001, 4)}", float(f"{p:.3g}"), number=True)
    return figure(p, 4)


def _rounded(value: float, places: int) -> str:
    """`number_format` cuts off; and what rounds to nought has no sign."""
    return number_format(round(value, places) + 0.0, places)


def whole(n: int, *, note: str = "") -> Shown:
    return Shown(number_format(n, 0, force_grouping=True), n, note=note, number=True)


def words(text, **more) -> Shown:
    return Shown(str(text), **more)

"""A question on its way in or out: what every format is read into and written from. No Django here."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from courses.asking.arranging import GAP
from courses.asking.choosing import weight_of
from courses.asking.written import Part, Written, gettext_noop

MOST_BYTES = 20_000_000
MOST_QUESTIONS = 500
MOST_PARTS = 40
TEXT, OPTION, UNIT, NAME, SOURCE, SHOWN = 400, 200, 30, 160, 250, 300  # characters that the fields hold


@dataclass(frozen=True)
class Image:
    name: str
    content: bytes


@dataclass(frozen=True)
class Foreign:
    """One question. The ids of its parts say nothing. `id`: its own in the system it comes from."""

    name: str
    written: Written
    id: str = ""
    tags: tuple[str, ...] = ()
    objective: str = ""
    image: Image | None = None
    line: int = 0
    notes: tuple[str, ...] = ()  # sentences about what was left out
    place: str = ""  # the file in a package that `line` is of


@dataclass(frozen=True)
class Refused:
    """One that cannot come in, or go out. The sentence is English, marked for translation."""

    name: str
    line: int
    sentence: str
    values: dict
    place: str = ""


class UnheldError(Exception):
    """Our questions, or this format, cannot hold it."""

    def __init__(self, sentence: str, **values):
        super().__init__(sentence)
        self.sentence, self.values = sentence, values


class BrokenFileError(UnheldError):
    """The file as a whole cannot be read, from this line on."""

    def __init__(self, sentence: str, line: int = 0, place: str = "", **values):
        super().__init__(sentence, **values)
        self.line, self.place = line, place


def text_of(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise BrokenFileError(gettext_noop("This file is larger than %(limit)s MB. Split it."), limit=MOST_BYTES // 10**6)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenFileError(gettext_noop("Save this file as UTF-8."), content[: error.start].count(b"\n") + 1) from error
    if "\x00" in text:
        raise BrokenFileError(gettext_noop("Save this file as UTF-8."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def attempted(name: str, line: int, make: Callable[[], Foreign], place: str = "") -> Foreign | Refused:
    """What `make` makes, if our fields can hold it."""
    try:
        return held(make())
    except UnheldError as error:
        return Refused(name, line, error.sentence, error.values, place)


def written_each(questions: Iterable[Foreign], write: Callable[[Foreign], object]) -> list[Refused]:
    """Write one after the other; what comes back are those that `write` cannot hold."""
    refused = []
    for question in questions:
        try:
            write(question)
        except UnheldError as error:
            refused.append(Refused(question.name, question.line, error.sentence, error.values))
    return refused


def few_enough(found: list) -> list:
    if len(found) > MOST_QUESTIONS:
        sentence = gettext_noop("This file holds more than %(limit)s questions. Split it.")
        raise BrokenFileError(sentence, limit=MOST_QUESTIONS)
    return found


def held(question: Foreign) -> Foreign:
    """The same with a name that fits. Raises UnheldError where a field is too small: nothing is cut off."""
    question = replace(question, written=in_order(question.written))
    written = question.written
    not_too_many(written.parts)
    _at_most(UNIT, [written.unit])
    _at_most(SOURCE, [written.reference])
    _at_most(SHOWN, [written.picture_alt])
    _at_most(TEXT, [text for part in written.parts for text in (part.text, part.other)])
    _at_most(OPTION, [option.text for part in written.parts for option in part.options])
    for part in written.parts:
        if part.weight:
            _weight(part.weight)
    points = decimal(written.points)
    if not 0 < points < 10_000 or points != round(points, 2):
        raise UnheldError(gettext_noop("Give it more than 0 points and less than 10,000, with at most two decimals."))
    for number in filter(None, (written.answer, written.tolerance)):
        value = decimal(number)
        if value != round(value, 6) or abs(value) >= 10**12:
            raise UnheldError(gettext_noop("Numbers have at most twelve digits before the point and six after it."))
    if not re.search(r"[^\s<>]", re.sub(r"<[^>]*>", "", written.stem)):
        raise UnheldError(gettext_noop("It asks nothing: its text is empty."))
    name = " ".join(question.name.split()) or re.sub(r"<[^>]*>", " ", written.stem).strip()
    return replace(question, name=name[:NAME])


def in_order(written: Written) -> Written:
    """With gaps in the order in which they stand in the text, as other systems number them."""
    named = [int(number) for number in GAP.findall(written.stem)]
    if written.kind != "cloze" or sorted(named) != list(range(1, len(written.parts) + 1)):
        return written
    places = {number: place for place, number in enumerate(named, 1)}
    stem = GAP.sub(lambda gap: f"[[{places[int(gap[1])]}]]", written.stem)
    return replace(written, stem=stem, parts=tuple(written.parts[number - 1] for number in named))


def not_too_many(parts: Sequence) -> None:
    if len(parts) > MOST_PARTS:
        raise UnheldError(gettext_noop("It has more than %(limit)s choices or other parts."), limit=MOST_PARTS)


def _at_most(limit: int, texts: Iterable[str]) -> None:
    for text in texts:
        if len(text) > limit:
            sentence = gettext_noop("“%(start)s…” is longer than %(limit)s characters. Shorten it.")
            raise UnheldError(sentence, start=text[:40], limit=limit)


def _weight(text: str) -> Fraction:
    try:
        return weight_of(text)
    except ValueError as error:
        raise UnheldError(gettext_noop("“%(weight)s” is no weight between −100 and 100 percent."), weight=text[:40]) from error


def decimal(text: str) -> Decimal:
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation as error:
        raise UnheldError(gettext_noop("“%(number)s” is no number."), number=text[:40]) from error
    if not value.is_finite() or value.adjusted() > 40:
        raise UnheldError(gettext_noop("“%(number)s” is no number."), number=text[:40])
    return value


def plain(number: str | Decimal) -> str:
    """A number without zeros that say nothing: 32.500000 is 32.5."""
    value = Decimal(number).normalize()
    return f"{value:f}" if value else "0"


def choices(kind: str, parts: Iterable[Part]) -> Written:
    """Parts whose `weight` is what Moodle would give for them become right, wrong, or weighed, with the same credit."""
    parts = list(parts)
    worth = [_weight(part.weight or "0") for part in parts]
    if kind == "multiple":
        right = sum(share > 0 for share in worth)
        shares = {Fraction(1, right), -Fraction(1, right)} if right else set()
        plainly = bool(right) and set(worth) <= shares
        return Written(
            kind,
            parts=tuple(
                replace(part, right=share > 0, weight="" if plainly else _percent(part.weight))
                for part, share in zip(parts, worth, strict=True)
            ),
        )
    first = next((number for number, share in enumerate(worth) if share == 1), None)
    return Written(
        kind,
        parts=tuple(
            replace(part, right=number == first, weight="" if number == first or not share else _percent(part.weight))
            for number, (part, share) in enumerate(zip(parts, worth, strict=True))
        ),
    )


def _percent(text: str) -> str:
    return plain(Decimal(text or "0"))


def shares(written: Written) -> list[str]:
    """The percentages that give every choice the same credit in Moodle."""
    parts = written.parts
    if written.kind == "multiple" and not any(part.weight for part in parts):
        right = sum(part.right for part in parts) or 1
        share = plain(round(Decimal(100) / right, 5))
        return [share if part.right else f"-{share}" for part in parts]
    return [plain(Decimal(part.weight)) if part.weight else "100" if part.right else "0" for part in parts]


def tags_of(path: str) -> tuple[str, ...]:
    """`$course$/top/Safety/Reporting` as tags; a doubled slash is one that belongs to a name."""
    names = [name.replace("\0", "/").strip() for name in path.replace("//", "\0").split("/")]
    return tuple(dict.fromkeys(name[:100] for name in names if name and name != "top" and not re.fullmatch(r"\$\w+\$", name)))

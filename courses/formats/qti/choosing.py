"""Choices and places of an item as ours, where they earn the same. No Django here."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from courses.asking.choosing import weight_of
from courses.asking.written import Part, Written, gettext_noop
from courses.formats.foreign import UnheldError, choices, decimal, plain
from courses.formats.qti.items import UNKNOWN, Declared, Item, Mapping
from courses.formats.qti.scoring import CORRECT, RULE
from courses.formats.tree import Node

LIMIT = gettext_noop("The limit to how many choices may be ticked was left out.")
ROUND = gettext_noop("A circle became the rectangle around it.")
_TRUE, _FALSE = {"true", "t", "yes"}, {"false", "f", "no"}


def choice(item: Item, node: Node) -> tuple[Written, tuple[str, ...]]:
    declared = item.answer_to(node)
    offered = node.all("simple-choice")
    parts = [Part(one.attributes.get("identifier", ""), item.words(one)) for one in offered]
    if declared.cardinality == "multiple" and node.attributes.get("max-choices", "1") != "1":
        return _several(item, declared, parts, _most(node))
    written = _one(item, declared, parts)
    words = [{part.text.lower(), part.id.lower()} for part in written.parts]
    if len(words) == 2 and words[0] & _TRUE and words[1] & _FALSE:
        written = replace(written, kind="true_false")
    return written, ()


def hotspot(item: Item, node: Node) -> tuple[Written, tuple[str, ...]]:
    """Places on a picture, of which one is chosen."""
    declared = item.answer_to(node)
    if declared.cardinality != "single" and node.attributes.get("max-choices", "1") != "1":
        raise UnheldError(gettext_noop("Several places are to be chosen. Ours ask for one."))
    across, down = _size(node)
    parts, notes = [], set()
    for one in node.all("hotspot-choice"):
        said = one.attributes
        if said.get("shape") == "circle":
            notes.add(ROUND)
        place = _place(said.get("shape", ""), said.get("coords", ""), across, down)
        parts.append(Part(said.get("identifier", ""), said.get("hotspot-label", ""), place=place))
    written = _one(item, declared, parts)
    if any(part.weight for part in written.parts):
        raise UnheldError(gettext_noop("Its places earn a part. Ours are right or wrong."))
    return replace(written, kind="hot_spot"), tuple(notes)


def _one(item: Item, declared: Declared, parts: list[Part]) -> Written:
    _all_known(declared, parts)
    term = item.term(declared)
    if term.near is not None:
        raise UnheldError(RULE, rule="equal")
    if term.how == CORRECT:
        if len(declared.correct) != 1:
            raise UnheldError(gettext_noop("Several answers are right, and one may be chosen."))
        worth = {part.id: term.value if part.id in declared.correct else Decimal(0) for part in parts}
    else:
        mapping = _mapping(declared)
        worth = {part.id: mapping.within(mapping.worth(part.id)) for part in parts}
    points = max(worth.values(), default=Decimal(0))
    written = _weighed("single", parts, worth, points)
    right, wrong = item.feedback.when(right=True), item.feedback.when(right=False)
    said = [_joined(item.feedback.to_choice(part.id, declared.id), right if part.right else wrong) for part in written.parts]
    return replace(written, parts=tuple(replace(part, feedback=words) for part, words in zip(written.parts, said, strict=True)))


def _several(item: Item, declared: Declared, parts: list[Part], most: int) -> tuple[Written, tuple[str, ...]]:
    _all_known(declared, parts)
    term = item.term(declared)
    parts = [replace(part, feedback=item.feedback.to_choice(part.id, declared.id)) for part in parts]
    limited = 0 < most < len(parts)
    if term.how == CORRECT:
        right = tuple(replace(part, right=part.id in declared.correct) for part in parts)
        written = Written("multiple", parts=right, partial_credit=False, points=plain(term.value))
        return written, (LIMIT,) if limited else ()
    mapping = _mapping(declared)
    worth = {part.id: mapping.worth(part.id) for part in parts}
    below = any(value < 0 for value in worth.values()) and (mapping.lower is None or mapping.lower < 0)
    if below or (mapping.lower or 0) > 0:
        raise UnheldError(
            gettext_noop("Its score may fall below 0, or begins above it. Give its mapping the lower bound 0: ours begin there.")
        )
    if limited:
        raise UnheldError(gettext_noop("It limits how many choices may be ticked, and gives a part for each. Ours have no limit."))
    points = mapping.within(sum((value for value in worth.values() if value > 0), Decimal(0)))
    return _weighed("multiple", parts, worth, points), ()


def _weighed(kind: str, parts: list[Part], worth: dict[str, Decimal], points: Decimal) -> Written:
    """With weights in percent of the most that can be earned; exactly, or not at all."""
    if points <= 0:
        raise UnheldError(gettext_noop("A right answer earns nothing by its rules."))
    weighed = []
    for part in parts:
        percent = round(worth[part.id] * 100 / points, 5)
        if abs(percent) > 100 or weight_of(plain(percent)) != Fraction(worth[part.id]) / Fraction(points):
            sentence = gettext_noop(
                "A choice earns %(share)s of %(points)s points, which is no weight between −100 and 100 percent."
            )
            raise UnheldError(sentence, share=plain(worth[part.id]), points=plain(points))
        weighed.append(replace(part, weight=plain(percent)))
    return replace(choices(kind, weighed), points=plain(points))


def _all_known(declared: Declared, parts: list[Part]) -> None:
    ids = [part.id for part in parts]
    if len(set(ids)) < len(ids) or not all(ids):
        raise UnheldError(gettext_noop("Two of its choices have the same identifier, or one has none."))
    named = {*declared.correct, *(declared.mapping.entries if declared.mapping else ())}
    if unknown := sorted(named - set(ids)):
        raise UnheldError(UNKNOWN, name=unknown[0][:60])


def _mapping(declared: Declared) -> Mapping:
    return declared.mapping or Mapping({}, Decimal(0), None, None)


def _joined(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def _most(node: Node) -> int:
    return int(decimal(node.attributes.get("max-choices", "1")))


def _size(node: Node) -> tuple[Decimal, Decimal]:
    for picture in node.walk():
        if picture.name in ("img", "object"):
            across, down = (decimal(picture.attributes.get(name, "0").removesuffix("px")) for name in ("width", "height"))
            if across > 0 and down > 0:
                return across, down
    raise UnheldError(gettext_noop("It does not say how wide and high its picture is."))


def _place(shape: str, coords: str, across: Decimal, down: Decimal) -> tuple[str, ...]:
    """Left, top, width and height in percent."""
    numbers = [decimal(number) for number in coords.split(",")] if coords else []
    if shape == "circle" and len(numbers) == 3:
        x, y, radius = numbers
        numbers = [x - radius, y - radius, x + radius, y + radius]
    elif shape != "rect" or len(numbers) != 4:
        raise UnheldError(gettext_noop("A place has the shape “%(shape)s”. Ours are rectangles."), shape=shape[:20])
    left, top, right, bottom = (
        round(min(max(number * 100 / size, Decimal(0)), Decimal(100)), 2)
        for number, size in zip(numbers, (across, down, across, down), strict=True)
    )
    if left >= right or top >= bottom:
        raise UnheldError(gettext_noop("A place lies outside the picture, or has no size."))
    return tuple(plain(number) for number in (left, top, right - left, bottom - top))

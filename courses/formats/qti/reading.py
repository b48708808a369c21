"""An item as one of our questions. No Django here."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

from courses.asking.arranging import GAP
from courses.asking.written import Written, gettext_noop
from courses.formats import pictures, rich
from courses.formats.foreign import Foreign, Refused, UnheldError, attempted
from courses.formats.qti import arranging, choosing
from courses.formats.qti.items import Item
from courses.formats.qti.names import html_of
from courses.formats.tree import Node

_INLINE = "inline-choice-interaction"
_KINDS = {
    "choice-interaction": choosing.choice,
    "hotspot-interaction": choosing.hotspot,
    "match-interaction": arranging.match,
    "order-interaction": arranging.order,
    "gap-match-interaction": arranging.gap_match,
    "text-entry-interaction": arranging.number,
    "extended-text-interaction": arranging.own_words,
}


def read_item(
    node: Node, *, place: str = "", tags: tuple[str, ...] = (), find: Callable[[str], bytes | None] = lambda _address: None
) -> Foreign | Refused:
    """`find`: the bytes of a file by its address in the item."""
    number, title = node.attributes.get("identifier", ""), node.attributes.get("title", "")
    return attempted(f"{title} ({number})" if title else number, node.line, lambda: _question(node, place, tags, find), place)


def _question(node: Node, place: str, tags: tuple[str, ...], find: Callable[[str], bytes | None]) -> Foreign:
    item = Item(node)
    written, notes = _written(item)
    numbers = count(1)
    stem = item.text(lambda interaction: _put(interaction, numbers))
    asked = rich.rich(stem)
    if written.kind == "cloze" and len(GAP.findall(asked.html)) != len(written.parts):
        raise UnheldError(gettext_noop("Its text has [[1]] or the like, which marks a gap here."))
    image, shown = pictures.the_one(asked.images, find)
    return Foreign(
        node.attributes.get("title", ""),
        replace(written, stem=asked.html, picture_alt=shown),
        node.attributes.get("identifier", ""),
        tags,
        image=image,
        line=node.line,
        notes=(*asked.notes, *notes, *item.feedback.notes()),
        place=place,
    )


def _written(item: Item) -> tuple[Written, tuple[str, ...]]:
    names = [node.name for node in item.interactions]
    if names and set(names) == {_INLINE}:
        return arranging.inline(item, item.interactions)
    if not names:
        raise UnheldError(gettext_noop("It asks nothing: there is no interaction in it."))
    if unknown := next((name for name in names if name not in _KINDS and name != _INLINE), ""):
        raise UnheldError(gettext_noop("Our questions have no kind like “%(kind)s” of QTI."), kind=unknown[:60])
    if len(names) > 1:
        raise UnheldError(gettext_noop("It asks several things at once. Make a question of each."))
    return _KINDS[names[0]](item, item.interactions[0])


def _put(node: Node, numbers: Iterator[int]) -> str:
    """What stands in the text where an interaction is."""
    if node.name == _INLINE:
        return f"[[{next(numbers)}]]"
    if node.name == "text-entry-interaction":
        return "_____"
    prompt = node.first("prompt")
    asked = f"<div>{html_of(prompt)}</div>" if prompt else ""
    if node.name == "hotspot-interaction":
        picture = next((one for one in node.children if one.name in ("img", "object", "picture")), None)
        return asked + (html_of(Node("", {}, node.line, [replace(picture, tail="")])) if picture else "")
    if node.name == "gap-match-interaction":
        return asked + html_of(node, lambda inner: _put_gap(inner, numbers))
    return asked


def _put_gap(node: Node, numbers: Iterator[int]) -> str | None:
    if node.name == "gap":
        return f"[[{next(numbers)}]]"
    return "" if node.name in ("prompt", "gap-text") else None

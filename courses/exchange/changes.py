"""What a file would change in a question, field by field, in words."""

from courses.asking import Part, Written
from courses.exchange.rows import numbered
from courses.files.planning import excerpts
from courses.formats import Foreign
from courses.formats.rich import to_plain

_KEPT_IF_EMPTY = ("reference", "picture_alt")  # a format without a place for them does not empty them


def changes_of(old: Foreign, new: Foreign) -> list[list]:
    """The fields that differ, with what they say before and after. A kind stands by its name, yes and no as they are."""
    found = []
    for name in Written.__dataclass_fields__:
        was, becomes = getattr(old.written, name), getattr(new.written, name)
        if name == "parts":
            becomes = tuple(numbered(part, str(place)) for place, part in enumerate(becomes))
        if was != becomes and not (name in _KEPT_IF_EMPTY and not becomes):
            found.append(_change(name, was, becomes))
    for name in ("name", "objective"):
        if getattr(old, name) != getattr(new, name):
            found.append(_change(name, getattr(old, name), getattr(new, name)))
    if added := sorted(set(new.tags) - set(old.tags)):
        found.append(["tags", ", ".join(old.tags), ", ".join([*old.tags, *added])])
    if new.image and (old.image is None or old.image.content != new.image.content):
        found.append(["picture", old.image.name if old.image else "", new.image.name])
    return found


def _change(name: str, was, becomes) -> list:
    if isinstance(becomes, bool):
        return [name, was, becomes]
    return [name, *excerpts(_told(name, was), _told(name, becomes))]


def _told(name: str, value) -> str:
    if name == "parts":
        return " ".join(filter(None, map(_part, value)))
    return to_plain(value) if name == "stem" else str(value or "")


def _part(part: Part) -> str:
    """A choice with its mark, a pair with its arrow, a gap with its choices; feedback behind it."""
    weight = f" ({part.weight} %)" if part.weight else ""
    text = " → ".join(filter(None, (part.text, part.other)))
    text = " / ".join(filter(None, (text, *(f"{option.text}{_mark(option)}" for option in part.options))))
    place = f" [{', '.join(part.place)}]" if part.place else ""
    feedback = f" – {part.feedback}" if part.feedback else ""
    return f"• {text}{_mark(part)}{weight}{place}{feedback}"


def _mark(part: Part) -> str:
    return " ✓" if part.right else ""

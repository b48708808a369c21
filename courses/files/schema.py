"""What a value may be, and how it stands in YAML: a plain description of blocks and model fields. No Django here.

*Raw* values are as StreamFields keep them (children with type and id), with names in place of database numbers; rows that belong
to a record need no ids. *Said* values are what a file says: lists are plain lists, rich text is Markdown or `{html: …}`.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation

from courses.files.markdown import markdown_of, plain_html, rich_text
from courses.files.text import FileError, gettext_noop

TEXT, RICH, NUMBER, DECIMAL, BOOL, DATE, MOMENT, NAME, RAW, TAGS, LIST, STRUCT, STREAM, ROWS = (
    "text", "rich", "number", "decimal", "bool", "date", "moment", "name", "raw", "tags", "list", "struct", "stream", "rows",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """`of`: what a list holds. `fields`: of a struct, by name; of a stream, by block type. `target`: what a name points at."""

    name: str
    default: object = None
    of: "Kind | None" = None
    fields: dict = field(default_factory=dict)
    target: str = ""


def hear(kind: Kind, said, place: str, line: int = 0):
    """What a file says, as a raw value without ids. Raises FileError where it does not fit."""
    if said is None:
        return [] if kind.name in (LIST, STREAM, ROWS) else None
    if kind.name == ROWS:
        _expect(isinstance(said, list), place, line, gettext_noop("Write a list here, one “- item” a line."))
        return [hear(kind.of, inner, place, line) for inner in said]
    if kind.name == STRUCT:
        _expect(isinstance(said, dict), place, line, gettext_noop("Write names and values here, one “name: value” a line."))
        for name in said:
            known = ", ".join(kind.fields)
            why = gettext_noop("“%(name)s” is not known here. Known are: %(known)s.")
            _expect(name in kind.fields, place, line, why, name=str(name)[:60], known=known)
        return {
            name: hear(inner, said[name], place, line) if name in said else _default(inner) for name, inner in kind.fields.items()
        }
    if kind.name == LIST:
        _expect(isinstance(said, list), place, line, gettext_noop("Write a list here, one “- item” a line."))
        return [{"type": "item", "value": hear(kind.of, inner, place, line)} for inner in said]
    if kind.name == STREAM:
        _expect(isinstance(said, list), place, line, gettext_noop("Write a list here, one “- item” a line."))
        return [_hear_child(kind, inner, place, line) for inner in said]
    return _hear_leaf(kind, said, place, line)


def _hear_child(kind: Kind, said, place: str, line: int) -> dict:
    if len(kind.fields) == 1 and not (isinstance(said, dict) and set(said) == set(kind.fields)):
        name = next(iter(kind.fields))
        return {"type": name, "value": hear(kind.fields[name], said, place, line)}
    _expect(isinstance(said, dict) and len(said) == 1, place, line, gettext_noop("Begin each part with its name: “- name: value”."))
    ((name, value),) = said.items()
    why = gettext_noop("“%(name)s” is not known here. Known are: %(known)s.")
    _expect(name in kind.fields, place, line, why, name=str(name)[:60], known=", ".join(kind.fields))
    return {"type": name, "value": hear(kind.fields[name], value, place, line)}


def _hear_leaf(kind: Kind, said, place: str, line: int):
    if kind.name == RAW:
        return _iso(said)
    if kind.name == TAGS:
        fits = isinstance(said, list) and all(isinstance(tag, str) for tag in said)
        _expect(fits, place, line, gettext_noop("Write a list here, one “- item” a line."))
        return sorted(said)
    if kind.name == MOMENT:
        return _moment(said, place, line)
    if kind.name == RICH:
        if isinstance(said, dict) and set(said) == {"html"} and isinstance(said["html"], str):
            return plain_html(said["html"])
        _expect(isinstance(said, str), place, line, gettext_noop("Write text here."))
        return rich_text(said)
    if kind.name == BOOL:
        _expect(isinstance(said, bool), place, line, gettext_noop("Write true or false here."))
        return said
    if kind.name == NUMBER:
        fits = isinstance(said, int | float) and not isinstance(said, bool)
        _expect(fits, place, line, gettext_noop("Write a number here."))
        return said
    if kind.name == DECIMAL:
        _expect(
            isinstance(said, str | int | float) and not isinstance(said, bool), place, line, gettext_noop("Write a number here.")
        )
        return _decimal(said, place, line)
    if isinstance(said, int | float | date) and not isinstance(said, bool):
        return said.isoformat() if isinstance(said, date) else str(said)
    _expect(isinstance(said, str), place, line, gettext_noop("Write text here."))
    return said


def _decimal(said, place: str, line: int) -> str:
    try:
        number = Decimal(str(said))
        if not number.is_finite() or abs(number.adjusted()) > 30:
            raise InvalidOperation
    except InvalidOperation as error:
        raise FileError(place, gettext_noop("Write a number here."), line) from error
    return f"{number.normalize():f}"


def _moment(said, place: str, line: int) -> str:
    """A day and time in UTC, whatever zone it was written in; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(said.isoformat() if isinstance(said, date) else said)
    except (TypeError, ValueError) as error:
        raise FileError(place, gettext_noop("Write a day and time here: 2026-12-01T08:00:00+09:00"), line) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _expect(fits: bool, place: str, line: int, sentence: str, **params) -> None:
    if not fits:
        raise FileError(place, sentence, line, **params)


def _iso(value):
    if isinstance(value, dict):
        return {str(name): _iso(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_iso(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | time) else value


def _default(kind: Kind):
    if kind.name in (LIST, STREAM, ROWS):
        return [dict(child) for child in kind.default or []]
    if kind.name == STRUCT:
        return {name: _default(inner) for name, inner in kind.fields.items()}
    return kind.default


def say(kind: Kind, raw):
    """A raw value as a file says it; `hear` gives it back, without ids. Defaults of a struct are left out."""
    if raw is None:
        return None
    if kind.name == STRUCT:
        return {
            name: say(inner, raw.get(name))
            for name, inner in kind.fields.items()
            if name in raw and without_ids(inner, raw.get(name)) != without_ids(inner, _default(inner))
        }
    if kind.name == ROWS:
        return [say(kind.of, row) for row in raw]
    if kind.name == LIST:
        return [say(kind.of, child["value"]) for child in raw]
    if kind.name == STREAM:
        return [_say_child(kind, child) for child in raw]
    if kind.name == RICH:
        markdown = markdown_of(raw)
        return {"html": raw} if markdown is None else markdown
    return raw


def _say_child(kind: Kind, child: dict):
    said = say(kind.fields[child["type"]], child["value"])
    if len(kind.fields) == 1 and not (isinstance(said, dict) and set(said) == set(kind.fields)) and said is not None:
        return said
    return {child["type"]: said}


def tidy(kind: Kind, raw):
    """A raw value with every field there, rich text in one spelling, and numbers and dates as files say them."""
    if kind.name == STRUCT:
        raw = raw if isinstance(raw, dict) else {}
        return {name: tidy(inner, raw[name]) if name in raw else _default(inner) for name, inner in kind.fields.items()}
    if kind.name in (LIST, STREAM):
        inner_of = (lambda child: kind.of) if kind.name == LIST else (lambda child: kind.fields.get(child["type"]))
        children = [
            child if isinstance(child, dict) and "value" in child else {"type": "item", "value": child} for child in raw or []
        ]
        return [
            {"type": child.get("type", "item"), "value": tidy(inner_of(child), child["value"]), "id": child.get("id") or ""}
            for child in children
            if inner_of(child) is not None
        ]
    if raw is None:
        return None
    if kind.name == ROWS:
        return [tidy(kind.of, row) for row in raw]
    if kind.name == RICH:
        return plain_html(raw)
    if kind.name == RAW:
        return _iso(raw)
    if kind.name == TAGS:
        return sorted(raw)
    if kind.name == MOMENT:
        return _moment(raw, "", 0)
    if isinstance(raw, date | time):
        return raw.isoformat()
    return _decimal(raw, "", 0) if kind.name == DECIMAL else raw


def without_ids(kind: Kind, raw):
    if kind.name == STRUCT and isinstance(raw, dict):
        return {name: without_ids(inner, raw.get(name)) for name, inner in kind.fields.items()}
    if kind.name == LIST and raw is not None:
        return [{"type": "item", "value": without_ids(kind.of, child["value"])} for child in raw]
    if kind.name == STREAM and raw is not None:
        return [{"type": child["type"], "value": without_ids(kind.fields[child["type"]], child["value"])} for child in raw]
    return raw

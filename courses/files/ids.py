"""Ids of blocks: made from the page and the place, or kept beside the words where an editor's page has others. No Django here.

Kept ids carry a mark of what they named, so that they find their block again when the text around it was mended.
"""

import hashlib
import json
from difflib import SequenceMatcher
from uuid import UUID, uuid5

from courses.files.schema import LIST, STREAM, STRUCT, Kind, without_ids


def derive(kind: Kind, raw, seed: UUID, label: str = "") -> list:
    """`raw` with the ids that its places give, alike in every language and at every reading."""
    if kind.name == STREAM:
        return [
            {
                "type": child["type"],
                "value": _inside(kind.fields[child["type"]], child["value"], uuid5(seed, f"inside {number}")),
                "id": str(uuid5(seed, f"{label} {number}".strip())),
            }
            for number, child in enumerate(raw or [])
        ]
    return _inside(kind, raw, seed)


def _inside(kind: Kind, raw, seed: UUID):
    if raw is None:
        return None
    if kind.name == STRUCT:
        several = sum(inner.name in (LIST, STREAM) for inner in kind.fields.values()) > 1
        return {
            name: _inside(inner, raw[name], uuid5(seed, name) if several or inner.name == STRUCT else seed)
            for name, inner in kind.fields.items()
        }
    if kind.name == LIST:
        return [
            {
                "type": "item",
                "value": _inside(kind.of, child["value"], uuid5(seed, f"row {number}")),
                "id": str(uuid5(seed, f"item {number}")),
            }
            for number, child in enumerate(raw)
        ]
    return derive(kind, raw, seed) if kind.name == STREAM else raw


def ids_of(kind: Kind, raw):
    """The ids alone, in the shape of the value; None where it has none."""
    if raw is None:
        return None
    if kind.name == STRUCT:
        found = {name: ids_of(inner, raw.get(name)) for name, inner in kind.fields.items()}
        return {name: inner for name, inner in found.items() if inner} or None
    if kind.name in (LIST, STREAM):
        return [_kept(_kind_of(kind, child), child) for child in raw] or None
    return None


def _kind_of(kind: Kind, child: dict) -> Kind:
    return kind.of if kind.name == LIST else kind.fields[child["type"]]


def _kept(kind: Kind, child: dict):
    mark = f"{child['id']} {_mark(kind, child)}"
    inner = ids_of(kind, child["value"])
    return {mark: inner} if inner else mark


def _mark(kind: Kind, child: dict) -> str:
    said = json.dumps([child["type"], without_ids(kind, child["value"])], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:6]


def put(kind: Kind, raw, kept):
    """`raw`, which has derived ids, with the ids kept for it: same words first, then same places; what is new keeps its own."""
    if raw is None or not kept:
        return raw
    if kind.name == STRUCT and isinstance(kept, dict):
        return {name: put(inner, raw[name], kept.get(name)) for name, inner in kind.fields.items()}
    if kind.name not in (LIST, STREAM) or not isinstance(kept, list):
        return raw
    entries = [_entry(entry) for entry in kept]
    marks = [_mark(_kind_of(kind, child), child) for child in raw]
    found: dict[int, tuple[str, object]] = {}
    matcher = SequenceMatcher(None, [mark for _, mark, _ in entries], marks, autojunk=False)
    for _, first, last, start, end in matcher.get_opcodes():
        for place, (own, _, inner) in zip(range(start, end), entries[first:last], strict=False):
            found[place] = own, inner
    taken = {own for own, _ in found.values()}
    children = []
    for number, child in enumerate(raw):
        own, inner = found.get(number, (child["id"], None))
        if number not in found:
            while own in taken:
                own = str(uuid5(UUID(int=number), own))
            taken.add(own)
        children.append({"type": child["type"], "value": put(_kind_of(kind, child), child["value"], inner), "id": own})
    return children


def _entry(entry) -> tuple[str, str, object]:
    inner = None
    if isinstance(entry, dict) and len(entry) == 1:
        ((entry, inner),) = entry.items()
    own, _, mark = str(entry).partition(" ")
    return own, mark, inner


def alike(kind: Kind, ours, theirs) -> bool:
    """Whether two values have the same shape, so that ids of one name the places of the other."""
    return _shape(kind, ours) == _shape(kind, theirs)


def borrow(kind: Kind, raw, other):
    """`raw` with the ids of `other`, which has the same shape."""
    if raw is None or other is None:
        return raw
    if kind.name == STRUCT:
        return {name: borrow(inner, raw[name], other[name]) for name, inner in kind.fields.items()}
    if kind.name in (LIST, STREAM):
        return [
            {"type": mine["type"], "value": borrow(_kind_of(kind, mine), mine["value"], theirs["value"]), "id": theirs["id"]}
            for mine, theirs in zip(raw, other, strict=True)
        ]
    return raw


def bare(kept):
    """Kept ids without their marks, to compare two languages."""
    if isinstance(kept, dict):
        return {name: bare(inner) for name, inner in kept.items()}
    if isinstance(kept, list):
        return [(own, bare(inner)) for own, _, inner in map(_entry, kept)]
    return kept


def _shape(kind: Kind, raw):
    if raw is None:
        return None
    if kind.name == STRUCT:
        return {name: _shape(inner, raw.get(name)) for name, inner in kind.fields.items() if inner.name in (LIST, STREAM, STRUCT)}
    if kind.name in (LIST, STREAM):
        return [(child["type"], _shape(_kind_of(kind, child), child["value"])) for child in raw]
    return None

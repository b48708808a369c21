"""The marking of a paper under another key, the paper staying as it was set. Plain Python."""

import random
import re
from dataclasses import dataclass, replace
from html import unescape

from courses.asking import Part, Written, credit, kind_of
from courses.asking.kinds import Ids
from courses.paper import as_marked

OF_THE_PAPER = ("question_key", "pool", "objective", "objective_words", "lesson_key", "paragraph")


@dataclass(frozen=True)
class Remarked:
    """`reworded`: the paper shows other words than the question has by now; its ids decide."""

    marks: dict
    reworded: bool = False


class KnownIds(Ids):
    """The ids of a paper that was set: a part that is not on it has none, so nobody could have chosen it."""

    def __init__(self, by_part: dict[str, str]):
        super().__init__(_not_on_the_paper)
        self.by_part = by_part


def _not_on_the_paper() -> str:
    raise KeyError("not on the paper")


def voided(marks: dict) -> Remarked:
    """Full marks for everybody; what was right and why stays to be read."""
    return Remarked({**marks, "void": True})


def remarked(question: dict, marks: dict, source: Written, words: Written, revision: int | None) -> Remarked | None:
    """The new marking; None where the key does not fit: another kind, or nothing on the paper earns anything by it."""
    kind = kind_of(source.kind)
    if question["kind"] != source.kind:
        return None
    parts = marks.get("parts") or _by_words(question, words)
    known = kind.known(question, parts, source, words)
    key = replace(source, parts=tuple(_on_paper(part, known) for part in source.parts if part.id in known))
    if not kind.worded(key, words):
        words = source
    words = replace(words, unit=question["unit"])  # numbers were typed beside the unit on the paper
    try:
        marked = as_marked(key, words, KnownIds(known))
        seen = kind.seen(key, words, KnownIds(known), random.Random(0))  # noqa: S311 - an order that nobody sees
    except KeyError:
        return None
    marked["parts"] = parts
    if not kind.covers(question, marked) or not credit(kind.name, marked, kind.right(question, marked)):
        return None
    reworded = _read(words.stem) != _read(question["stem"]) or not _texts(seen) <= _texts(question)
    return Remarked({**{name: marks[name] for name in OF_THE_PAPER if name in marks}, **marked, "revision": revision}, reworded)


def same(marks: dict, others: dict) -> bool:
    """Do both grade and tell alike? Which revision that came from, and a note that it was corrected, are not told."""
    return _plain(marks) == _plain(others)


def _plain(marks: dict) -> dict:
    return {name: value for name, value in marks.items() if name not in ("corrected", "revision")}


def _by_words(question: dict, words: Written) -> dict[str, str]:
    """Papers of old kept no parts: a choice is the part that still has its words."""
    part_of = {part.text: part.id for part in words.parts}
    return {choice["id"]: part_of[choice["text"]] for choice in question["choices"] if choice["text"] in part_of}


def _on_paper(part: Part, known: dict[str, str]) -> Part:
    return replace(part, options=tuple(option for option in part.options if option.id in known))


def _read(html: str) -> str:
    """What is read of it: an editor may write the same words with other tags and entities."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def _texts(question: dict) -> set[tuple[str, str]]:
    """The words of every choice and row by its id."""
    parts = [*question.get("choices", []), *question.get("rows", [])]
    parts += [choice for row in question.get("rows", []) for choice in row.get("choices", [])]
    return {(part["id"], part.get("text", "")) for part in parts}

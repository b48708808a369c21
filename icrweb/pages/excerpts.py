"""The words around a find, with the find marked: from the text as it was written, whatever its script or marks."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .stemming import STEMMED, stem

BEFORE, AFTER = 60, 140  # characters; Thai and Japanese have no spaces to stop at
MOST_MARKS = 6
_LATIN_WORD = re.compile("[a-z]+")


def folded_with_places(text: str) -> tuple[str, Sequence[int]]:
    """`text` without case and marks, and for each of its characters where it stood in the original."""
    if text.isascii():
        return text.lower(), range(len(text))
    parts = [_plain(char) for char in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _char in part]


@lru_cache(maxsize=20_000)
def _plain(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).replace("đ", "d").replace("Đ", "d").casefold()
    return "".join(part for part in unicodedata.normalize("NFD", folded) if not unicodedata.combining(part))


def finds(text: str, words: list[str], language: str = "") -> list[tuple[int, int]]:
    """Where the words stand in `text`, from and to, in order and without overlap. Latin words are whole words, in any form."""
    folded, places = folded_with_places(text)
    asked = {folded_with_places(word)[0] for word in words if word}
    found = [*_as_asked(folded, asked), *_in_other_forms(folded, asked, language)]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(set(found)):
        stop = places[end - 1] + 1
        while stop < len(text) and unicodedata.combining(text[stop]):
            stop += 1
        if not apart or places[start] >= apart[-1][1]:
            apart.append((places[start], stop))
    return apart


def _as_asked(folded: str, asked: set[str]) -> Iterator[tuple[int, int]]:
    for word in asked:
        start = folded.find(word)
        while start >= 0:
            end = start + len(word)
            if not word.isascii() or not (_is_letter(folded, start - 1) or _is_letter(folded, end)):
                yield start, end
            start = folded.find(word, end)


def _in_other_forms(folded: str, asked: set[str], language: str) -> Iterator[tuple[int, int]]:
    if language not in STEMMED:
        return
    stems = {stem(language, word) for word in asked}
    for word in _LATIN_WORD.finditer(folded):
        if stem(language, word.group()) in stems:
            yield word.span()


def _is_letter(text: str, place: int) -> bool:
    return 0 <= place < len(text) and text[place].isascii() and text[place].isalnum()


def marked(text: str, words: list[str], language: str = "") -> SafeString:
    """All of a short text, its finds in <mark>."""
    return _marked(text, finds(text, words, language), 0, len(text))


def excerpt(text: str, words: list[str], language: str = "") -> SafeString:
    """The words around the first find, or "" where there is none."""
    text = " ".join(text.split())
    found = finds(text, words, language)
    if not found:
        return mark_safe("")
    start, stop = max(0, found[0][0] - BEFORE), min(len(text), found[0][1] + AFTER)
    if start and (space := text.find(" ", start, found[0][0])) >= 0:
        start = space + 1
    if stop < len(text) and (space := text.rfind(" ", found[0][1], stop)) >= 0:
        stop = space
    body = _marked(text, found[: MOST_MARKS * 4], start, stop)
    return mark_safe(f"{'… ' if start else ''}{body}{' …' if stop < len(text) else ''}")  # noqa: S308 - escaped in _marked


def _marked(text: str, found: list[tuple[int, int]], start: int, stop: int) -> SafeString:
    out, at = [], start
    for first, last in [pair for pair in found if start <= pair[0] and pair[1] <= stop][:MOST_MARKS]:
        out += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    return mark_safe("".join([*out, escape(text[at:stop])]))  # noqa: S308 - every part is escaped above

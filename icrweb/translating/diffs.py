"""Old words beside new ones: plain, for pages of readers, translators and editors."""

import difflib
import re
from dataclasses import dataclass
from html import unescape

# A word with its sign behind it in scripts with spaces; one character where words are not parted.
_UNPARTED = r"\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_PIECES = re.compile(rf"[{_UNPARTED}]|[^\s{_UNPARTED}]+|\s+")
_TAG = re.compile(r"<[^>]*>")
LONGEST = 20_000  # characters of one segment; beyond that the whole counts as changed


@dataclass(frozen=True)
class Piece:
    """A run of words, and whether it stands on this side only."""

    words: str
    changed: bool


def plain(string: str) -> str:
    """The words of one of wagtail-localize's strings, which are inline HTML."""
    return unescape(_TAG.sub("", string))


def sides(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both sentences in pieces; joined, each side's words are that sentence without its tags."""
    before, now = plain(old), plain(new)
    if len(before) + len(now) > LONGEST:
        return [Piece(before, True)], [Piece(now, True)]
    a, b = _PIECES.findall(before), _PIECES.findall(now)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a1, a2, b1, b2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        left.append(Piece("".join(a[a1:a2]), kind != "equal"))
        right.append(Piece("".join(b[b1:b2]), kind != "equal"))
    return [piece for piece in left if piece.words], [piece for piece in right if piece.words]

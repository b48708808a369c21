"""Words as somebody types them, and as wagtail-localize keeps them: inline HTML, where a new line is `<br/>` and & is `&amp;`."""

from dataclasses import dataclass
from hashlib import blake2b

from wagtail_localize.strings import StringValue


def as_typed(string: str) -> str:
    """For a text field. What could not be told from a tag when it comes back stays as it is kept."""
    lines = string.replace("<br/>", "\n")
    for shown in (_eased(lines), lines):
        if _kept(shown) == string:
            return shown
    return string


def as_string(typed: str) -> str:
    """What was typed, to be tidied by `working.write_words`."""
    return "<br/>".join(line.strip(" \t") for line in _lines(typed).strip().split("\n"))


def same(typed: str, other: str) -> bool:
    """Whether two texts of a field are the same; browsers end lines in their own way."""
    return _lines(typed).strip() == _lines(other).strip()


def _lines(typed: str) -> str:
    return typed.replace("\r\n", "\n").replace("\r", "\n")


def _eased(lines: str) -> str:
    return lines.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _kept(typed: str) -> str:
    try:
        return StringValue.from_translated_html(as_string(typed)).data
    except ValueError:
        return ""


@dataclass(frozen=True)
class Typed:
    """One field of the editor: the segment's row, what stands in it, the mark of what was seen.

    `right`: these words are right as they stand; `unfinished`: they are to be kept as a draft.
    """

    row: int
    words: str
    seen: str
    right: bool = False
    unfinished: bool = False


def mark(typed: str) -> str:
    """Of words as the editor shows them: other words have another."""
    return blake2b(_lines(typed).strip().encode(), digest_size=8).hexdigest()

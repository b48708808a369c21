"""Placeholders in texts of organizers: a fixed few, written {name}. Plain Python; no template engine ever sees such a text.

A brace that is meant as one is written twice: {{ or }}.
"""

import re
from collections.abc import Mapping

KNOWN = ("name", "seminar", "when", "where", "position", "link")
_PARTS = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class UnknownPlaceholderError(ValueError):
    """The text asks for something there is not; the argument is what stands between the braces."""


class StrayBraceError(ValueError):
    """A brace stands alone; the argument is the brace."""


def check(text: str) -> None:
    """Refuse what `fill` could not fill."""
    fill(text, dict.fromkeys(KNOWN, ""))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the values in their places; what a value says is never read for placeholders again."""

    def part(match: re.Match) -> str:
        found = match[0]
        if found in ("{{", "}}"):
            return found[0]
        if match[1] is None:
            raise StrayBraceError(found)
        if match[1] not in KNOWN:
            raise UnknownPlaceholderError(match[1])
        return values[match[1]]

    return _PARTS.sub(part, text)

"""The places of a text that are filled for each person: {name}, {dates}. Plain Python; values are never read as text with places."""

import re

OPEN = (
    "name", "native_name", "institution", "country", "role", "seminar", "dates", "starts", "place", "takes_part", "host", "issuer",
    "today", "sponsor", "flight", "hotel", "per_diem",
)  # fmt: skip
SEALED = ("passport_name", "passport_number", "passport_expires", "birth_date", "nationality", "sex", "position")
ALL = (*OPEN, *SEALED)

_PLACE = re.compile(r"\{([^{}\n]*)\}")
_LOOSE = re.compile(r"[{}]")
_HARMLESS = str.maketrans({"{": "(", "}": ")"})


def places_in(text: str) -> list[str]:
    """The names between braces, each once, in order."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def unknown_in(text: str) -> list[str]:
    """The names between braces that mean nothing here."""
    return [name for name in places_in(text) if name not in ALL]


def is_unbalanced(text: str) -> bool:
    """Whether a brace stands alone: somebody forgot its other half."""
    return bool(_LOOSE.search(_PLACE.sub("", text)))


def asks_for_passport(text: str) -> bool:
    return any(name in SEALED for name in places_in(text))


def without_passport(text: str) -> str:
    """The text without the lines that name passport data."""
    return "\n".join(line for line in text.split("\n") if not asks_for_passport(line))


def fill(text: str, values: dict[str, str]) -> str:
    """The text with the places that `values` knows filled. A line whose places are all known and all empty is left out."""
    lines = []
    for line in text.split("\n"):
        names = places_in(line)
        if names and all(name in values and not values[name] for name in names):
            continue
        lines.append(_PLACE.sub(lambda found: _said(values, found), line))
    return "\n".join(lines)


def paragraphs_of(text: str) -> list[list[str]]:
    """The lines of each paragraph; an empty line ends one."""
    parts = (part.split("\n") for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")))
    found = ([line.strip() for line in part if line.strip()] for part in parts)
    return [lines for lines in found if lines]


def _said(values: dict[str, str], found: re.Match) -> str:
    name = found.group(1)
    return values[name].translate(_HARMLESS) if name in values else found.group(0)

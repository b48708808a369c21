"""Questions from and for other systems: GIFT, Moodle XML, Aiken, CSV, QTI. Plain Python.

Every format is read into `Foreign` questions, or `Refused` ones with their line; nothing is read in part.
"""

from courses.formats import aiken, gift, moodle, moodle_writing, qti, sheets
from courses.formats.foreign import MOST_BYTES, BrokenFileError, Foreign, Image, Refused

__all__ = [
    "ENOUGH_TO_GUESS",
    "MOST_BYTES",
    "WRITERS",
    "as_table",
    "BrokenFileError",
    "Foreign",
    "Image",
    "Refused",
    "guessed",
    "read",
]

ENOUGH_TO_GUESS = 100_000
READERS = {"moodle": moodle, "gift": gift, "aiken": aiken, "csv": sheets, "qti": qti}
WRITERS = {"moodle": moodle_writing.write, "gift": gift.write}
as_table = sheets.rows  # the home of all spreadsheets makes its cells harmless and writes it


def guessed(filename: str, content: bytes) -> str:
    """The format by the file's name and how it begins."""
    ending = filename.rpartition(".")[2].lower()
    start = content[:4096].lstrip(b"\xef\xbb\xbf").lstrip()
    if qti.begins(start):
        return "qti"
    if ending == "xml" or start.startswith(b"<"):
        return "moodle"
    if ending in ("csv", "gift"):
        return ending
    return "aiken" if b"ANSWER:" in content[:ENOUGH_TO_GUESS].upper() and b"{" not in content[:ENOUGH_TO_GUESS] else "gift"


def read(kind: str, content: bytes) -> list[Foreign | Refused]:
    """The questions of a file, in its order. Raises BrokenFileError where it is none of this format."""
    return READERS[kind].read(content)

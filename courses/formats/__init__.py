"""Questions from and for other systems: GIFT, Moodle XML, Aiken, CSV. Plain Python.

Every format is read into `Foreign` questions, or `Refused` ones with their line; nothing is read in part.
"""

from courses.formats import aiken, gift, moodle, moodle_writing, sheets
from courses.formats.foreign import MOST_BYTES, BrokenFileError, Foreign, Image, Refused

__all__ = ["MOST_BYTES", "WRITERS", "BrokenFileError", "Foreign", "Image", "Refused", "guessed", "read"]

READERS = {"moodle": moodle, "gift": gift, "aiken": aiken, "csv": sheets}
# Bytes; of a table the rows, which the one home of spreadsheets makes harmless.
WRITERS = {"moodle": moodle_writing.write, "gift": gift.write, "csv": sheets.rows}


def guessed(filename: str, content: bytes) -> str:
    """The format by the file's name and how it begins."""
    ending = filename.rpartition(".")[2].lower()
    start = content[:4096].lstrip(b"\xef\xbb\xbf").lstrip()
    if ending == "xml" or start.startswith(b"<"):
        return "moodle"
    if ending in ("csv", "gift"):
        return ending
    return "aiken" if b"ANSWER:" in content[:100_000].upper() and b"{" not in content[:100_000] else "gift"


def read(kind: str, content: bytes) -> list[Foreign | Refused]:
    """The questions of a file, in its order. Raises BrokenFileError where it is none of this format."""
    return READERS[kind].read(content)

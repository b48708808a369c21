"""What both formats carry. No Django here."""

import hashlib
from dataclasses import dataclass

MOST_UNITS = 20_000
# states of ours: what XLIFF 2.1 calls them
STATES = {"": "initial", "draft": "initial", "translated": "translated", "reviewed": "reviewed", "approved": "final"}


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the translators; whoever shows it looks up the translation."""
    return sentence


class BrokenFileError(Exception):
    """The file as a whole cannot be read, for the reason `sentence`, at `line` (0 where no line is known)."""

    def __init__(self, sentence: str, line: int = 0, **values):
        super().__init__(f"line {line}: {sentence}")
        self.sentence, self.line, self.values = sentence, line, values


@dataclass(frozen=True)
class Unit:
    """A segment in a file. `seen` is the fingerprint of source and words when the file was made, "" where it names none."""

    id: str
    path: str
    order: int
    source: str
    target: str
    state: str = ""
    note: str = ""
    seen: str = ""
    line: int = 0


@dataclass(frozen=True)
class Head:
    """Of what, in which languages."""

    name: str
    key: str
    source_language: str
    language: str


def fingerprint(source: str, target: str) -> str:
    """Tells whether source and words are still those of the file: two short hashes, of the source and of the words."""
    return f"{_short(source)}-{_short(target)}"


def same_source(seen: str, source: str) -> bool:
    return seen.partition("-")[0] == _short(source)


def same_words(seen: str, target: str) -> bool:
    return seen.partition("-")[2] == _short(target)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]

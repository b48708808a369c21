"""Aiken, in: a question in a line, choices behind letters, and the letter that is right. No Django here."""

import re
from collections.abc import Iterator

from courses.asking.written import Part, Written, gettext_noop
from courses.formats import rich
from courses.formats.foreign import Foreign, Refused, UnheldError, attempted, few_enough, text_of

_CHOICE = re.compile(r"\s*([A-Z])[.)]\s+(.*)")
_ANSWER = re.compile(r"\s*ANSWER\s*:\s*(.*?)\s*", re.IGNORECASE)


def read(content: bytes) -> list[Foreign | Refused]:
    found = [
        attempted(rich.one_line(lines[0])[:80], line, lambda lines=lines, line=line: _question(lines, line))
        for line, lines in _blocks(text_of(content))
    ]
    return few_enough(found)


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each ends with its answer; what stands behind the last answer is a question without one."""
    lines: list[str] = []
    began = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        began = began if lines else number
        lines.append(line)
        if _ANSWER.fullmatch(line):
            yield began, lines
            lines = []
    if lines:
        yield began, lines


def _question(lines: list[str], line: int) -> Foreign:
    answer = _ANSWER.fullmatch(lines[-1])
    if answer is None:
        raise UnheldError(gettext_noop("It has no line “ANSWER: A”."))
    first = next((number for number, one in enumerate(lines) if _CHOICE.fullmatch(one)), len(lines) - 1)
    choices = [_CHOICE.fullmatch(one) for one in lines[first:-1]]
    if not first or len(choices) < 2 or not all(choices):
        raise UnheldError(
            gettext_noop("Write the question first, then at least two choices: “A. words” or “A) words”, each in a line.")
        )
    letters = [choice[1] for choice in choices if choice]
    if letters.count(answer[1].upper()) != 1 or len(set(letters)) < len(letters):
        raise UnheldError(gettext_noop("The answer “%(letter)s” is not the letter of one choice."), letter=answer[1][:20])
    stem = "\n".join(lines[:first])
    parts = tuple(
        Part(str(number), rich.one_line(choice[2]), right=choice[1] == answer[1].upper())
        for number, choice in enumerate(choices)
        if choice
    )
    return Foreign(rich.one_line(stem), Written("single", rich.of_plain(stem), parts), line=line)

"""Gaps as Moodle writes them into a text: `{1:MULTICHOICE:=yes#why~no}`. No Django here."""

import re
from html import escape, unescape

from courses.asking.arranging import GAP
from courses.asking.written import Part, Written, gettext_noop
from courses.formats import rich
from courses.formats.foreign import UnheldError, decimal

_GAP = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^\\{}])*)\}", re.DOTALL)
_DROP_DOWN = re.compile(r"(?:MULTICHOICE|MC)(?:_?[SVH]{1,2})?")
_ONE = re.compile(r"(=|%-?[\d.]+%)?((?:\\.|&#\w+;|[^\\~#])*)(?:#((?:\\.|[^\\~])*))?", re.DOTALL)
_BETWEEN = re.compile(r"(?:\\.|[^\\~])+", re.DOTALL)


def embedded(stem: str) -> tuple[str, tuple[Part, ...]]:
    """The HTML of a stem with its gaps taken out and numbered, and the gaps."""
    gaps: list[Part] = []

    def gap(match) -> str:
        if not _DROP_DOWN.fullmatch(match[2]):
            raise UnheldError(gettext_noop("A gap of the kind “%(kind)s” has no place here: ours are drop-downs."), kind=match[2])
        if match[1] not in ("", "1"):
            raise UnheldError(gettext_noop("Its gaps count differently. Ours count alike."))
        gaps.append(_gap(len(gaps), match[3]))
        return f"[[{len(gaps)}]]"

    if GAP.search(stem):
        raise UnheldError(gettext_noop("Its text has [[1]] or the like, which marks a gap here."))
    text = _GAP.sub(gap, stem)
    if not gaps:
        raise UnheldError(gettext_noop("It has no gap that can be read."))
    return text, tuple(gaps)


def _gap(number: int, inside: str) -> Part:
    options, said = [], []
    for place, one in enumerate(_BETWEEN.findall(inside)):
        match = _ONE.fullmatch(one)
        if match is None:
            raise UnheldError(gettext_noop("A choice of gap %(number)s cannot be read."), number=number + 1)
        share = "100" if match[1] == "=" else (match[1] or "0").strip("%")
        if decimal(share) not in (0, 100):
            raise UnheldError(gettext_noop("Choices of gap %(number)s earn a part. Ours are right or wrong."), number=number + 1)
        right = decimal(share) == 100
        text, feedback = _words(match[2]), _words(match[3] or "")
        options.append(Part(f"{number}.{place}", text, right=right))
        if feedback:
            said.append(feedback if right else f"{text}: {feedback}")
    if sum(option.right for option in options) != 1:
        raise UnheldError(gettext_noop("Gap %(number)s has no right choice, or several. Ours have one."), number=number + 1)
    return Part(str(number), feedback="\n".join(said), options=tuple(options))


def _words(text: str) -> str:
    return rich.one_line(unescape(re.sub(r"\\(.)", r"\1", re.sub(r"<[^>]*>", "", text))))


def embed(written: Written) -> str:
    """The stem with its gaps written out."""

    def gap(match) -> str:
        part = written.parts[int(match[1]) - 1] if 0 < int(match[1]) <= len(written.parts) else None
        if part is None:
            raise UnheldError(gettext_noop("Gap %(number)s has no choices yet."), number=match[1])
        options = [f"{'=' if option.right else ''}{_escaped(option.text)}" for option in part.options]
        return "{1:MULTICHOICE:" + "~".join(options) + "}"

    return GAP.sub(gap, written.stem)


def _escaped(text: str) -> str:
    """With numbers for what parts choices: Moodle reads these everywhere, but not every backslash."""
    return re.sub(r"[~=#{}\\%]", lambda sign: f"&#{ord(sign[0])};", escape(text, quote=False))

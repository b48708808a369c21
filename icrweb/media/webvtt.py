"""Reading captions in WebVTT (W3C, Candidate Recommendation of 4 April 2019), strictly: whoever writes them learns what to mend.

Stricter than a browser, which passes over what it does not understand: a caption that vanishes is a sentence not heard.
"""

import re
from dataclasses import dataclass
from html import unescape

MOST_CHARACTERS = 500_000
_TIME = r"(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}((?:[ \t]+\w+:\S+)*)[ \t]*", re.ASCII)
_TAG = re.compile(r"<(/?)(c|i|b|u|v|lang|ruby|rt)((?:\.[\w-]+)*)([ \t][^<>]*)?>|<" + _TIME + ">", re.ASCII)
_ANY_TAG = re.compile(r"<[^>]*>?|>")


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the translators; whoever shows it looks up the translation."""
    return sentence


SENTENCES = {
    "long": gettext_noop("Line %(line)s: these captions are too long. Split the recording."),
    "not_webvtt": gettext_noop("Line %(line)s: begin with a line WEBVTT."),
    "no_blank": gettext_noop("Line %(line)s: leave an empty line below WEBVTT."),
    "style": gettext_noop("Line %(line)s: take out the block STYLE or REGION. How captions look is the reader's choice."),
    "timing": gettext_noop("Line %(line)s: write the time line as 00:01.000 --> 00:04.000, with three digits behind the point."),
    "times": gettext_noop("Line %(line)s: the end must be later than the start."),
    "order": gettext_noop("Line %(line)s: this caption starts before the one above it. Put captions in order."),
    "empty": gettext_noop("Line %(line)s: there are no words. Write them below the time line."),
    "tag": gettext_noop(
        "Line %(line)s: take out what stands in < >. Only i, b, u, c, v, lang and ruby are known; write < as &lt;."
    ),
    "arrow": gettext_noop("Line %(line)s: leave an empty line between the words and the next time line."),
}


class BrokenCaptionsError(Exception):
    """Line `line` of the text is not WebVTT, for the reason `code`."""

    def __init__(self, line: int, code: str):
        super().__init__(f"line {line}: {code}")
        self.line, self.code = line, code


@dataclass(frozen=True)
class Cue:
    """One caption: from and to, in seconds, and its words without marks."""

    start: float
    end: float
    text: str


def cues_of(text: str) -> list[Cue]:
    """The captions in order. Raises BrokenCaptionsError: not_webvtt, no_blank, style, timing, times, order, empty, tag, arrow, long."""
    if len(text) > MOST_CHARACTERS:
        raise BrokenCaptionsError(1, "long")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise BrokenCaptionsError(1, "not_webvtt")
    if len(lines) > 1 and lines[1].strip():
        raise BrokenCaptionsError(2, "no_blank")
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        if re.match(r"NOTE(?:\s|$)", block[0]):
            continue
        if re.match(r"(STYLE|REGION)\s*$", block[0]):
            raise BrokenCaptionsError(number, "style")
        cues.append(_cue(number, block, cues[-1].start if cues else 0.0))
    if not cues:
        raise BrokenCaptionsError(len(lines), "empty")
    return cues


def _blocks(lines: list[str]):
    """Stretches between blank lines, each with the number of its first line, after the head."""
    block: list[str] = []
    for number, line in enumerate([*lines[1:], ""], 2):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(number: int, block: list[str], not_before: float) -> Cue:
    at = 0 if "-->" in block[0] else 1
    if len(block) <= at or not (timing := _TIMING.fullmatch(block[at].strip())):
        raise BrokenCaptionsError(number + min(at, len(block) - 1), "timing")
    start, end = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:8])
    if end <= start:
        raise BrokenCaptionsError(number + at, "times")
    if start < not_before:
        raise BrokenCaptionsError(number + at, "order")
    words = [_plain(line, number + at + 1 + offset) for offset, line in enumerate(block[at + 1 :])]
    if not any(words):
        raise BrokenCaptionsError(number + at, "empty")
    return Cue(start, end, "\n".join(words))


def _seconds(parts) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _plain(line: str, number: int) -> str:
    """The words of a line. Marks that WebVTT knows are taken out; anything else in angle brackets is refused."""
    if "-->" in line:
        raise BrokenCaptionsError(number, "arrow")
    bare = _TAG.sub("", line)
    if _ANY_TAG.search(bare):
        raise BrokenCaptionsError(number, "tag")
    return " ".join(unescape(bare).replace("\u200e", "").replace("\u200f", "").split())

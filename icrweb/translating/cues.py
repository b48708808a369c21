"""Captions cue by cue: the words of another language into the times of the source. No Django here."""

import re
from dataclasses import dataclass

from icrweb.media.webvtt import cues_of

# Characters a second that people read without hurry; scripts that say more with a sign allow fewer.
_READ_IN_A_SECOND = {"ja": 7, "zh-hans": 9, "zh-hant": 9, "ko": 12}
_ELSEWHERE = 20
_BLANK_LINES = re.compile(r"\n\s*\n+")
_MARKS = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class TimedCue:
    """A cue as it stands in a track: what is above its words (identifier, times and settings), its words, its seconds."""

    head: str
    words: str
    seconds: float

    @property
    def timing(self) -> str:
        return self.head.rpartition("\n")[2]


def timed_cues(text: str) -> list[TimedCue]:
    """The cues of a track. Raises BrokenCaptionsError."""
    lengths = [cue.end - cue.start for cue in cues_of(text)]
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")[1:]
    blocks = [block.strip("\n") for block in _BLANK_LINES.split("\n".join(lines))]
    found = []
    for block in blocks:
        if not block.strip() or re.match(r"NOTE(?:\s|$)", block):
            continue
        rows = block.split("\n")
        at = 1 if "-->" in rows[0] else 2
        found.append(TimedCue("\n".join(rows[:at]), "\n".join(rows[at:]), lengths[len(found)]))
    return found


def track_of(cues: list[TimedCue], words: list[str]) -> str:
    """A track with the times, settings and identifiers of `cues` and these words. A cue without words is left out."""
    said = [f"{cue.head}\n{tidy(text)}\n" for cue, text in zip(cues, words, strict=True) if tidy(text)]
    return "\n".join(["WEBVTT\n", *said])


def tidy(words: str) -> str:
    """Words as a cue can hold them: no empty line in between."""
    lines = (" ".join(line.split()) for line in words.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def too_quick(words: str, seconds: float, language: str) -> bool:
    """Whether the words are more than people read in that time: a hint, not a rule."""
    letters = len(re.sub(r"\s", "", _MARKS.sub("", words)) if language in _READ_IN_A_SECOND else _MARKS.sub("", words).strip())
    return letters > seconds * _READ_IN_A_SECOND.get(language, _ELSEWHERE)

"""Captions as WebVTT files beside their recording, `clocks.ja.vtt`; other kinds say so, `clocks.ja.subtitles.vtt`. No Django here."""

import re

from courses.files.text import FileError, gettext_noop
from icrweb.media.webvtt import SENTENCES, BrokenCaptionsError, cues_of

USUAL = "captions"
_NAME = re.compile(r".+?\.(?P<language>[a-z]{2,3}(?:-[A-Za-z]{2,8})?)(?:\.(?P<kind>[a-z]+))?\.vtt")


def name_of(stem: str, track: dict) -> str:
    kind = "" if track["kind"] == USUAL else f".{track['kind']}"
    return f"{stem}.{track['language']}{kind}.vtt"


def read_track(place: str, text: str) -> dict:
    """Language and kind from the name, the words from the file. Raises FileError with the line that is not WebVTT."""
    match = _NAME.fullmatch(place.rpartition("/")[2])
    if not match:
        raise FileError(place, gettext_noop("Name captions by recording and language: clocks.ja.vtt"))
    try:
        cues_of(text)
    except BrokenCaptionsError as broken:
        raise FileError(place, SENTENCES[broken.code], 0, line=broken.line) from broken
    return {"language": match["language"], "kind": match["kind"] or USUAL, "text": text}

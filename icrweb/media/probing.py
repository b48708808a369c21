"""What an uploaded file is, by its bytes: MP4 (video, or audio as M4A) and MP3. Its name is not asked."""

import struct
from dataclasses import dataclass
from typing import BinaryIO

from tinytag import TinyTag, TinyTagException

_CONTAINERS = {b"moov", b"trak", b"mdia"}
_LONGEST = 24 * 3600.0
_MOST_BOXES = 10_000
_DEEPEST = 3  # movie, track, media


class NotPlayableError(Exception):
    """The file is no video or audio that every browser plays; `code` is unknown, broken or no_length."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Facts:
    """What the bytes say: `duration` in seconds, width and height in pixels (0 for audio)."""

    kind: str
    mime: str
    extension: str
    duration: float
    width: int = 0
    height: int = 0
    sound: bool = True


def facts_of(file: BinaryIO) -> Facts:
    """Read a few kilobytes here and there, whatever the file's size. Raises NotPlayableError."""
    file.seek(0)
    start = file.read(12)
    if start[4:8] == b"ftyp":
        return _mp4(file)
    if start[:3] == b"ID3" or (len(start) > 1 and start[0] == 0xFF and start[1] & 0xE6 == 0xE2):
        return _mp3(file)
    raise NotPlayableError("unknown")


def _mp3(file: BinaryIO) -> Facts:
    file.seek(0)
    try:
        tag = TinyTag.get(file_obj=file, tags=False, filename="a.mp3")
    except (TinyTagException, struct.error, ValueError, IndexError, KeyError) as error:
        raise NotPlayableError("broken") from error
    if not tag.samplerate:
        raise NotPlayableError("broken")
    return Facts("audio", "audio/mpeg", "mp3", _checked(tag.duration or 0))


def _mp4(file: BinaryIO) -> Facts:
    """The movie header says how long, the track headers how wide (ISO/IEC 14496-12)."""
    file.seek(0, 2)
    duration, tracks = 0.0, []
    for number, (kind, start, end) in enumerate(_walk(file, 0, file.tell())):
        if number > _MOST_BOXES:
            raise NotPlayableError("broken")
        if kind == b"mvhd":
            duration = _length(_read(file, start, min(end - start, 32)))
        elif kind == b"trak":
            tracks.append({"size": (0, 0), "handler": b""})
        elif kind == b"tkhd" and tracks and end - start >= 84:
            tracks[-1]["size"] = tuple(side >> 16 for side in struct.unpack(">II", _read(file, end - 8, 8)))
        elif kind == b"hdlr" and tracks and not tracks[-1]["handler"]:
            tracks[-1]["handler"] = _read(file, start, 12)[8:12]
    pictures = [track["size"] for track in tracks if track["handler"] == b"vide"]
    sound = any(track["handler"] == b"soun" for track in tracks)
    if not pictures and not sound:
        raise NotPlayableError("broken")
    if not pictures:
        return Facts("audio", "audio/mp4", "m4a", _checked(duration))
    return Facts("video", "video/mp4", "mp4", _checked(duration), *pictures[0], sound)


def _walk(file: BinaryIO, start: int, end: int, depth: int = 0):
    """Every box between two places, and the boxes inside those that hold boxes."""
    while start + 8 <= end:
        length, kind = struct.unpack(">I4s", _read(file, start, 8))
        head = 8
        if length == 1:
            length, head = struct.unpack(">Q", _read(file, start + 8, 8))[0], 16
        elif length == 0:
            length = end - start
        if length < head or start + length > end:
            raise NotPlayableError("broken")
        yield kind, start + head, start + length
        if kind in _CONTAINERS and depth < _DEEPEST:
            yield from _walk(file, start + head, start + length, depth + 1)
        start += length


def _read(file: BinaryIO, start: int, length: int) -> bytes:
    file.seek(start)
    data = file.read(length)
    if len(data) < length:
        raise NotPlayableError("broken")
    return data


def _length(header: bytes) -> float:
    """Seconds, from a movie header of version 0 (32 bits) or 1 (64 bits)."""
    try:
        scale, ticks = struct.unpack_from(">20xIQ" if header[:1] == b"\x01" else ">12xII", header)
    except struct.error as error:
        raise NotPlayableError("broken") from error
    return ticks / scale if scale else 0.0


def _checked(duration: float) -> float:
    if not 0 < duration < _LONGEST:
        raise NotPlayableError("no_length")
    return round(duration, 3)

"""Zip archives that anybody may have made, unpacked without trust. No Django here.

Nothing in an archive decides where or how much is written: names are checked before the first byte, bytes are counted while they
are inflated, and every file gets a name of our own in a folder of our own.
"""

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from courses.files.text import FileError, gettext_noop

MAX_ENTRIES = 5_000
MAX_DIRECTORY = 4_000_000  # bytes of the list of entries
MAX_TOTAL = 300_000_000
MAX_RATIO = 100
SMALL = 200_000  # below this a file may be as regular as it likes
MAX_TEXT = 2_000_000
MAX_DEPTH = 6
MAX_NAME = 250
TEXTS = {"md", "yaml", "vtt", "csv", "txt"}
# What zipfile and zlib raise at an archive that is broken, cut off, locked (RuntimeError) or packed in a way that they do not know
# (NotImplementedError, which is a RuntimeError). None of it is a bug of ours: the archive is refused with a sentence.
BAD_ARCHIVE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)


def inflate(
    source: BinaryIO, into: Path, endings: set[str], look: Callable[[str, Path], None], most: int = MAX_TOTAL
) -> tuple[dict[str, Path], list[str]]:
    """The files with these endings, each after `look`, and the names of those that were left out. Raises FileError."""
    _refuse_too_many(source)
    try:
        with zipfile.ZipFile(source) as archive:
            wanted, left_out = _wanted(archive, endings, most)
            return _inflate(archive, wanted, into, look, most), left_out
    except BAD_ARCHIVE as error:
        raise FileError("zip", gettext_noop("This is not a zip file that can be read. Pack it again.")) from error


def _refuse_too_many(source: BinaryIO) -> None:
    """Look at the end of the archive before anybody lists it."""
    source.seek(0, 2)
    size = source.tell()
    source.seek(max(0, size - 65_557))
    tail = source.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        raise FileError("zip", gettext_noop("This is not a zip file that can be read. Pack it again."))
    entries, directory = (
        struct.unpack("<H", tail[place + 10 : place + 12])[0],
        struct.unpack("<I", tail[place + 12 : place + 16])[0],
    )
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY:
        sentence = gettext_noop("This archive has more than %(limit)s files. Split it.")
        raise FileError("zip", sentence, limit=MAX_ENTRIES)
    if b"PK\x06\x07" in tail[max(0, place - 20) : place]:
        raise FileError("zip", gettext_noop("This archive is of the kind for very large files. Pack it again, without zip64."))
    source.seek(0)


def _wanted(archive: zipfile.ZipFile, endings: set[str], most: int) -> tuple[list[zipfile.ZipInfo], list[str]]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        sentence = gettext_noop("This archive has more than %(limit)s files. Split it.")
        raise FileError("zip", sentence, limit=MAX_ENTRIES)
    wanted, left_out, seen, total = [], [], set(), 0
    for entry in entries:
        name = entry.filename
        _refuse_name(entry, name)
        if entry.is_dir():
            continue
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            raise FileError(name[:MAX_NAME], gettext_noop("Two files have this name. Keep one."))
        seen.add(folded)
        total += entry.file_size
        _refuse_size(entry, total, most)
        if any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts):
            continue
        if ending_of(name) in endings:
            wanted.append(entry)
        else:
            left_out.append(name)
    _refuse_overlaps(entries)
    return wanted, left_out


def _refuse_name(entry: zipfile.ZipInfo, name: str) -> None:
    parts = name.rstrip("/").split("/")
    shown = name[:MAX_NAME]
    if "\\" in name or "\\" in entry.orig_filename or name.startswith("/") or re.match(r"[A-Za-z]:", name):
        raise FileError(shown, gettext_noop("Names of files are relative, with “/” between folders."))
    if any(part in ("", ".", "..") for part in parts) or re.search(r"[\x00-\x1f\x7f]", entry.orig_filename):
        raise FileError(shown, gettext_noop("This name leads out of the folder, or is no name."))
    if len(name) > MAX_NAME or len(parts) > MAX_DEPTH:
        raise FileError(shown, gettext_noop("This name is too long, or lies too deep."))
    if not entry.flag_bits & 0x800 and not name.isascii():
        raise FileError(shown, gettext_noop("Pack the archive with names in UTF-8."))
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise FileError(shown, gettext_noop("Links are refused. Put the file itself here."))
    if entry.flag_bits & 0x1:
        raise FileError(shown, gettext_noop("This file is locked with a password. Pack the archive without one."))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileError(shown, gettext_noop("Pack the archive with the usual compression (deflate)."))


def _refuse_size(entry: zipfile.ZipInfo, total: int, most: int) -> None:
    if total > most:
        raise FileError("zip", gettext_noop("Unpacked, this archive is larger than %(limit)s MB."), limit=most // 10**6)
    if ending_of(entry.filename) in TEXTS and entry.file_size > MAX_TEXT:
        raise FileError(entry.filename, gettext_noop("This text is larger than 2 MB. Split it into smaller parts."))
    if entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise FileError(entry.filename, gettext_noop("This file is packed more tightly than honest content is."))


def _refuse_overlaps(entries: list[zipfile.ZipInfo]) -> None:
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise FileError(entry.filename[:MAX_NAME], gettext_noop("Two files share the same bytes. Pack the archive again."))
        end = entry.header_offset + 30 + entry.compress_size


def _inflate(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], into: Path, look: Callable[[str, Path], None], most: int
) -> dict[str, Path]:
    files, total = {}, 0
    for number, entry in enumerate(entries):
        path = into / f"{number:05}"
        with archive.open(entry) as packed, path.open("wb") as target:
            while chunk := packed.read(1 << 18):
                total += len(chunk)
                if total > most:
                    raise FileError("zip", gettext_noop("Unpacked, this archive is larger than %(limit)s MB."), limit=most // 10**6)
                target.write(chunk)
        look(entry.filename, path)
        files[entry.filename] = path
    return files


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""

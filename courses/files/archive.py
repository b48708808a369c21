"""Zip archives of courses: written alike every time, and read without trust. No Django here.

Nothing in an archive decides where or how much is written: names are checked before the first byte, bytes are counted while they
are inflated, and every file gets a name of our own in a folder of our own.
"""

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import filetype

from courses.files.items import Tree
from courses.files.text import FileError, gettext_noop

MAX_ENTRIES = 5_000
MAX_DIRECTORY = 4_000_000  # bytes of the list of entries
MAX_TOTAL = 300_000_000
MAX_RATIO = 100
SMALL = 200_000  # below this a file may be as regular as it likes
MAX_TEXT = 2_000_000
MAX_LINE = 100_000
MAX_DEPTH = 6
MAX_NAME = 250

TEXTS = {"md", "yaml", "vtt", "csv", "txt"}
CONTENT = {
    "png": ("image/png",),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "gif": ("image/gif",),
    "webp": ("image/webp",),
    "avif": ("image/avif",),
    "pdf": ("application/pdf",),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "application/zip"),
    "odt": ("application/vnd.oasis.opendocument.text", "application/zip"),
    "mp4": ("video/mp4", "video/x-m4v", "video/quicktime"),
    "m4a": ("audio/mp4", "video/mp4", "audio/x-m4a"),
    "webm": ("video/webm", "video/x-matroska"),
    "mp3": ("audio/mpeg",),
    "wav": ("audio/x-wav", "audio/wav"),
    "ogg": ("audio/ogg", "video/ogg"),
    "svg": (),
}
# What zipfile and zlib raise at an archive that is broken, cut off, locked (RuntimeError) or packed in a way that they do not know
# (NotImplementedError, which is a RuntimeError). None of it is a bug of ours: the archive is refused with a sentence.
BAD_ARCHIVE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
_SCRIPT = re.compile(
    rb"<\s*(script|foreignobject|iframe|handler|set|animate)|\son\w+\s*=|javascript:|data:\s*text|<!entity|<!doctype|@import", re.I
)
_OUTSIDE = re.compile(rb"(?:href|src)\s*=\s*[\"'](?!#|data:image/(?:png|jpeg|webp|gif);)", re.I)


def pack(folder: str, texts: dict[str, str], files: Iterable[tuple[str, BinaryIO]], out: BinaryIO) -> None:
    """Write a course as a zip archive below one folder; the same course gives the same bytes."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=False) as archive:
        for name in sorted(texts):
            archive.writestr(_entry(f"{folder}/{name}"), texts[name].encode())
        for name, opened in files:
            with opened, archive.open(_entry(f"{folder}/{name}"), "w") as target:
                while chunk := opened.read(1 << 20):
                    target.write(chunk)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    return entry


def unpack(source: BinaryIO, into: Path) -> tuple[Tree, str, list[str]]:
    """The files of an archive below `into`, the name of its folder, and the entries that were left out. Raises FileError."""
    _refuse_too_many(source)
    try:
        with zipfile.ZipFile(source) as archive:
            wanted, left_out = _wanted(archive)
            files = _inflate(archive, wanted, into)
    except BAD_ARCHIVE as error:
        raise FileError("zip", gettext_noop("This is not a zip file that can be read. Export the course again.")) from error
    tree, folder = _below_one_folder(files)
    return tree, folder, left_out


def _refuse_too_many(source: BinaryIO) -> None:
    """Look at the end of the archive before anybody lists it."""
    source.seek(0, 2)
    size = source.tell()
    source.seek(max(0, size - 65_557))
    tail = source.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        raise FileError("zip", gettext_noop("This is not a zip file that can be read. Export the course again."))
    entries, directory = (
        struct.unpack("<H", tail[place + 10 : place + 12])[0],
        struct.unpack("<I", tail[place + 12 : place + 16])[0],
    )
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY:
        sentence = gettext_noop("This archive has more than %(limit)s files. Split the course.")
        raise FileError("zip", sentence, limit=MAX_ENTRIES)
    if b"PK\x06\x07" in tail[max(0, place - 20) : place]:
        raise FileError("zip", gettext_noop("This archive is of the kind for very large files. Pack it again, without zip64."))
    source.seek(0)


def _wanted(archive: zipfile.ZipFile) -> tuple[list[zipfile.ZipInfo], list[str]]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        sentence = gettext_noop("This archive has more than %(limit)s files. Split the course.")
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
        _refuse_size(entry, total)
        if any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts):
            continue
        if _ending(name) in TEXTS or _ending(name) in CONTENT:
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


def _refuse_size(entry: zipfile.ZipInfo, total: int) -> None:
    if total > MAX_TOTAL:
        raise FileError("zip", gettext_noop("Unpacked, this archive is larger than %(limit)s MB."), limit=MAX_TOTAL // 1_000_000)
    if _ending(entry.filename) in TEXTS and entry.file_size > MAX_TEXT:
        raise FileError(entry.filename, gettext_noop("This text is larger than 2 MB. Split it into smaller parts."))
    if entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise FileError(entry.filename, gettext_noop("This file is packed more tightly than honest content is."))


def _refuse_overlaps(entries: list[zipfile.ZipInfo]) -> None:
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise FileError(entry.filename[:MAX_NAME], gettext_noop("Two files share the same bytes. Export the course again."))
        end = entry.header_offset + 30 + entry.compress_size


def _inflate(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], into: Path) -> dict[str, Path]:
    files, total = {}, 0
    for number, entry in enumerate(entries):
        path = into / f"{number:05}"
        with archive.open(entry) as packed, path.open("wb") as target:
            while chunk := packed.read(1 << 18):
                total += len(chunk)
                if total > MAX_TOTAL:
                    raise FileError(
                        "zip", gettext_noop("Unpacked, this archive is larger than %(limit)s MB."), limit=MAX_TOTAL // 10**6
                    )
                target.write(chunk)
        refuse_content(entry.filename, path)
        files[entry.filename] = path
    return files


def refuse_content(name: str, path: Path) -> None:
    """Raises FileError where a file's bytes are not what its name says."""
    ending = _ending(name)
    if ending in TEXTS:
        _refuse_text(name, path)
    elif ending == "svg":
        _refuse_svg(name, path.read_bytes() if path.stat().st_size <= MAX_TEXT else b"<script")
    elif ending in CONTENT:
        with path.open("rb") as opened:
            found = filetype.guess_mime(opened.read(8192))
        if found not in CONTENT[ending]:
            sentence = gettext_noop("By its content this is not a file of the kind “%(kind)s”.")
            raise FileError(name, sentence, kind=ending)


def _refuse_text(name: str, path: Path) -> None:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileError(name, gettext_noop("Save this file as UTF-8."), content[: error.start].count(b"\n") + 1) from error
    if "\x00" in text:
        raise FileError(name, gettext_noop("Save this file as UTF-8."))
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise FileError(name, gettext_noop("This line is longer than 100,000 characters."), number)


def _refuse_svg(name: str, content: bytes) -> None:
    if b"<svg" not in content[:4096].lower() or _SCRIPT.search(content) or _OUTSIDE.search(content):
        sentence = gettext_noop("This drawing has a script, a link to elsewhere, or is no SVG. Save it as a plain SVG.")
        raise FileError(name, sentence)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _below_one_folder(files: dict[str, Path]) -> tuple[Tree, str]:
    """The folder that holds course.yaml becomes the top."""
    tops = [name.removesuffix("course.yaml") for name in files if name == "course.yaml" or name.endswith("/course.yaml")]
    if len(tops) != 1:
        raise FileError("course.yaml", gettext_noop("An archive holds one course: one file course.yaml in its top folder."))
    top = tops[0]
    return Tree({name[len(top) :]: path for name, path in files.items() if name.startswith(top)}), top.rstrip("/").rpartition("/")[
        2
    ]

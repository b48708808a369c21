"""Zip archives of courses: written alike every time, and read without trust. No Django here."""

import re
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import filetype

from courses.files.items import Tree
from courses.files.text import FileError, gettext_noop
from courses.files.unzipping import MAX_TEXT, TEXTS, ending_of, inflate

MAX_LINE = 100_000

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
    files, left_out = inflate(source, into, TEXTS | set(CONTENT), refuse_content)
    tree, folder = _below_one_folder(files)
    return tree, folder, left_out


def refuse_content(name: str, path: Path) -> None:
    """Raises FileError where a file's bytes are not what its name says."""
    ending = ending_of(name)
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


def _below_one_folder(files: dict[str, Path]) -> tuple[Tree, str]:
    """The folder that holds course.yaml becomes the top."""
    tops = [name.removesuffix("course.yaml") for name in files if name == "course.yaml" or name.endswith("/course.yaml")]
    if len(tops) != 1:
        raise FileError("course.yaml", gettext_noop("An archive holds one course: one file course.yaml in its top folder."))
    top = tops[0]
    return Tree({name[len(top) :]: path for name, path in files.items() if name.startswith(top)}), top.rstrip("/").rpartition("/")[
        2
    ]

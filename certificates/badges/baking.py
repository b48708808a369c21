"""A badge inside its picture, as Open Badges 3.0 bakes it, and out again: a text chunk of a PNG, an element of an SVG."""

import struct
import zlib
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

MOST = 256 * 1024  # bytes of text; a badge has some thousands
_PNG = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"openbadgecredential"
_SVG_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"


class NoBadgeError(ValueError):
    """There is no badge in this file."""


def bake_png(picture: bytes, text: str) -> bytes:
    """The picture with the badge in an iTXt chunk before its last one."""
    chunks = list(_chunks(picture))
    chunks.insert(-1, (b"iTXt", _KEYWORD + b"\0\0\0\0\0" + text.encode()))
    return _PNG + b"".join(
        struct.pack("!I", len(content)) + kind + content + struct.pack("!I", zlib.crc32(kind + content)) for kind, content in chunks
    )


def bake_svg(picture: bytes, text: str) -> bytes:
    """The picture with the badge as the first element in its root."""
    head, start, rest = picture.decode().partition("<svg")
    attributes, close, shapes = rest.partition(">")
    badge = f'<openbadges:credential xmlns:openbadges="{_SVG_NAMESPACE}">{escape(text)}</openbadges:credential>'
    return f"{head}{start}{attributes}{close}{badge}{shapes}".encode()


def text_in(content: bytes) -> str:
    """The badge in a PNG, an SVG or a plain JSON file, as text."""
    if content.startswith(_PNG):
        return _text_in_png(content)
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise NoBadgeError from error
    return _text_in_svg(text) if text.startswith("<") else text


def _chunks(picture: bytes):
    if not picture.startswith(_PNG):
        raise NoBadgeError
    place = len(_PNG)
    while place + 12 <= len(picture):
        length, kind = struct.unpack_from("!I4s", picture, place)
        if place + 12 + length > len(picture):
            raise NoBadgeError
        yield kind, picture[place + 8 : place + 8 + length]
        place += 12 + length


def _text_in_png(picture: bytes) -> str:
    for kind, content in _chunks(picture):
        keyword, _zero, rest = content.partition(b"\0")
        if kind != b"iTXt" or keyword != _KEYWORD or len(rest) < 4:
            continue
        compressed, parts = rest[0], rest[2:].split(b"\0", 2)
        if len(parts) == 3:
            return _utf8(_inflated(parts[2]) if compressed else parts[2])
    raise NoBadgeError


def _inflated(content: bytes) -> bytes:
    """No more than a badge may have: a small file can hold very much."""
    inflating = zlib.decompressobj()
    try:
        text = inflating.decompress(content, MOST)
    except zlib.error as error:
        raise NoBadgeError from error
    if inflating.unconsumed_tail:
        raise NoBadgeError
    return text


def _text_in_svg(picture: str) -> str:
    try:
        root = fromstring(picture)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise NoBadgeError from error
    found = root.find(f".//{{{_SVG_NAMESPACE}}}credential")
    text = found is not None and (found.get("verify") or found.text or "").strip()
    if not text:
        raise NoBadgeError
    return text


def _utf8(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise NoBadgeError from error

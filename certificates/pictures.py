"""Logos, signatures and seals: judged by their bytes, kept private under their own hash, and never thrown away.

So nothing that is done to an upload or a template changes a paper that may still be printed from it.
"""

import hashlib
from base64 import b64encode
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.Image import DecompressionBombError

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 16_000_000
LARGEST = (700, 350)  # pixels a paper needs: 300 to the inch at 60 by 30 mm
COLOURS = 96  # keeps a paper with five pictures small
FORMATS = ("PNG", "JPEG", "WEBP")


def keep(upload) -> str:
    """Check what was sent, make it small, strip all but the picture, keep it; returns its SHA-256."""
    if upload.size > MOST_BYTES:
        raise ValidationError(_("This picture has more than 2 MB. Save it smaller, about 1200 pixels wide."), code="large")
    content = _as_printed(upload)
    digest = hashlib.sha256(content).hexdigest()
    storage, name = storages["private"], _name(digest)
    if not storage.exists(name):
        storage.save(name, ContentFile(content))
    return digest


def is_kept(digest: str) -> bool:
    return len(digest) == 64 and digest.isalnum() and storages["private"].exists(_name(digest))


def content_of(digest: str) -> bytes:
    with storages["private"].open(_name(digest)) as file:
        return file.read()


def as_svg(digest: str) -> str:
    """The picture inside an SVG, as the typesetter takes it; an empty string for none."""
    if not digest:
        return ""
    content = content_of(digest)
    width, height = Image.open(BytesIO(content)).size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/png;base64,{b64encode(content).decode()}"/></svg>'
    )


def _as_printed(upload) -> bytes:
    try:
        with Image.open(upload, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("This picture has too many pixels. Save it about 1200 pixels wide."), code="large")
            picture = ImageOps.exif_transpose(picture.convert("RGBA"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, DecompressionBombError) as error:
        raise ValidationError(_("This picture cannot be opened. Save it again as PNG, JPEG or WebP."), code="unreadable") from error
    picture.thumbnail(LARGEST)
    out = BytesIO()
    picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _name(digest: str) -> str:
    return f"certificate-pictures/{digest}.png"

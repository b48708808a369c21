"""The file of an external certificate: judged by its bytes, kept private, handed out as a download, thrown away when it proves nothing."""

import hashlib
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from PIL.Image import DecompressionBombError

from certificates.models import ExternalTraining

MOST = 10 * 1024 * 1024  # bytes
MOST_PIXELS = 60_000_000
ACCEPT = ".pdf,.jpg,.jpeg,.png"
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
PICTURES = {"JPEG": "jpg", "PNG": "png"}
KEPT_AFTER_REJECTION = timedelta(days=180)
HEADERS = {"Cache-Control": "no-store, private", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex"}


def kind_of(upload: UploadedFile) -> str:
    """What the bytes are; refuses what is too large, or neither a PDF nor a picture that opens. Its name says nothing."""
    if upload.size > MOST:
        sentence = _("This file has %(size)d MB. Files up to %(most)d MB can be sent; save it smaller.")
        raise ValidationError(sentence % {"size": -(-upload.size // 2**20), "most": MOST // 2**20}, code="size")
    upload.seek(0)
    start = upload.read(5)
    upload.seek(0)
    if start == b"%PDF-":
        return "pdf"
    try:
        with Image.open(upload, formats=list(PICTURES)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("This picture has too many pixels. Save it smaller."), code="size")
            picture.load()
            return PICTURES[picture.format]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, DecompressionBombError) as error:
        raise ValidationError(_("This file cannot be opened. Send it as PDF, JPEG or PNG."), code="content") from error
    finally:
        upload.seek(0)


def sha256_of(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def keep(key: UUID, upload: UploadedFile, kind: str) -> str:
    """Its name in the private storage."""
    return storages["private"].save(f"external/{key.hex}.{kind}", upload)


def drop(name: str) -> None:
    if name:
        storages["private"].delete(name)


def hand_out(training: ExternalTraining) -> FileResponse:
    """As a download, whatever it is."""
    name = f"external-{training.completed_on}.{training.file_kind}"
    return FileResponse(
        storages["private"].open(training.file_name),
        as_attachment=True,
        filename=name,
        content_type=TYPES[training.file_kind],
        headers=HEADERS,
    )


def forget_files() -> int:
    """The sweep: files of what was rejected long enough ago go; what was stated, and the file's fingerprint, stays."""
    before = timezone.now() - KEPT_AFTER_REJECTION
    old = ExternalTraining.objects.filter(state=ExternalTraining.State.REJECTED, checked_at__lt=before).exclude(file_name="")
    for training in (found := list(old.order_by("pk")[:100])):
        ExternalTraining.objects.filter(pk=training.pk).update(file_name="")
        drop(training.file_name)
    return len(found)

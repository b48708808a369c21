"""Files with an application: judged by their bytes, kept privately, and who may read them."""

import hashlib
import struct
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from PIL.Image import DecompressionBombError

from icrweb.accounts.models import User

from ..models import ApplicationFile, ExtraQuestion, Registration, Review

MOST_MEGABYTES = 10
MOST_BYTES = MOST_MEGABYTES * 10**6
MOST_PIXELS = 60_000_000
STARTS = {"pdf": b"%PDF-", "docx": b"PK\x03\x04", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
PICTURES = {"jpg": "JPEG", "png": "PNG"}
ACCEPT = {
    "pdf": ".pdf,application/pdf",
    "docx": ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpg": ".jpg,.jpeg,image/jpeg",
    "png": ".png,image/png",
}


def judge(file: UploadedFile, question: ExtraQuestion) -> str:
    """The ending that the bytes bear out; refuses what is too large, of another kind, or not what it seems."""
    if file.size > question.most_megabytes * 10**6:
        sentence = _("This file has %(size)d MB. Send one of at most %(most)d MB.")
        raise ValidationError(sentence % {"size": -(-file.size // 10**6), "most": question.most_megabytes}, code="size")
    if not file.size:
        raise ValidationError(_("This file is empty. Choose it again."), code="empty")
    start = file.read(1024)
    file.seek(0)
    found = next((ending for ending, bytes_ in STARTS.items() if start.startswith(bytes_)), "")
    if found not in question.endings:
        sentence = _("Send a file of this kind: %(endings)s. This one is something else, whatever its name says.")
        raise ValidationError(sentence % {"endings": endings_words(question)}, code="ending")
    if found in PICTURES:
        _refuse_a_broken_picture(file, PICTURES[found])
    if found == "docx":
        _refuse_what_word_does_not_open(file)
    file.seek(0)
    return found


def endings_words(question: ExtraQuestion) -> str:
    """ "PDF, DOCX" """
    return ", ".join({"jpg": "JPEG"}.get(ending, ending.upper()) for ending in question.endings)


def make(file: UploadedFile, question: ExtraQuestion, person: User, ending: str) -> ApplicationFile:
    """The record of a judged file, with a digest of its bytes; not saved."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    row = ApplicationFile(question=question, person=person, asked=question.as_asked, ending=ending, size=file.size)
    row.name, row.sha256 = readable_name(file.name, ending), digest.hexdigest()
    row.file.save(f"{row.key.hex}.{ending}", file, save=False)
    return row


def readable_name(name: str, ending: str) -> str:
    """The file's own name without what a disk or a header would stumble over, with the ending that its bytes bear out."""
    stem = "".join(one for one in PurePath(name.replace("\\", "/")).stem if one.isprintable() and one not in '<>:"/|?*')
    return f"{stem.strip('. ')[:120] or 'file'}.{ending}"


def throw_away(file: ApplicationFile) -> None:
    """The bytes go when that is certain; that there was a file stays."""
    storage, name = file.file.storage, file.file.name
    file.file, file.purged_at = "", timezone.now()
    file.save(update_fields=["file", "purged_at"])
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def may_read(user: User, file: ApplicationFile) -> bool:
    """The person, and once it is handed in who decides on registrations, or scores this one and has no conflict of interest."""
    if not user.is_authenticated or not file.file:
        return False
    if file.person_id == user.pk:
        return True
    if file.registration_id is None:
        return False
    scored = Review.objects.for_reviewer(user).standing().filter(registration=file.registration_id, conflict=False)
    return may_decide(user) or (file.question.part == ExtraQuestion.Part.SIGN_UP and scored.exists())


def may_decide(user: User) -> bool:
    return user.has_perm("seminars.change_registration")


def files_of(registration: Registration | None, person: User, questions: list[ExtraQuestion]) -> dict[int, ApplicationFile]:
    """By question: the file of the draft, else the one that was handed in."""
    if not questions:
        return {}
    rows = ApplicationFile.objects.current().kept().filter(person=person, question__in=questions)
    found = {}
    for row in rows.order_by("registration_id", "pk"):
        if row.registration_id is None:
            found[row.question_id] = row
        elif registration and row.registration_id == registration.pk:
            found.setdefault(row.question_id, row)
    return found


def _refuse_a_broken_picture(file: UploadedFile, format_: str) -> None:
    try:
        with Image.open(file, formats=[format_]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("This picture has too many pixels. Save it smaller."), code="pixels")
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, DecompressionBombError) as error:
        raise ValidationError(_("This picture cannot be opened. Save it again, or send a PDF."), code="unreadable") from error


def _refuse_what_word_does_not_open(file: UploadedFile) -> None:
    """A .docx is a zip archive with a document in it; only its table of contents is read."""
    try:
        with ZipFile(file) as archive:
            names = set(archive.namelist())
    except (BadZipFile, struct.error, OSError, ValueError, NotImplementedError) as error:
        raise ValidationError(_("This document cannot be opened. Save it again, or send a PDF."), code="unreadable") from error
    if "word/document.xml" not in names or "[Content_Types].xml" not in names or any("vbaProject" in name for name in names):
        raise ValidationError(_("This is not a plain Word document (.docx). Save it as one, or send a PDF."), code="unreadable")

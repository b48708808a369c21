"""Adding and taking away the files of a seminar. What a file is, is read from its first bytes, not from its name."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from .models import Material, Registration, Seminar

MOST = 50 * 1024 * 1024  # bytes
_PACKED = b"PK\x03\x04"
STARTS = {
    "pdf": b"%PDF-", "docx": _PACKED, "pptx": _PACKED, "xlsx": _PACKED, "odt": _PACKED, "odp": _PACKED, "ods": _PACKED,
    "zip": _PACKED, "png": b"\x89PNG", "jpg": b"\xff\xd8\xff",
}  # fmt: skip


@transaction.atomic
def add_material(seminar: Seminar, title: str, file: UploadedFile, by: User, *, public: bool = False) -> Material:
    """Keep a file for who has a place, or for everybody."""
    material = Material(seminar=seminar, title=title, ending=_ending(file), size=file.size, public=public, added_by=by)
    material.file = file
    material.save()
    audit.record("seminar.add_material", seminar, actor=by, new={"title": title, "public": public, "bytes": file.size})
    return material


@transaction.atomic
def drop_material(material: Material, by: User) -> None:
    """Take a file away; its bytes go when that is certain."""
    audit.record("seminar.drop_material", material.seminar, actor=by, old={"title": material.title, "public": material.public})
    storage, name = material.file.storage, material.file.name
    material.delete()
    transaction.on_commit(lambda: storage.delete(name))


def may_read(user: User, material: Material) -> bool:
    """Who has a place, staff of seminars, or everybody where the organizer says so."""
    if material.public:
        return True
    if not user.is_authenticated:
        return False
    has_place = Registration.objects.for_person(user).confirmed().filter(seminar=material.seminar_id).exists()
    return has_place or user.has_perm("seminars.view_registration")


def _ending(file: UploadedFile) -> str:
    """The ending that the bytes bear out; refuses what is too large, or is not what its name says."""
    if file.size > MOST:
        sentence = _("This file has %(size)d MB. Files up to %(most)d MB can be added; make it smaller or split it.")
        raise ValidationError(sentence % {"size": -(-file.size // 2**20), "most": MOST // 2**20}, code="size")
    ending = file.name.rpartition(".")[2].lower()
    ending = "jpg" if ending == "jpeg" else ending
    if ending not in STARTS:
        sentence = _("Files of this kind cannot be added. Use one of these: %(endings)s.")
        raise ValidationError(sentence % {"endings": ", ".join(STARTS)}, code="ending")
    first = file.read(8)
    file.seek(0)
    if not first.startswith(STARTS[ending]):
        sentence = _("This file is not what its name says: its content is not that of a .%(ending)s file. Save it again as one.")
        raise ValidationError(sentence % {"ending": ending}, code="content")
    return ending

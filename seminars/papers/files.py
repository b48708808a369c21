"""The file of a letter as recorded, in clear; and many of them as one archive."""

import zipfile
from collections.abc import Collection
from tempfile import TemporaryFile
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from ..models import OfficialLetter, Seminar
from . import passports, sealing
from .issuing import MOST_AT_ONCE


def content_of(letter: OfficialLetter) -> bytes:
    """The PDF, byte for byte as it was signed."""
    with storages["private"].open(letter.name) as file:
        content = file.read()
    return sealing.unseal_bytes(content) if letter.has_passport_data else content


def may_read(user: User, letter: OfficialLetter) -> bool:
    """The person whose letter it is; staff who see letters, and for passport data those of the two roles."""
    if letter.registration.person_id == user.pk:
        return True
    return user.has_perm("seminars.view_officialletter") and (not letter.has_passport_data or passports.may_see(user))


def note_look(user: User, letter: OfficialLetter) -> None:
    """That staff opened passport data is kept; who opens their own letter leaves no trace."""
    if letter.has_passport_data and letter.registration.person_id != user.pk:
        audit.record("passport.look", letter, actor=user, person=letter.registration.person, new={"number": letter.number})


def archive(seminar: Seminar, letters: Collection[OfficialLetter], by: User) -> BinaryIO:
    """A ZIP of the letters, named by number, open for reading at its start."""
    ready = [letter for letter in letters if letter.sha256 and letter.name]
    if not ready:
        raise ValidationError(_("None of the chosen letters has a file yet, or the files are purged. Choose others."), code="none")
    if len(ready) > MOST_AT_ONCE:
        raise ValidationError(_("Take at most %(most)d letters at once.") % {"most": MOST_AT_ONCE}, code="too_many")
    if not all(may_read(by, letter) for letter in ready):
        raise ValidationError(_("Some of these letters print passport data, which your role may not see."), code="role")
    file = TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for letter in ready:
            packed.writestr(f"{letter.number}-{letter.kind}.pdf", content_of(letter))
            note_look(by, letter)
    audit.record("letter.export", seminar, actor=by, new={"letters": [letter.number for letter in ready]})
    file.seek(0)
    return file

"""Exports: a course of this site written to a folder or a zip archive."""

from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.files.archive import pack
from courses.files.collecting import collect
from courses.files.introspecting import sorts
from courses.files.naming import Names
from courses.files.unzipping import MAX_ENTRIES
from courses.files.writing import write_course
from courses.outline import source_course
from icrweb.accounts.models import User
from icrweb.trail import audit


class Export:
    """The texts and files of one course, read once. The answer keys of its tests are in them."""

    def __init__(self, course_key: UUID, *, drafts: bool = False, by: User | None = None):
        page = source_course(course_key)
        names = Names(page)
        self.course = collect(course_key, drafts=drafts, names=names)
        self.folder = page.slug
        self.texts = write_course(self.course, sorts())
        self.things = {(target, names.things[target, thing.pk]): thing for target, thing in names.found}
        if len(self.texts) + len(self.things) > MAX_ENTRIES:
            raise ValidationError(
                _("This course makes more than %(limit)s files, and no import takes them. Move questions to a bank of their own."),
                code="too_many",
                params={"limit": MAX_ENTRIES},
            )
        audit.record("course.export", page, actor=by, new={"code": page.code, "files": len(self.texts)})

    def files(self):
        """(name, opened file) of everything that is no text."""
        for item in self.course.items:
            thing = self.things.get((item.sort, item.place.partition("/")[2]))
            if thing is None:
                continue
            for field, kind in sorts()[item.sort].fields.items():
                if kind.target == "file" and item.values[field]:
                    yield f"{item.sort}/{item.values[field]}", getattr(thing, field).open("rb")

    def to_zip(self, out: BinaryIO) -> None:
        pack(self.folder, self.texts, self.files(), out)

    def to_folder(self, folder: Path) -> None:
        for name, text in self.texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        for name, opened in self.files():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with opened, path.open("wb") as target:
                while chunk := opened.read(1 << 20):
                    target.write(chunk)

"""Write a course to a folder or a zip archive."""

from pathlib import Path
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from courses.files.exporting import Export
from courses.models import CoursePage


class Command(BaseCommand):
    help = "Write a course, with the answer keys of its tests, to a folder or a zip archive (docs/course-files.md)."

    def add_arguments(self, parser):
        parser.add_argument("course", help="Its code or its key.")
        parser.add_argument("target", type=Path, help="A folder that is empty or not there yet, or a name that ends in .zip.")
        parser.add_argument("--drafts", action="store_true", help="The latest drafts instead of the words that are live.")

    def handle(self, *, course, target, drafts, **options):
        if target.exists() and (target.is_file() or any(target.iterdir())):
            raise CommandError(f"{target} is there already. Name a new one.")
        try:
            export = Export(_key_of(course), drafts=drafts)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if target.suffix == ".zip":
            with target.open("wb") as out:
                export.to_zip(out)
        else:
            export.to_folder(target)
        self.stdout.write(f"{len(export.texts)} texts and {len(export.things)} things to {target}. The answer keys are in them.")


def _key_of(course: str) -> UUID:
    pages = CoursePage.objects.filter(alias_of=None)
    try:
        pages = pages.filter(translation_key=UUID(course))
    except ValueError:
        pages = pages.filter(code__iexact=course)
    keys = set(pages.values_list("translation_key", flat=True))
    if len(keys) != 1:
        raise CommandError(
            f"There is no course {course}." if not keys else f"Several courses have the code {course}. Name the key."
        )
    return keys.pop()

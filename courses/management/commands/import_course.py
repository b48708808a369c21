"""Bring a course in from a folder or a zip archive."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from courses.files.bringing_in import import_course
from courses.files.planning import MISSING, REFUSED, SAME, Plan
from courses.files.taking import opened, sentence_of
from courses.files.text import FileError
from courses.models import CourseIndexPage
from icrweb.accounts.models import User


class Command(BaseCommand):
    help = "Import a course from a folder or a zip archive, as drafts unless told otherwise (docs/course-files.md)."

    def add_arguments(self, parser):
        parser.add_argument("source", type=Path, help="A folder with course.yaml, or a zip archive of one.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would change, and change nothing.")
        parser.add_argument("--publish", action="store_true", help="Publish what is new and changed, and bring its editions in.")

        parser.add_argument("--by", default="", help="The address of whoever imports: the owner of new local notes.")

    def handle(self, *, source, dry_run, publish, by, **options):
        index = CourseIndexPage.objects.filter(alias_of=None).order_by("path").first()
        if index is None or not source.exists():
            raise CommandError("There is no catalogue on this site yet." if index is None else f"There is no {source}.")
        person = User.objects.filter(email__iexact=by).first() if by else None
        if by and person is None:
            raise CommandError(f"There is nobody with the address {by}.")
        try:
            with opened(source) as (course, tree):
                plan = import_course(course, tree, index, publish=publish, by=person, dry_run=dry_run)
        except FileError as fault:
            raise CommandError(f"{fault.place}: {sentence_of(fault)}") from fault
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.tell(plan)
        if plan.refused:
            raise CommandError("Nothing was imported. Mend what is refused first.")
        if dry_run:
            self.stdout.write("Nothing was written: this was a dry run.")

    def tell(self, plan: Plan):
        for line in plan.lines:
            if line.status == SAME:
                continue
            where = f"{line.place}{f' ({line.language})' if line.language else ''}{f', line {line.at}' if line.at else ''}"
            self.stdout.write(f"{line.status:10} {where}  {line.title if line.status != REFUSED else sentence_of(line)}")
            for field, old, new in line.changes:
                self.stdout.write(f"{'':13}{field}: {old!r} → {new!r}")
            if line.status == MISSING:
                self.stdout.write(f"{'':13}only on the site; it stays")
        for name in plan.left_out:
            self.stdout.write(f"left out   {name}")
        self.stdout.write(", ".join(f"{number} {status}" for status, number in plan.counts.items()))

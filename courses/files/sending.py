"""Archives of courses that people send in: checked at the door, looked at by the worker, brought in when somebody says so."""

from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.files.bringing_in import import_course
from courses.files.planning import Plan, refusal
from courses.files.taking import sentence_of, unpacked
from courses.files.text import FileError
from courses.incoming import not_larger, run_waiting
from courses.models import CourseImport, CourseIndexPage
from icrweb.accounts.models import User
from icrweb.trail import audit

MAX_UPLOAD = 300_000_000
TOO_LARGE = gettext_lazy("This archive is larger than %(limit)s MB. Leave out large media.")


def send_in(upload: UploadedFile, *, publish: bool, by: User) -> CourseImport:
    """Keep an archive for its dry run. One that tries tricks is refused before anything of it is kept."""
    not_larger(upload, MAX_UPLOAD, TOO_LARGE)
    sent = CourseImport(by=by, filename=upload.name[:200], publish=publish)
    with transaction.atomic():
        sent.archive.save(upload.name, upload, save=False)
        try:
            with sent.archive.open("rb") as source, unpacked(source, Path(sent.filename).stem):
                pass
        except FileError as fault:
            sent.archive.storage.delete(sent.archive.name)
            place = "" if fault.place == "zip" else f"{fault.place}: "
            raise ValidationError(f"{place}{sentence_of(fault)}", code="refused") from fault
        sent.save()
        audit.record("course_import.send", sent, actor=by, new={"filename": sent.filename, "publish": publish})
    return sent


def run_imports() -> int:
    """Sweep: look at archives of courses, and bring in those that are wanted."""
    return run_waiting(CourseImport, _work)


def _work(sent: CourseImport, dry_run: bool, tell: Callable[[int, int], None]) -> tuple[dict, bool]:
    plan, error = _plan(sent, dry_run, tell)
    return {**plan.as_data(), "counts": dict(plan.counts), "error": error}, bool(error) or bool(plan.refused)


def _plan(sent: CourseImport, dry_run: bool, tell: Callable[[int, int], None]) -> tuple[Plan, str]:
    index = CourseIndexPage.objects.filter(alias_of=None).order_by("path").first()
    if index is None:
        return Plan(), _("There is no catalogue on this site yet. Publish its page first.")
    try:
        with sent.archive.open("rb") as source, unpacked(source, Path(sent.filename).stem) as (course, tree):
            return import_course(course, tree, index, publish=sent.publish, by=sent.by, dry_run=dry_run, tell=tell), ""
    except FileError as fault:
        return Plan([refusal(fault)]), ""
    except ValidationError as error:
        return Plan(), " ".join(error.messages)
    except FileNotFoundError:
        return Plan(), _("The archive is no longer here. Send it in again.")

"""Archives that people send in: checked at the door, looked at by the worker, brought in when somebody says so."""

import datetime
import time
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.files.bringing_in import import_course
from courses.files.planning import Plan, refusal
from courses.files.taking import sentence_of, unpacked
from courses.files.text import FileError
from courses.models import CourseImport, CourseIndexPage
from icrweb.accounts.models import User
from icrweb.trail import audit

KEPT_FOR = datetime.timedelta(days=7)
MAX_UPLOAD = 300_000_000


def send_in(upload: UploadedFile, *, publish: bool, by: User) -> CourseImport:
    """Keep an archive for its dry run. One that tries tricks is refused before anything of it is kept."""
    if upload.size > MAX_UPLOAD:
        raise ValidationError(
            _("This archive is larger than %(limit)s MB. Leave out large media."),
            code="too_large",
            params={"limit": MAX_UPLOAD // 10**6},
        )
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


def bring_in(sent: CourseImport, *, by: User) -> CourseImport:
    """Say after the dry run that the worker may import it."""
    with transaction.atomic():
        sent = CourseImport.objects.select_for_update().get(pk=sent.pk)
        if sent.state != CourseImport.State.READY:
            raise ValidationError(_("This archive is not ready to be brought in. Read its report first."), code="not_ready")
        sent.state, sent.by, sent.next_try_at = CourseImport.State.WANTED, by, timezone.now()
        sent.save(update_fields=["state", "by", "next_try_at"])
        audit.record("course_import.want", sent, actor=by, new={"filename": sent.filename})
    return sent


def progress_of(sent: CourseImport) -> tuple[int, int] | None:
    """How many items of how many the worker has done; None when it has not begun. Its transaction shows nothing before its end."""
    return cache.get(_progress_key(sent))


def _progress_key(sent: CourseImport) -> str:
    return f"course-import-{sent.key}"


class _Telling:
    """Keeps the progress of one import, at most once a second."""

    def __init__(self, sent: CourseImport):
        self.key, self.told_at = _progress_key(sent), 0.0

    def __call__(self, done: int, of: int) -> None:
        if time.monotonic() - self.told_at >= 1:
            self.told_at = time.monotonic()
            cache.set(self.key, (done, of), settings.LEASE.total_seconds())


def run_imports() -> int:
    """Sweep: look at what was sent in, bring in what is wanted, and throw away archives after a week."""
    done = 0
    now = timezone.now()
    for sent in CourseImport.objects.waiting(now)[:5]:
        done += _run(sent)
    for old in CourseImport.objects.filter(sent_at__lt=now - KEPT_FOR).exclude(archive="")[:20]:
        old.archive.delete(save=True)
    return done


def _run(sent: CourseImport) -> bool:
    now = timezone.now()
    taken = CourseImport.objects.filter(pk=sent.pk, state=sent.state, next_try_at=sent.next_try_at)
    if not taken.update(next_try_at=now + settings.LEASE):
        return False
    looking = sent.state == CourseImport.State.LOOKING
    with override(sent.by.language or settings.LANGUAGE_CODE):
        plan, error = _plan(sent, dry_run=looking)
    State = CourseImport.State  # noqa: N806 - the name of a class
    done = State.READY if looking else State.DONE
    refused = bool(error) or bool(plan.refused)
    report = {**plan.as_data(), "counts": dict(plan.counts), "error": error}
    cache.delete(_progress_key(sent))
    CourseImport.objects.filter(pk=sent.pk, state=sent.state).update(state=State.REFUSED if refused else done, report=report)
    return True


def _plan(sent: CourseImport, *, dry_run: bool) -> tuple[Plan, str]:
    index = CourseIndexPage.objects.filter(alias_of=None).order_by("path").first()
    if index is None:
        return Plan(), _("There is no catalogue on this site yet. Publish its page first.")
    try:
        with sent.archive.open("rb") as source, unpacked(source, Path(sent.filename).stem) as (course, tree):
            return import_course(course, tree, index, publish=sent.publish, by=sent.by, dry_run=dry_run, tell=_Telling(sent)), ""
    except FileError as fault:
        return Plan([refusal(fault)]), ""
    except ValidationError as error:
        return Plan(), " ".join(error.messages)
    except FileNotFoundError:
        return Plan(), _("The archive is no longer here. Send it in again.")

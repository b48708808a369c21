"""What people send in, courses and questions alike: looked at by the worker, brought in when somebody says so, thrown away later."""

import datetime
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import CourseImport, QuestionImport
from icrweb.trail import audit

KEPT_FOR = datetime.timedelta(days=7)
Incoming = CourseImport | QuestionImport
# The work on one: with `dry_run` or in earnest, telling how far it is. The report, and whether it is refused as a whole.
Work = Callable[[Incoming, bool, Callable[[int, int], None]], tuple[dict, bool]]


def not_larger(upload: UploadedFile, most: int, sentence: str) -> None:
    """Ask for the size before anybody reads it."""
    if upload.size > most:
        raise ValidationError(sentence, code="too_large", params={"limit": most // 10**6})


def bring_in(sent: Incoming, *, by) -> Incoming:
    """Say after the dry run that the worker may import it."""
    with transaction.atomic():
        sent = type(sent).objects.select_for_update().get(pk=sent.pk)
        if sent.state != sent.State.READY:
            raise ValidationError(_("This file is not ready to be brought in. Read its report first."), code="not_ready")
        if not sent.upload:
            raise ValidationError(_("The file of this import is no longer kept. Send it in again."), code="gone")
        sent.state, sent.by, sent.next_try_at = sent.State.WANTED, by, timezone.now()
        sent.save(update_fields=["state", "by", "next_try_at"])
        audit.record(f"{sent.deed}.want", sent, actor=by, new={"filename": sent.filename})
    return sent


def progress_of(sent: Incoming) -> tuple[int, int] | None:
    """How many items of how many the worker has done; None when it has not begun. Its transaction shows nothing before its end."""
    return cache.get(_progress_key(sent))


def _progress_key(sent: Incoming) -> str:
    return f"{sent.deed}-{sent.key}"


class Telling:
    """Keeps the progress of one import, at most once a second."""

    def __init__(self, sent: Incoming):
        self.key, self.told_at = _progress_key(sent), 0.0

    def __call__(self, done: int, of: int) -> None:
        if time.monotonic() - self.told_at >= 1:
            self.told_at = time.monotonic()
            cache.set(self.key, (done, of), settings.LEASE.total_seconds())


def run_waiting(model: type[Incoming], work: Work) -> int:
    """Look at what was sent in, bring in what is wanted, and throw away files after a week."""
    now = timezone.now()
    done = sum(_run(sent, work) for sent in model.objects.waiting(now).select_related("by")[:5])
    for old in model.objects.filter(sent_at__lt=now - KEPT_FOR).exclude(**{model.file_field: ""})[:20]:
        old.upload.delete(save=True)
    return done


def _run(sent: Incoming, work: Work) -> bool:
    """A killed worker's row is found again when its lease is over: what it did and what it said about it end in one transaction."""
    now = timezone.now()
    taken = type(sent).objects.filter(pk=sent.pk, state=sent.state, next_try_at=sent.next_try_at)
    if not taken.update(next_try_at=now + settings.LEASE):
        return False
    looking = sent.state == sent.State.LOOKING
    with override(sent.by.language or settings.LANGUAGE_CODE), transaction.atomic():
        if not type(sent).objects.select_for_update().filter(pk=sent.pk, state=sent.state).exists():
            return False
        report, refused = work(sent, looking, Telling(sent))
        done = sent.State.READY if looking else sent.State.DONE
        type(sent).objects.filter(pk=sent.pk).update(state=sent.State.REFUSED if refused else done, report=report)
    cache.delete(_progress_key(sent))
    return True

"""The training record as a signed PDF: asked for in a row that freezes what it says, made by the worker, thrown away after a month."""

import hashlib
import logging
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from .models import RecordPaper
from .record import gather

KEPT_FOR = timedelta(days=30)
MOST_A_DAY = 10
LONGEST_WAIT = timedelta(hours=6)
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
logger = logging.getLogger(__name__)


@transaction.atomic
def ask_for_paper(person: User, language: str, first: date | None = None, last: date | None = None) -> RecordPaper:
    """Freeze the record as it is now, to be printed in a language beside English."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not person.latin_name:
        raise ValidationError(_("Give your name in Latin letters in your profile, then ask for the paper."), code="name")
    if language not in LANGUAGES:
        raise ValidationError(_("Choose a language from the list."), code="language")
    day_ago = timezone.now() - timedelta(days=1)
    if RecordPaper.objects.for_person(person).filter(asked_at__gt=day_ago).count() >= MOST_A_DAY:
        raise ValidationError(_("You asked for many papers today. Use one of those below, or come back tomorrow."), code="many")
    paper = RecordPaper.objects.create(person=person, language=language, facts=gather(person, first, last))
    audit.record("record_paper.ask", paper, actor=person, person=person, new={"language": language})
    return paper


def file_of(paper: RecordPaper) -> File:
    return storages["private"].open(paper.name)


def take(paper: RecordPaper) -> bool:
    """Take a row for the length of a lease: of two workers one gets it, and a killed worker's row is found again."""
    return bool(
        RecordPaper.objects.filter(pk=paper.pk, sha256="", next_try_at=paper.next_try_at).update(
            next_try_at=timezone.now() + settings.LEASE, tries=F("tries") + 1
        )
    )


def record(paper: RecordPaper, content: bytes, name: str) -> bool:
    """Note the bytes as the paper, if nobody was faster."""
    return bool(
        RecordPaper.objects.filter(pk=paper.pk, sha256="").update(
            sha256=hashlib.sha256(content).hexdigest(), name=name, rendered_at=timezone.now(), last_error=""
        )
    )


def put_off(paper: RecordPaper, error: Exception) -> None:
    """It could not be made: try again later, longer each time."""
    logger.exception("The training record %s could not be printed.", paper.key)
    wait = min(timedelta(minutes=1) * 2 ** min(paper.tries, 12), LONGEST_WAIT)
    RecordPaper.objects.filter(pk=paper.pk, sha256="").update(next_try_at=timezone.now() + wait, last_error=str(error)[:2000])


def forget_old_papers() -> int:
    """Throw away papers older than a month, with their files: whoever wants one asks anew."""
    old = list(RecordPaper.objects.filter(asked_at__lt=timezone.now() - KEPT_FOR)[:100])
    for paper in old:
        paper.delete()
        if paper.name:
            storages["private"].delete(paper.name)
    return len(old)

"""Making the papers that are waiting: the worker's part, kept apart so that the web process never loads the typesetter.

`take`, `record` and `put_off` serve every kind of paper that is a row with the same columns.
"""

import hashlib
import logging
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import F
from django.utils import timezone

from . import pdf, signing
from .models import Paper

LONGEST_WAIT = timedelta(hours=6)
logger = logging.getLogger(__name__)


def render_waiting_papers() -> int:
    """Make the papers that are waiting, oldest first; a failure waits longer each time."""
    return sum(take(paper) and make(paper) for paper in Paper.objects.waiting().order_by("next_try_at", "pk")[:20])


def take(paper) -> bool:
    """Take a row for the length of a lease: of two workers one gets it, and a killed worker's row is found again."""
    return bool(
        type(paper)
        .objects.filter(pk=paper.pk, sha256="", next_try_at=paper.next_try_at)
        .update(next_try_at=timezone.now() + settings.LEASE, tries=F("tries") + 1)
    )


def make(paper: Paper) -> bool:
    """Render, store, record; outside any transaction."""
    paper = Paper.objects.select_related("certificate").get(pk=paper.pk)
    try:
        content = signing.sign(pdf.render(paper.certificate, paper.language))
        name = store(content)
        if record(paper, content, name):
            return True
        if not Paper.objects.filter(name=name).exists():  # somebody was faster, and theirs is served
            storages["private"].delete(name)
        return False
    except (RuntimeError, OSError, LookupError, ValueError) as error:  # typst's own are RuntimeErrors
        logger.exception("The paper of %s in %s could not be made.", paper.certificate.code, paper.language)
        put_off(paper, str(error))
        return False


def put_off(paper, error: str) -> None:
    """It could not be made: try again later, longer each time."""
    wait = min(timedelta(minutes=1) * 2 ** min(paper.tries, 12), LONGEST_WAIT)
    type(paper).objects.filter(pk=paper.pk, sha256="").update(next_try_at=timezone.now() + wait, last_error=error[:2000])


def store(content: bytes) -> str:
    """Keep the bytes under their own hash, once."""
    name = f"papers/{hashlib.sha256(content).hexdigest()}.pdf"
    storage = storages["private"]
    return name if storage.exists(name) else storage.save(name, ContentFile(content))


def record(paper, content: bytes, name: str) -> bool:
    """Note the bytes as the paper: the first ones noted are served for ever."""
    return bool(
        type(paper)
        .objects.filter(pk=paper.pk, sha256="")
        .update(sha256=hashlib.sha256(content).hexdigest(), name=name, rendered_at=timezone.now(), last_error="")
    )

"""Making the papers of letters: the worker's part, kept apart so that the web process never loads the typesetter."""

import json
import logging

import typst
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from certificates import signing
from certificates.printing import put_off, record, take
from icrweb.accounts.glyphs import FONT_PATHS, LATIN

from ..models import OfficialLetter
from . import sealing
from .composing import LAYOUT, STANDARDS, paper_of

logger = logging.getLogger(__name__)


def render_waiting_letters() -> int:
    """Make the letters that are waiting, oldest first; a failure waits longer each time."""
    return sum(take(letter) and make(letter) for letter in OfficialLetter.objects.waiting().order_by("next_try_at", "pk")[:20])


def make(letter: OfficialLetter) -> bool:
    """Render, sign, store, record; outside any transaction. What prints passport data is stored encrypted; the hash is of the PDF."""
    letter = OfficialLetter.objects.get(pk=letter.pk)
    if letter.purged_at:
        return False
    try:
        content = signing.sign(render(letter))
        kept = sealing.seal_bytes(content) if letter.sealed else content
        name = storages["private"].save(f"letters/{letter.key}.pdf", ContentFile(kept))
    except (RuntimeError, OSError, LookupError, ValueError) as error:  # typst's own are RuntimeErrors
        # Nothing that could quote passport data is written anywhere.
        logger.error("The letter %s could not be made: %s", letter.number, type(error).__name__)
        put_off(letter, type(error).__name__ if letter.sealed else str(error))
        return False
    if not record(letter, content, name):
        storages["private"].delete(name)  # somebody was faster, and theirs is served
        return False
    if OfficialLetter.objects.filter(pk=letter.pk, purged_at__isnull=False).update(name=""):
        storages["private"].delete(name)  # it was purged while it was being made
        return False
    return True


def render(letter: OfficialLetter) -> bytes:
    """The letter as PDF/A-3a and PDF/UA-1. The same facts give the same bytes."""
    passport = sealing.unseal(letter.sealed) if letter.sealed else None
    return typst.compile(
        str(LAYOUT),
        root=str(LAYOUT.parent),
        font_paths=[str(LATIN), *FONT_PATHS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(paper_of(letter, passport), ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=int(letter.issued_at.timestamp()),
        format="pdf",
    )

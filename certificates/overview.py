"""What the page "My certificates" shows."""

from django.conf import settings
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from icrweb.pages.languages import language_name

from . import linkedin, words
from .models import Certificate, OwedCertificate, Status
from .papers import LANGUAGES

ROWS = 20


def my_certificates(user, language: str, page_number=None) -> dict:
    """The certificates of a person, newest first, in pages; and those that wait for their name."""
    certificates = Certificate.objects.for_recipient(user).select_related("superseded_by", "achievement", "badge")
    certificates = certificates.prefetch_related("papers")
    page = Paginator(certificates.order_by("-completed_at", "-issued_at", "pk"), ROWS).get_page(page_number)
    page.object_list = [_row(certificate, language) for certificate in page.object_list]
    owed = list(OwedCertificate.objects.filter(recipient=user).select_related("achievement"))
    return {"page_obj": page, "owed": owed, "needs_name": bool(owed) and not user.latin_name}


def _row(certificate: Certificate, language: str) -> dict:
    facts = certificate.facts
    shown = language if words.title(facts, language) else facts["source_language"]
    papers = list(certificate.papers.all())
    asked = {paper.language for paper in papers}
    status = certificate.status()
    return {
        "certificate": certificate,
        "title": words.title(facts, shown),
        "lang": shown,
        "kind": words.kind(facts),
        "completed_on": words.completed_day(facts),
        "edition": facts["edition_label"],
        "status": status.value,
        "more": _status_words(certificate, status),
        "linkedin": linkedin.address(certificate, language) if status is Status.VALID else "",
        "counts": status is Status.VALID and certificate.achievement.family,
        "papers": [
            {"language": paper.language, "name": language_name(paper.language), "made": bool(paper.sha256)} for paper in papers
        ],
        "badge": getattr(certificate, "badge", None),
        "may_have_badge": bool(settings.BADGE_KEY_FILE) and status is Status.VALID,
        "pending": any(not paper.sha256 for paper in papers),
        "other_languages": [(code, language_name(code)) for code in LANGUAGES if code not in asked],
    }


def _status_words(certificate: Certificate, status: Status) -> str:
    if status is Status.REVOKED:
        return f"{certificate.revoked_at:%Y-%m-%d}. {certificate.get_revocation_reason_display()}."
    if status is Status.SUPERSEDED:
        return _("A corrected one was issued on %(day)s.") % {"day": f"{certificate.superseded_by.issued_at:%Y-%m-%d}"}
    return _("until %(day)s") % {"day": certificate.valid_until} if certificate.valid_until else ""

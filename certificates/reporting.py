"""Reports about certificates that look wrong: anyone may send one, staff close it."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from .models import Certificate, Report
from .typed import read_code

MOST_AN_HOUR = 5


def report(number: str, words: str, email: str, language: str) -> Report:
    """Keep what somebody noticed, with the certificate where the number is one of ours."""
    try:
        certificate = Certificate.objects.filter(code=read_code(number)).first() if number else None
    except ValidationError:
        certificate = None
    return Report.objects.create(number=number, certificate=certificate, words=words, email=email, language=language)


@transaction.atomic
def close(report: Report, by: User, outcome: str) -> Report:
    """Note what was found; the certificate itself is revoked or corrected by its own deeds."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.closed_at:
        raise ValidationError(_("This report is closed already."), code="closed")
    report.closed_at, report.outcome = timezone.now(), outcome
    report.save(update_fields=["closed_at", "outcome"])
    audit.record("report.close", report, actor=by, new={"closed_at": report.closed_at}, why=outcome)
    return report


def too_many(request) -> bool:
    return cache.get(_key(request), 0) >= MOST_AN_HOUR


def note(request) -> None:
    """Count a report of this network address."""
    cache.add(_key(request), 0, 3600)
    cache.incr(_key(request))


def _key(request) -> str:
    return f"certificate-reports:{get_adapter().get_client_ip(request)}"

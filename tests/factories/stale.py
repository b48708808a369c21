"""Changes of a source that a published translation does not know, as publishing the source leaves them."""

import datetime

from django.utils import timezone
from wagtail.models import Locale

from icrweb.translating.choices import Kind, Severity
from icrweb.translating.models import ChangedSegment, SourceChange, Stale


def make_change(page, *, days_ago: int = 1, since_days_ago: int = 30, note: str = "") -> SourceChange:
    now = timezone.now()
    return SourceChange.objects.create(
        key=page.translation_key,
        locale=Locale.objects.get(language_code="en"),
        made_at=now - datetime.timedelta(days=days_ago),
        since=now - datetime.timedelta(days=since_days_ago),
        note=note,
    )


def make_stale(page, language: str = "ja", *, path: str = "title", change: SourceChange | None = None, **segment) -> Stale:
    """One changed segment that the page's translation does not know; "meaning" where nothing else is said."""
    words = {"kind": Kind.CHANGED, "severity": Severity.MEANING, "old": "Give 5 mg.", "new": "Give 50 mg.", **segment}
    changed = ChangedSegment.objects.create(change=change or make_change(page), path=path, **words)
    return Stale.objects.create(segment=changed, key=page.translation_key, locale=Locale.objects.get(language_code=language))

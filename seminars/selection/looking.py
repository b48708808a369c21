"""Who looked at whose applications is kept in the audit trail."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from icrweb.accounts.models import User
from icrweb.trail import audit
from icrweb.trail.models import AuditEntry

from ..models import Selection

QUIET = timedelta(hours=1)  # looks at the same people within it are one


def note_look(deed: str, selection: Selection, by: User, people: Iterable[User]) -> None:
    """Keep that somebody outside the office looked; asked again for the same people within the hour, it is one look."""
    seen = {"people": sorted(str(person.key) for person in people)}
    since = timezone.now() - QUIET
    latest = AuditEntry.objects.filter(deed=deed, actor=by, subject_key=str(selection.key), at__gt=since)
    if seen["people"] and seen not in list(latest.values_list("new", flat=True)):
        audit.record(deed, selection, actor=by, new=seen)

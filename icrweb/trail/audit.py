"""Writing the audit trail. Call it inside the transaction of the deed it records."""

from collections.abc import Iterable

from django.db import models

from .models import AuditEntry

AT_ONCE = 500


def record(
    deed: str,
    subject: models.Model,
    *,
    actor=None,
    person=None,
    old: dict | None = None,
    new: dict | None = None,
    why: str = "",
) -> AuditEntry:
    """Append one entry: `actor` did `deed` (e.g. "certificate.revoke") to `subject`, which is about `person`.

    `old` and `new` hold only the fields that changed. `actor` is None when the worker did it by itself.
    """
    written = entry(deed, subject, actor=actor, person=person, old=old, new=new, why=why)
    written.save(force_insert=True)
    return written


def record_many(entries: Iterable[AuditEntry]) -> None:
    """Append what `entry` wrote about many subjects of one deed, a portion in one statement."""
    AuditEntry.objects.bulk_create(entries, batch_size=AT_ONCE)


def entry(deed: str, subject: models.Model, *, actor=None, person=None, old=None, new=None, why: str = "") -> AuditEntry:
    """What `record` appends, not yet appended."""
    return AuditEntry(
        actor=actor,
        deed=deed,
        subject_type=subject._meta.label,
        subject_key=str(getattr(subject, "key", None) or subject.pk),
        person=person,
        old=old,
        new=new,
        why=why,
    )

"""Writing the audit trail. Call it inside the transaction of the deed it records."""

from django.db import models

from .models import AuditEntry


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
    return AuditEntry.objects.create(
        actor=actor,
        deed=deed,
        subject_type=subject._meta.label,
        subject_key=str(getattr(subject, "key", None) or subject.pk),
        person=person,
        old=old,
        new=new,
        why=why,
    )

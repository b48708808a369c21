"""What bodies ask for, as readers see it: read once a process, and anew after a change."""

from uuid import UUID

from django.db.models import Subquery

from .models import Family, Requirement, RequirementStamp

STAMP = Subquery(RequirementStamp.objects.values("value")[:1])  # for who asks the database for something else anyway
_read: tuple[UUID | None, tuple[Requirement, ...]] = (None, ())


def shown(stamp: UUID | None) -> tuple[Requirement, ...]:
    """Every requirement that is not withdrawn, with all that a sentence about it needs; `stamp` says how they are now.

    They are shared between requests: nobody changes them.
    """
    global _read
    if stamp is None or _read[0] != stamp:
        _read = stamp, tuple(Requirement.objects.shown().complete())
    return _read[1]


def concerns(requirement: Requirement, family: str) -> bool:
    """May training of this family count for it, by itself or with a bridge? Those that count hours always may."""
    asked = (family, Family.GCP) if family == Family.GCP_BRIDGE else (family, "")
    return requirement.term == Requirement.Term.HOURS or any(need.family in asked for need in requirement.trainings)

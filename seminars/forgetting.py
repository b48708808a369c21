"""Addresses that somebody else typed, of people who never came: thrown away when they are of no use any more.

The audit trail keeps that an invitation was sent; the row with the address goes.
"""

from datetime import timedelta

from django.utils import timezone

from .models import Invitation, TeamMember

KEPT = timedelta(days=30)  # after the seminar
AT_ONCE = 500


def forget_who_never_came() -> int:
    """The worker's look: invitations nobody accepted, and people named for a team who never joined it; a portion at a time."""
    over = timezone.now() - KEPT
    never_accepted = Invitation.objects.filter(accepted_at=None, seminar__ends_at__lte=over)
    never_joined = TeamMember.objects.filter(joined_at=None, team__seminar__ends_at__lte=over)
    return sum(_delete(rows) for rows in (never_accepted, never_joined))


def _delete(rows) -> int:
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return rows.model.objects.filter(pk__in=keys).delete()[0]

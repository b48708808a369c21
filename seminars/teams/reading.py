"""Teams as lists show them."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from icrweb.accounts.models import User

from ..models import Team


def incomplete_teams(person: User, now: datetime) -> QuerySet[Team]:
    """Somebody's teams that are not whole, of seminars to come: `joined` people and those `asked` who have not answered."""
    mine = Team.objects.of(person).filter(Q(completed_at=None) | Q(replace_until__isnull=False))
    mine = Team.objects.filter(pk__in=mine.values("pk"), seminar__cancelled_at=None, seminar__starts_at__gt=now)
    there = Q(members__left_at=None)
    return (
        mine.annotate(
            joined=Count("members", filter=there & Q(members__joined_at__isnull=False)),
            asked=Count("members", filter=there & Q(members__joined_at=None)),
        )
        .select_related("seminar__team_rule")
        .order_by("seminar__starts_at", "pk")
    )

"""What becomes of a team when somebody leaves it: it goes on, names somebody else until a day, or is no more.

The callers hold the lock of the seminar's row, and allocate afterwards.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from ..letters import Post
from ..models import Registration, Seminar, Team, TeamMember
from . import letters

State = Registration.State


def lose_member(row: Registration, was: str, post: Post) -> None:
    """Somebody has left a complete team. While enough are left it goes on; else the seat is held for who is named instead."""
    team, now = row.team, timezone.now()
    if team.dissolved_at:
        return
    TeamMember.objects.filter(registration=row).update(left_at=now)
    left = list(members_in(team))
    if not left:
        end(team)
        return
    if team.leader_id == row.person_id:
        team.leader = left[0].person
    rule = post.seminar.team_rule
    if len(left) < rule.least:
        lack(team, post.seminar, was, rule.reply_days)
    team.save(update_fields=["leader", "replace_until", "held_seats"])
    letters.somebody_left(team, row.person, post)


def lack(team: Team, seminar: Seminar, was: str, days: int) -> None:
    """One more is to be named until a day; a seat that was had or offered is held. The caller saves the team."""
    team.replace_until = min(timezone.now() + timedelta(days=days), seminar.starts_at)
    if was in Registration.TAKEN:
        team.held_seats += 1


def hold_for(team: Team) -> None:
    """A team that lacks somebody has got places: one more is held for who is named."""
    team.held_seats += 1
    team.save(update_fields=["held_seats"])


def end_declined(rows: list[Registration]) -> None:
    """Teams whose registrations the organizer has declined are no more."""
    for team in Team.objects.standing().filter(registrations__in=rows).distinct():
        end(team)


def end(team: Team) -> None:
    """The team is no more: nothing is held, nobody can join."""
    team.dissolved_at, team.replace_until, team.held_seats = timezone.now(), None, 0
    team.save(update_fields=["dissolved_at", "replace_until", "held_seats"])
    team.members.filter(left_at=None).update(left_at=team.dissolved_at)


def members_in(team: Team):
    """Those of a team with a live registration, in the order in which they were named."""
    rows = team.members.filter(left_at=None, registration__state__in=Registration.LIVE)
    return rows.select_related("person", "registration").order_by("pk")


def late_teams(now: datetime):
    """Standing teams that have named nobody in time, or whose nominee has not joined."""
    return Team.objects.standing().filter(replace_until__lte=now)


def let_go(team: Team, post: Post) -> None:
    """The day is over: what was held goes to the line. Who has a place keeps it; a team in line with too few leaves the line."""
    team.members.filter(left_at=None, registration=None).update(left_at=timezone.now())
    team.replace_until, team.held_seats = None, 0
    team.save(update_fields=["replace_until", "held_seats"])
    left = list(members_in(team))
    if len(left) >= post.seminar.team_rule.least or any(one.registration.state == State.CONFIRMED for one in left):
        return
    for member in left:
        row = member.registration
        row.state, row.cancelled_at, row.offer_ends_at = State.LAPSED, timezone.now(), None
        row.save(update_fields=["state", "cancelled_at", "offer_ends_at"])
        letters.too_few(row, team, post)
    end(team)

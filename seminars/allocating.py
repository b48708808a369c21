"""Giving seats that nobody has: the one place where a place is given in turn. The caller holds the lock of the seminar's row."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils import timezone

from icrweb.trail.prepared import Given, Prepared

from . import seating
from .letters import Letters
from .models import Invitation, Mode, Quota, Registration, Seminar, Team, TeamRule
from .teams.leaving import late_teams, let_go

State = Registration.State


def _held(rows, number):
    """How many seats of one mode of one seminar these rows hold; nothing where there is none."""
    here = rows.filter(seminar=Given("seminar"), mode=Given("mode")).order_by()
    return here.values("seminar").annotate(n=number).values_list("n")


def _all_held():
    """By invitations, for teams, and by who has a place or is offered one: up to three rows."""
    invited, in_teams = _held(Invitation.objects.holding(), Count("pk")), _held(Team.objects.all(), Sum("held_seats"))
    return _held(Registration.objects.taken(), Count("pk")).union(invited, in_teams, all=True)


HELD = Prepared(_all_held)


def allocate(
    seminar: Seminar, letters: Letters, newcomers: Collection[Registration] = (), *, accept_until: datetime | None = None
) -> list[Registration]:
    """Give or offer the free seats to who is next; nobody is surprised with a place after the start. Returns who got one.

    A team is next whole: each of its members gets a seat, or is offered one until the same moment.

    `newcomers` have just registered or were approved: to them a place is given (offered, if they are to accept it until a moment),
    and their letters are the caller's.
    """
    now = timezone.now()
    if seminar.cancelled_at or now >= seminar.starts_at:
        return []
    chosen = [row for mode in Mode for row in _next_of(seminar, mode, now)]
    if any(row not in newcomers for row in chosen):
        next_sequence(seminar, letters)
    for row in chosen:
        if row in newcomers and accept_until:
            _offer(row, min(accept_until, seminar.starts_at))
        elif row in newcomers:
            give_place(row)
        elif seminar.offer_hours:
            _offer(row, min(now + timedelta(hours=seminar.offer_hours), seminar.starts_at))
            letters.offered(row)
        else:
            give_place(row)
            letters.promoted(row)
    return chosen


def give_place(registration: Registration) -> None:
    registration.state, registration.confirmed_at, registration.offer_ends_at = State.CONFIRMED, timezone.now(), None
    registration.save(update_fields=["state", "confirmed_at", "offer_ends_at"])


def _offer(registration: Registration, until: datetime) -> None:
    registration.state, registration.offer_ends_at = State.OFFERED, until
    registration.save(update_fields=["state", "offer_ends_at"])


def next_sequence(seminar: Seminar, letters: Letters | None = None) -> None:
    """What calendars get from now on is newer than what they have."""
    seminar.calendar_sequence += 1
    seminar.save(update_fields=["calendar_sequence"])
    if letters:
        letters.seminar.calendar_sequence = seminar.calendar_sequence


def free_seats(seminar: Seminar, mode: str) -> int:
    """Seats nobody has, is offered or is held for, of one way to take part; below zero where there are more people than seats."""
    return seminar.seats_for(mode) - sum(number for (number,) in HELD.rows(seminar=seminar.pk, mode=mode))


def quotas_of(seminar: Seminar, mode: str) -> dict[seating.Group, int]:
    return {quota.group: quota.seats for quota in Quota.objects.filter(seminar=seminar, mode=mode)}


def lapse_offers() -> int:
    """The worker's look: an offer nobody answered ends, and the seat goes on in the same transaction; kept seats are freed in time,
    and so are those that an invitation held, or that a team kept for somebody whom it did not name.
    """
    now = timezone.now()
    ended = Registration.objects.filter(seminar=OuterRef("pk"), state=State.OFFERED, offer_ends_at__lte=now)
    held = _past_invitations(now).filter(seminar=OuterRef("pk"))
    late = late_teams(now).filter(seminar=OuterRef("pk"))
    some = Q(Exists(ended)) | Q(Exists(held)) | Q(Exists(late)) | Q(quotas_kept_until__lte=now, quotas_freed_at=None)
    due = Seminar.objects.filter(cancelled_at=None).filter(some)
    return sum(_lapse(pk) for pk in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _lapse(pk: int) -> int:
    """End the offers of one seminar that nobody answered, and give the seats to who is next."""
    seminar, now = Seminar.objects.select_for_update().get(pk=pk), timezone.now()
    letters, mended = Letters(seminar), 0
    ended = seminar.registrations.filter(state=State.OFFERED, offer_ends_at__lte=now).select_related("person")
    for row in ended.order_by("number"):
        row.state, row.cancelled_at, row.offer_ends_at = State.LAPSED, now, None
        row.save(update_fields=["state", "cancelled_at", "offer_ends_at"])
        letters.lapsed(row)
        mended += 1
        if row.team_id:
            Team.objects.filter(pk=row.team_id).update(dissolved_at=now, replace_until=None, held_seats=0)
    for team in late_teams(now).filter(seminar=seminar).order_by("pk"):
        let_go(team, letters)
        mended += 1
    mended += _past_invitations(now).filter(seminar=seminar).update(holds_seat=False)
    if seminar.quotas_kept_until and not seminar.keeps_quotas(now) and seminar.quotas_freed_at is None:
        seminar.quotas_freed_at = now
        seminar.save(update_fields=["quotas_freed_at"])
        mended += 1
    allocate(seminar, letters)
    return mended


def _past_invitations(now):
    """Those that hold a seat which nobody can take any more."""
    past = Q(ends_at__lte=now) | Q(seminar__registration_closes_at__lte=now - timedelta(minutes=1))
    return Invitation.objects.holding().filter(past)


def _next_of(seminar: Seminar, mode: str, now) -> list[Registration]:
    if not seminar.seats_for(mode) or (free := free_seats(seminar, mode)) <= 0:
        return []
    line = seminar.registrations.waiting().filter(mode=mode, team__replace_until=None).select_related("person")
    quotas, rule = quotas_of(seminar, mode), TeamRule.objects.filter(seminar=seminar, mode=mode).first()
    units = {}  # a person, or the members of a team
    for row in line if quotas or rule else line[:free]:
        units.setdefault(row.team_id and f"team {row.team_id}" or row.pk, []).append(row)
    taken = Counter()
    if quotas:
        held = seminar.registrations.taken().filter(mode=mode).order_by().values_list("country", "institution_id", "role")
        taken.update(group for facts in held for group in groups_of(*facts))
    may_pass = bool(rule and rule.may_pass)
    room = seating.Room(free, taken, quotas, kept=seminar.keeps_quotas(now), may_pass=may_pass)
    waiting = [
        seating.Waiting(
            key, min(row.turn for row in rows), tuple(groups_of(row.country, row.institution_id, row.role) for row in rows)
        )
        for key, rows in units.items()
    ]
    return [row for one in seating.who_is_next(room, waiting) for row in units[one.key]]


def groups_of(country: str, institution_id: int | None, role: str) -> frozenset[seating.Group]:
    """What somebody counts for, as it was frozen when they registered."""
    groups = ((seating.COUNTRY, country), (seating.SITE, institution_id), (seating.ROLE, role))
    return frozenset(group for group in groups if group[1])

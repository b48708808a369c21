"""Deciding on registrations that wait for it: yes to a seat by the same engine as everybody's, or no, one person or many at once."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from .allocating import allocate, next_sequence
from .letters import Letters
from .models import Mode, Registration, Seminar
from .registration import next_number, position_of, refuse_cancelled_seminar, refuse_without_reason
from .selection.letters import selected
from .teams.leaving import end_declined

State = Registration.State
MOST_AT_ONCE = 200


def undecided(seminar: Seminar, chosen: Collection[int], *, approve: bool, seen: Mapping[int, str] | None = None):
    """Those of the chosen (primary keys) that can be decided on, in the order in which they came; of a team, all its
    members.

    A no can become a yes later, while the person has not come in another way; a place in the line can become a no, where the
    caller has `seen` that they wait: the states, by primary key, that stood on the page. Whoever is in another state now is left out.
    """
    teams = seminar.registrations.filter(pk__in=chosen, team__isnull=False)
    if seen is not None:
        as_seen = reduce(or_, [Q(pk=pk, state=state) for pk, state in seen.items()], Q(pk__in=[]))
        chosen, teams = seminar.registrations.filter(as_seen, pk__in=chosen).values("pk"), teams.filter(as_seen)
    rows = seminar.registrations.filter(Q(pk__in=chosen) | Q(team__in=teams.values("team")))
    rows = rows.select_related("person").order_by("number", "pk")
    if not approve:
        decided = [mode for mode in Mode if seminar.decides(mode)]
        late = Q(state=State.WAITING, mode__in=decided) if seen is not None else Q(pk__in=[])
        return rows.filter(Q(state=State.REQUESTED) | late)
    others = Registration.objects.live().filter(seminar=seminar, person=OuterRef("person")).exclude(pk=OuterRef("pk"))
    return rows.filter(~Exists(others), state__in=[State.REQUESTED, State.DECLINED])


@transaction.atomic
def decide(
    seminar: Seminar,
    chosen: Collection[int],
    by: User,
    *,
    approve: bool,
    seat: bool = True,
    why: str = "",
    accept_until: datetime | None = None,
    seen: Mapping[int, str] | None = None,
) -> Letters:
    """Approve or decline all the chosen who still can be; who was decided by somebody else meanwhile is left alone (`seen`: see
    `undecided`).

    Approved people join the line, by rank where they are ranked, else at its end in the order in which they came, and get a seat at
    once while one is theirs; with `accept_until` it is offered until then. Not to be seated now, they wait (`seat`): refused while
    the line would seat them. Returns the letters that were written, at least one for each person decided on.
    """
    seminar = _locked(seminar)
    refuse_cancelled_seminar(seminar)
    now = timezone.now()
    if approve and now >= seminar.starts_at:
        raise ValidationError(_("The seminar has started. Nobody can be approved any more."), code="started")
    if accept_until and not now < accept_until <= seminar.starts_at:
        raise ValidationError(_("People accept before the seminar starts, and not in the past. Choose another time."), code="until")
    if not approve:
        refuse_without_reason(why)
    rows = list(undecided(seminar, chosen, approve=approve, seen=seen)[: MOST_AT_ONCE + 1])
    if not rows:
        raise ValidationError(_("None of these people waits for a decision any more. Go back to the list."), code="decided")
    if len(rows) > MOST_AT_ONCE:
        sentence = _("Decide on at most %(most)d people at once.") % {"most": MOST_AT_ONCE}
        raise ValidationError(sentence, code="too_many")
    letters = Letters(seminar)
    if approve:
        _approve(seminar, rows, letters, by, why, seat, accept_until)
    else:
        _decline(rows, letters, by, why)
    return letters


def preview(seminar: Seminar, chosen: Collection[int], by: User, **how) -> Letters:
    """The letters that `decide` would write now; the deed is done and taken back, so nothing is different afterwards."""
    with transaction.atomic():
        letters = decide(seminar, chosen, by, **how)
        transaction.set_rollback(True)
    return letters


def _locked(seminar: Seminar) -> Seminar:
    return Seminar.objects.select_for_update().get(pk=seminar.pk)


def _approve(
    seminar: Seminar, rows: list[Registration], letters: Letters, by: User, why: str, seat: bool, accept_until: datetime | None
) -> None:
    first, before, numbers = next_number(seminar), {row.pk: row.state for row in rows}, {}
    for row in rows:
        number = numbers.setdefault(row.team_id and f"team {row.team_id}" or row.pk, first + len(numbers))
        row.state, row.number, row.cancelled_at = State.WAITING, number, None
        row.save(update_fields=["state", "number", "cancelled_at"])
    next_sequence(seminar, letters)  # who comes back has a calendar that dropped the sittings: what comes now must be newer
    given = {row.pk: row for row in allocate(seminar, letters, newcomers=rows, accept_until=accept_until)}
    if not seat and any(row.pk in given for row in rows):
        sentence = _(
            "There are free seats for these people, and the line would give them at once. Select them, or first select the others."
        )
        raise ValidationError(sentence, code="free")
    for row in rows:
        row = given.get(row.pk, row)
        _record("registration.approve", row, by, before[row.pk], why)
        if row.state == State.OFFERED:
            selected(letters, row, why)
        else:
            letters.approved(row, 0 if row.pk in given else position_of(row), why)


def _decline(rows: list[Registration], letters: Letters, by: User, why: str) -> None:
    for row in rows:
        was, row.state, row.cancelled_at = row.state, State.DECLINED, timezone.now()
        row.save(update_fields=["state", "cancelled_at"])
        _record("registration.decline", row, by, was, why)
        letters.declined(row, why)
    end_declined(rows)


def _record(deed: str, row: Registration, by: User, was: str, why: str) -> None:
    audit.record(deed, row, actor=by, person=row.person, old={"state": was}, new={"state": row.state}, why=why)

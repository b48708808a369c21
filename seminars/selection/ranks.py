"""Ranks from scores: the order in which who is approved stands in the line."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from ..models import CountryRank, Registration, Review, Selection, Seminar
from .scoring import Scored, in_order


@dataclass(frozen=True)
class Ranked:
    """What one setting of ranks came to: how many have a rank, and how many have not all their scores, and so none."""

    ranked: int
    unscored: int


@transaction.atomic
def set_ranks(selection: Selection, by: User) -> Ranked:
    """Rank everybody in question who has all scores: the highest mean first, equals by their country's order, then by arrival.
    A team has the rank of its best member.

    Who lacks a score loses the rank there was, and stands behind, in the order of arrival.
    """
    seminar = Seminar.objects.select_for_update().get(pk=selection.seminar_id)
    selection.refresh_from_db()
    if not selection.scores:
        raise ValidationError(_("There are no scores in this selection. Set how many, under “Steps and rubric”."), code="scores")
    rows = {row.pk: row for row in in_question(selection)}
    scores = scores_of(selection)
    places = dict(CountryRank.objects.filter(selection=selection).values_list("registration", "place"))
    scored = [
        Scored(pk, tuple(scores[pk]), places.get(pk), row.number) for pk, row in rows.items() if len(scores[pk]) >= selection.scores
    ]
    if not scored:
        raise ValidationError(_("No application has all its scores yet."), code="none")
    ranks = {one.key: rank for rank, one in enumerate(in_order(scored), 1)}
    before = [str(row.key) for row in sorted(rows.values(), key=lambda row: row.turn) if row.rank]
    teams = {}
    for pk, rank in ranks.items():  # the best first: a team stands in the line where its best member does
        teams.setdefault(rows[pk].team_id, rank)
    for pk, row in rows.items():
        row.rank = teams.get(row.team_id) if row.team_id else ranks.get(pk)
    Registration.objects.bulk_update(rows.values(), ["rank"], batch_size=500)
    after = [str(rows[pk].key) for pk in ranks]
    audit.record(
        "seminar.set_ranks",
        seminar,
        actor=by,
        old={"mode": selection.mode, "order": before},
        new={"mode": selection.mode, "order": after},
    )
    return Ranked(len(ranks), len(rows) - len(ranks))


def in_question(selection: Selection):
    """Everybody who is undecided, waits or was declined: a no can become a yes."""
    states = [Registration.State.REQUESTED, Registration.State.WAITING, Registration.State.DECLINED]
    return selection.applications.filter(state__in=states).order_by("number")


def scores_of(selection: Selection) -> dict[int, list[Decimal]]:
    """The scores that were sent in, by the primary key of the registration."""
    found = Review.objects.submitted().filter(registration__in=selection.applications).order_by("pk")
    scores = defaultdict(list)
    for registration, score in found.values_list("registration", "score"):
        scores[registration].append(score)
    return scores

"""What the organizer's board shows: everybody in question with scores, what site and country said, and what is known of them.

Everything is read at once in a fixed number of queries, then sorted, filtered and counted here: a selection has hundreds of
applications, not millions.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from certificates.models import Certificate
from icrweb.accounts.models import User

from .. import seating
from ..allocating import groups_of, quotas_of
from ..applications.reading import histories
from ..models import Registration, Review, Selection
from .scoring import mean, spread

State = Registration.State
SORTS = ("score", "number", "name", "country", "institution", "role", "spread")


@dataclass
class Applicant:
    """One line of the board. `scores`: those sent in; `hidden`: the organizer has yet to score it, and sees no other score."""

    row: Registration
    scores: list[Decimal] = field(default_factory=list)
    asked: int = 0
    hidden: bool = False
    endorsed: bool | None = None
    country_place: int | None = None
    lacks: int = 0
    first_time: bool = True
    no_shows: int = 0
    late_cancellations: int = 0

    @property
    def mean(self) -> Decimal | None:
        return mean(self.scores)

    @property
    def spread(self) -> Decimal:
        return spread(self.scores)

    @property
    def is_open(self) -> bool:
        return self.row.state == State.REQUESTED


def applicants(selection: Selection, viewer: User) -> list[Applicant]:
    """Everybody but those who withdrew, by arrival."""
    rows = selection.applications.exclude(state=State.CANCELLED).select_related("person", "institution")
    found = {row.pk: Applicant(row) for row in rows.with_position().order_by("number")}
    _read_reviews(found, selection, viewer)
    spoken = selection.applications.filter(Q(endorsement__isnull=False) | Q(country_rank__isnull=False))
    for pk, endorsed, place in spoken.order_by().values_list("pk", "endorsement__endorsed", "country_rank__place"):
        if pk in found:
            found[pk].endorsed, found[pk].country_place = endorsed, place
    earlier = histories({one.row.person_id for one in found.values()}, besides=selection.seminar)
    for one in found.values():
        history = earlier[one.row.person_id]
        one.first_time = history.is_first_timer
        one.no_shows, one.late_cancellations = len(history.no_shows), len(history.late_cancellations)
    _read_certificates(found, selection)
    return list(found.values())


def ordered(found: Iterable[Applicant], by: str) -> list[Applicant]:
    """Sorted as asked; equals by arrival. By score: the highest mean first, equals as the country put them, unscored last."""
    turns = {
        "score": lambda one: (one.mean is None, -(one.mean or 0), one.country_place is None, one.country_place or 0),
        "number": lambda one: (),
        "name": lambda one: (str(one.row.person).casefold(),),
        "country": lambda one: (one.row.country, one.country_place is None, one.country_place or 0),
        "institution": lambda one: (one.row.institution_name.casefold(),),
        "role": lambda one: (one.row.role,),
        "spread": lambda one: (-one.spread,),
    }
    return sorted(found, key=lambda one: (*turns[by](one), one.row.number))


def filtered(found: Iterable[Applicant], wanted: dict, selection: Selection) -> list[Applicant]:
    """Those who fit all of: state, country, role, site (a primary key), and "show" (see `SHOWS`)."""
    shows = SHOWS.get(wanted.get("show", ""))
    tests = [
        lambda one: not wanted.get("state") or one.row.state == wanted["state"],
        lambda one: not wanted.get("country") or one.row.country == wanted["country"],
        lambda one: not wanted.get("role") or one.row.role == wanted["role"],
        lambda one: not wanted.get("site") or one.row.institution_id == wanted["site"].pk,
        lambda one: shows is None or shows(one, selection),
    ]
    return [one for one in found if all(test(one) for test in tests)]


SHOWS = {
    "unscored": lambda one, selection: len(one.scores) < selection.scores,
    "spread": lambda one, selection: one.spread >= selection.wide_spread,
    "unendorsed": lambda one, selection: one.endorsed is not True,
    "first": lambda one, selection: one.first_time,
}


@dataclass(frozen=True)
class Line:
    """One line of the balance: of how many applicants how many are chosen so far, and the quota, if there is one."""

    value: str
    label: str
    chosen: int
    applied: int
    quota: int | None = None
    base: int = 0

    @property
    def squares(self) -> list[bool]:
        """Seats of the quota as squares while they are few; else those who were chosen."""
        most = self.quota or 0
        return [at < self.chosen for at in range(max(most, self.chosen))] if max(most, self.chosen) <= MOST_SQUARES else []


MOST_SQUARES = 12


def balance(found: Collection[Applicant], ticked: Collection[int], selection: Selection) -> list[tuple[str, list[Line]]]:
    """Chosen so far (who has or is offered a place, and who is ticked) against who applied, by kind: country, role, site, first time.

    `Line.base` counts those chosen without who is ticked.
    """
    placed = [one for one in found if one.row.state in Registration.TAKEN]
    chosen = [*placed, *(one for one in found if one.row.pk in ticked and one.row.state not in Registration.TAKEN)]
    quotas = quotas_of(selection.seminar, selection.mode)
    applied, taken, base = (_count(rows) for rows in (found, chosen, placed))
    labels = _labels(found)
    parts = []
    for kind in (seating.COUNTRY, seating.ROLE, seating.SITE):
        groups = {group for group in (*applied, *quotas) if group[0] == kind}
        lines = [
            Line(str(group[1]), str(labels.get(group, group[1])), taken[group], applied[group], quotas.get(group), base[group])
            for group in sorted(groups, key=lambda group: (-applied[group], str(group[1])))
        ]
        parts.append((kind, lines))
    first, of, before = (sum(one.first_time for one in rows) for rows in (chosen, found, placed))
    return [*parts, ("first", [Line("", "", first, of, base=before)])]


def _count(rows: Iterable[Applicant]) -> Counter[seating.Group]:
    return Counter(group for one in rows for group in groups_of(one.row.country, one.row.institution_id, one.row.role))


def _labels(found: Iterable[Applicant]) -> dict[seating.Group, str]:
    """The words for each group that somebody is of, looked up once a group: Django goes through all countries to say one."""
    labels = {}
    for one in found:
        row = one.row
        if (group := (seating.COUNTRY, row.country)) not in labels:
            labels[group] = row.get_country_display()
        if (group := (seating.ROLE, row.role)) not in labels:
            labels[group] = row.get_role_display()
        if row.institution_id:
            labels[seating.SITE, row.institution_id] = row.institution.name
    return labels


def _people(selection: Selection):
    return selection.applications.order_by().values("person")


def _read_certificates(found: dict[int, Applicant], selection: Selection) -> None:
    """How many of the certificates that the seminar asks for each one lacks."""
    asked = set(selection.seminar.prerequisites.values_list("pk", flat=True))
    if not asked:
        return
    holders = Certificate.objects.valid().filter(achievement__in=asked, recipient__in=_people(selection))
    held = Counter(person for person, _achievement in set(holders.values_list("recipient", "achievement")))
    for one in found.values():
        one.lacks = len(asked) - held[one.row.person_id]


def _read_reviews(found: dict[int, Applicant], selection: Selection, viewer: User) -> None:
    reviews = Review.objects.standing().filter(registration__in=selection.applications).order_by("pk")
    own_to_do = set()
    for registration, reviewer, score in reviews.values_list("registration", "reviewer", "score"):
        if one := found.get(registration):
            one.asked += 1
            if score is not None:
                one.scores.append(score)
            elif reviewer == viewer.pk:
                own_to_do.add(registration)
    for registration in own_to_do:
        found[registration].hidden, found[registration].scores = True, []

"""What one certificate counts for, for whoever holds its number: guidance with its sources, as lines and as data.

Nothing here tells what else the holder has. The certificate's own status is not touched: it is past its validity only by what
it states itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from icrweb.accounts.models import Institution

from . import requirements, terms, validity
from .models import Requirement, Subject, TrainingNeed


@dataclass(frozen=True)
class Counted:
    """How a certificate counts for a requirement: "alone", "with_bridge", "as_bridge" or "hours".

    `need` is the one it meets (none for hours), `last_day` inclusive, None where nothing is to be named; `others` is what else
    the requirement asks for, `minutes` what it gives by subject.
    """

    requirement: Requirement
    way: str
    last_day: date | None = None
    need: TrainingNeed | None = None
    others: tuple[TrainingNeed, ...] = ()
    minutes: tuple[tuple[str, int], ...] = ()


ZONES = Institution.objects.filter(kind=Institution.Kind.COORDINATING).order_by("pk").values("time_zone")[:1]
ISSUERS_ZONE = Coalesce(Subquery(ZONES), Value("UTC"))  # for who asks the database for something else anyway


def today_at_issuer(moment: datetime) -> date:
    """Which day it is where the issuer sits: the coordinating centre, or UTC where there is none."""
    return validity.day_in(moment, next((row["time_zone"] for row in ZONES.all()), "UTC"))


def counted(held: validity.Held, country: str, stamp: UUID | None) -> list[Counted]:
    """The requirements that training counts for, those of the holder's country first. `stamp`: `requirements.shown`."""
    if not held.family and not held.minutes:
        return []
    found = [_count(one, held) for one in requirements.shown(stamp) if requirements.concerns(one, held.family)]
    return sorted((one for one in found if one), key=lambda one: one.requirement.body.country != country)


def _count(requirement: Requirement, held: validity.Held) -> Counted | None:
    if requirement.term == Requirement.Term.HOURS:
        return _count_hours(requirement, held)
    needs = requirement.trainings
    last = validity.last_day(requirement.rule, held)
    for need in needs:
        asked, others = need.as_need(), tuple(other for other in needs if other != need)
        if validity.meets(asked, held):
            return Counted(requirement, "alone", last, need, others)
        if validity.needs_bridge(asked, held):
            return Counted(requirement, "with_bridge", last, need, others)
        if validity.is_bridge(asked, held):
            return Counted(requirement, "as_bridge", None, need, others)
    return None


def _count_hours(requirement: Requirement, held: validity.Held) -> Counted | None:
    given = tuple((need.subject, minutes_of(need.subject, held.minutes)) for need in requirement.subjects)
    if not any(minutes for _subject, minutes in given):
        return None
    return Counted(requirement, "hours", requirement.rule.last_day(held.completed_on), minutes=given)


def minutes_of(subject: str, minutes: dict[str, int]) -> int:
    """Of minutes by category those that count for a subject."""
    return sum(minutes.get(name, 0) for name in Subject(subject).categories)


def as_lines(found: Iterable[Counted], language: str, today: date) -> list[dict]:
    """For people: whose it is, until when, on what conditions, and by which source."""
    return [
        {
            **terms.heading(one.requirement, language),
            "until": _until(one, today),
            "past": one.last_day is not None and one.last_day < today,
            "conditions": [*_of_this_one(one), *terms.conditions(one.requirement, today)],
            "source": terms.source(one.requirement),
        }
        for one in found
    ]


def _until(one: Counted, today: date) -> str:
    if one.way == "as_bridge":
        return _("Counts as a bridge to %(guideline)s") % {"guideline": one.need.guideline}
    if one.way == "hours":
        given = " · ".join(terms.hours(subject, minutes) for subject, minutes in one.minutes if minutes)
        return _("%(hours)s until %(day)s") % {"hours": given, "day": one.last_day.isoformat()}
    return terms.until(one.requirement, one.last_day, today)


def _of_this_one(one: Counted) -> list[str]:
    said = []
    if one.way == "with_bridge":
        said.append(_("Only together with a bridge to %(guideline)s.") % {"guideline": one.need.guideline})
    if one.way == "as_bridge":
        sentence = _("Only together with training under %(guideline)s; the days count from that training.")
        said.append(sentence % {"guideline": one.need.bridged_from})
    if one.others:
        said.append(_("Asked for besides: %(others)s.") % {"others": "; ".join(terms.training(other) for other in one.others)})
    return said


def as_data(found: Iterable[Counted]) -> list[dict]:
    """For machines; words that a program compares, never sentences."""
    return [
        {
            "place": one.requirement.body.country or None,
            "body": one.requirement.body.name,
            "role": one.requirement.role or None,
            "purpose": one.requirement.purpose,
            "term": one.requirement.term,
            "number": one.requirement.number,
            "fiscal_year_starts_in": one.requirement.starts_in,
            "recommended": one.requirement.recommended,
            "providers": one.requirement.providers or None,
            "counts": one.way,
            "last_day": one.last_day.isoformat() if one.last_day else None,
            "also_asked_for": [{"family": other.family or None, "guideline": other.guideline or None} for other in one.others],
            "hours": [{"subject": subject, "minutes": minutes} for subject, minutes in one.minutes],
            "source": {**terms.source(one.requirement), "checked_on": one.requirement.checked_on.isoformat()},
        }
        for one in found
    ]

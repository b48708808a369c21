"""When training of people stops counting, and for whom: each body's own rule, and what a certificate itself states.

External training that was checked is training like ours here: it answers a need, and it ends. What somebody took again is no ending
any more: the later one answers the same need, and lasts longer.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from icrweb.accounts.models import Affiliation, User

from . import validity
from .models import Achievement, Certificate, ExternalTraining, Requirement


@dataclass(frozen=True)
class Ending:
    """`last` is inclusive; `requirements` are those whose rule names that day, `own` says that the certificate itself does."""

    training: Certificate | ExternalTraining
    last: date
    requirements: tuple[Requirement, ...] = ()
    own: bool = False

    @property
    def key(self) -> str:
        """Of the training: a corrected certificate is the same training."""
        return str(self.training.evidence_key)

    @property
    def is_external(self) -> bool:
        return isinstance(self.training, ExternalTraining)

    @property
    def family(self) -> str:
        return self.training.family if self.is_external else self.training.achievement.family

    @property
    def opens(self) -> date:
        """The day from which it may be renewed."""
        return validity.renewal_opens(self.last)


def countries_of(people: Sequence[User]) -> dict[int, set[str]]:
    """Where each of them lives or works: one query."""
    found = {person.pk: {person.country} - {""} for person in people}
    at_work = Affiliation.objects.current().filter(user__in=people).exclude(institution=None)
    for person, country in at_work.values_list("user", "institution__country"):
        found[person].add(country)
    return found


def endings_of(people: Sequence[User]) -> dict[int, list[Ending]]:
    """All endings of these people, by person, the earliest first; those that have passed, too. A constant number of queries.

    Hours leave their window piece by piece, and a body without a period names no day: neither is an ending.
    """
    countries = countries_of(people)
    requirements = list(
        Requirement.objects.shown()
        .in_country(set().union(*countries.values()))
        .exclude(term__in=[Requirement.Term.HOURS, Requirement.Term.NONE])
        .complete()
    )
    trainings = defaultdict(list)
    for one in Certificate.objects.standing().filter(recipient__in=people).select_related("achievement"):
        trainings[one.recipient_id].append(one)
    for one in ExternalTraining.objects.accepted().filter(person__in=people):
        trainings[one.person_id].append(one)
    return {
        person: _endings(held, [one for one in requirements if one.body.country in {"", *countries[person]}])
        for person, held in trainings.items()
    }


def _endings(trainings: list[Certificate | ExternalTraining], requirements: list[Requirement]) -> list[Ending]:
    by_key = {str(one.evidence_key): one for one in trainings}
    held = [one.as_held() for one in trainings]
    named = defaultdict(list)
    for requirement in requirements:
        answers = (validity.answer(need.as_need(), requirement.rule, held) for need in requirement.trainings)
        for place in dict.fromkeys((one.by.key, one.last_day) for one in answers if one.last_day):
            named[place].append(requirement)
    alike = defaultdict(list)
    for one, training in zip(held, trainings, strict=True):
        alike[one.family or (training.achievement.key if isinstance(training, Certificate) else one.key)].append(one)
    own = {(one.by.key, one.last_day) for one in map(validity.own_end, alike.values()) if one.last_day}
    endings = [Ending(by_key[key], last, tuple(named[key, last]), (key, last) in own) for key, last in {*named, *own}]
    return sorted(endings, key=lambda one: (one.last, one.training.title, one.key))


def renews(achievement: Achievement, ending: Ending) -> bool:
    """Taking this again moves the ending: it is the same, or training of the same kind."""
    own = not ending.is_external and achievement.key == ending.training.achievement.key
    return own or bool(ending.family and ending.family == achievement.family)


def opens_again(person: User, achievement_key: UUID) -> date | None:
    """From which day this person may renew what they hold by this achievement; None where nothing of it ends."""
    achievement = Achievement.objects.filter(key=achievement_key).first()
    endings = endings_of([person]).get(person.pk, []) if achievement else []
    return min((one.opens for one in endings if renews(achievement, one)), default=None)

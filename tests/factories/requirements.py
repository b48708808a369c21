"""What bodies ask for, as editors enter it."""

import datetime
from itertools import count

from certificates.models import Achievement, Body, HoursNeed, Requirement, TrainingNeed
from tests.factories.certificates import make_achievement
from tests.factories.references import make_guideline

_numbers = count(1)
CHECKED = datetime.date(2026, 11, 20)


def make_body(country: str = "VN", **fields) -> Body:
    return Body.objects.create(**{"name": f"Body {next(_numbers)}", "country": country, **fields})


def make_requirement(*needs: dict, hours: dict[str, int] | None = None, country: str = "VN", **fields) -> Requirement:
    """Good clinical practice for 36 months, unless `needs` or `hours` say something else."""
    basics = {"purpose": "trials", "term": "months", "number": 36, "checked_on": CHECKED}
    if hours:
        basics |= {"term": "hours", "number": 72}
    values = {"body": fields.pop("body", None) or make_body(country), "source": fields.pop("source", None) or make_guideline()}
    requirement = Requirement.objects.create(**{**basics, **values, **fields})
    for need in needs or ([] if hours else [{"family": "gcp"}]):
        TrainingNeed.objects.create(requirement=requirement, **need)
    for subject, number in (hours or {}).items():
        HoursNeed.objects.create(requirement=requirement, subject=subject, hours=number)
    return requirement


def make_training(family: str = "gcp", **fields) -> Achievement:
    """An achievement that bodies know as that kind of training."""
    achievement = make_achievement(**fields)
    achievement.family = family
    achievement.save(update_fields=["family"])
    return achievement

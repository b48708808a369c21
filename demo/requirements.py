"""What bodies ask for, as the demonstration knows it, and what its achievements are to them."""

from datetime import date, timedelta
from pathlib import Path

from certificates.models import Achievement, Body, BodyName, HoursNeed, Requirement, TrainingNeed
from icrweb.accounts.models import User
from icrweb.pages.models import GuidelineEdition

from .files import facts_in

CHECKED = timedelta(days=2)  # before the day of loading


def load_requirements(path: Path, by: str, day: date) -> None:
    """Enter each requirement once; who loads again keeps what editors have changed since."""
    facts = facts_in(path)
    for family, codes in facts["families"].items():
        Achievement.objects.filter(code__in=codes, family="").update(family=family)
    for row in facts["requirements"]:
        body = _body(row)
        if not Requirement.objects.filter(body=body, purpose=row["purpose"]).exists():
            _enter(row, body, User.objects.get(email=by), day - CHECKED)


def _body(row: dict) -> Body:
    body, _made = Body.objects.get_or_create(name=row["body"], defaults={"country": row.get("country", "")})
    for language, name in row.get("names", {}).items():
        BodyName.objects.get_or_create(body=body, language=language, defaults={"name": name})
    return body


def _enter(row: dict, body: Body, by: User, checked_on: date) -> None:
    values = {name: row[name] for name in ("role", "number", "starts_in", "recommended", "providers", "reference") if name in row}
    requirement = Requirement(
        body=body,
        purpose=row["purpose"],
        term=row["term"],
        source=GuidelineEdition.objects.get(code=row["source"]),
        checked_on=checked_on,
        checked_by=by,
        **values,
    )
    requirement.needs.set([TrainingNeed(**need) for need in row.get("needs", [])])
    requirement.hours.set([HoursNeed(subject=subject, hours=hours) for subject, hours in row.get("hours", {}).items()])
    requirement.full_clean()
    requirement.save()

"""The training record of a person: what they hold and have taken part in, within a window of days. Plain data for page and paper.

It says nothing about addresses, scores or tries; whoever may see it is decided by the views.
"""

from datetime import date

from django.utils import timezone

from certificates import validity, words
from certificates.models import Certificate, ExternalTraining, Status
from icrweb.accounts.identity import level_of
from icrweb.accounts.models import User
from icrweb.accounts.names import language_of_name
from seminars.models import Registration


def gather(person: User, first: date | None = None, last: date | None = None) -> dict:
    """All of it as JSON; a constant number of queries. `first` and `last` are inclusive, open where None."""
    certificates = [
        one
        for one in Certificate.objects.for_recipient(person)
        .filter(superseded_by=None)
        .select_related("achievement")
        .order_by("-completed_at", "-issued_at", "pk")
        if _within(words.completed_day(one.facts), first, last)
    ]
    numbers = {one.evidence_key: one.number for one in certificates}
    rows = [_certificate(one) for one in certificates]
    external = [
        one
        for one in ExternalTraining.objects.for_person(person).accepted().select_related("checked_by", "checked_for")
        if _within(one.completed_on, first, last)
    ]
    seminars = [
        row for one in _attended(person) if _within(date.fromisoformat((row := _seminar(one, numbers))["day"]), first, last)
    ]
    return {
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "first": first.isoformat() if first else None,
        "last": last.isoformat() if last else None,
        **_person(person),
        "certificates": rows,
        "minutes_by_category": validity.minutes_between((one.as_held() for one in certificates if not one.revoked_at), None, None),
        "external": [_external(one) for one in external],
        "external_minutes": validity.minutes_between((one.as_held() for one in external), None, None),
        "cpd": [line for row in rows for line in row["cpd"]],
        "exempted": [
            {"certificate": row["number"], "titles": row["titles"], "language": row["language"], "module": module}
            for row in rows
            for module in row["exempted"]
        ],
        "seminars": seminars,
    }


def _within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _person(person: User) -> dict:
    """Who it is, and how sure that is: confirmed where an institution has confirmed that they work there today."""
    confirmed = person.affiliations.current().exclude(confirmed_at=None).select_related("institution").first()
    country = confirmed.institution.country if confirmed and confirmed.institution_id else person.country
    return {
        "latin_name": person.latin_name,
        "native_name": person.native_name,
        "native_language": language_of_name(person.native_name, person.country or country, person.language),
        "country": country,
        "identity": level_of(person, confirmed),
        "institution": confirmed.institution_name if confirmed else "",
    }


def _certificate(one: Certificate) -> dict:
    facts = one.facts
    return {
        "number": one.number,
        "code": one.code,
        "address": one.address,
        "kind": facts["kind"],
        "titles": facts["titles"],
        "language": facts["source_language"],
        "edition": facts["edition_label"],
        "guideline_parts": facts["guideline_parts"],
        "completed": words.completed_day(facts).isoformat(),
        "valid_until": facts["valid_until"],
        "identity": facts["identity"],
        "minutes_by_category": facts["minutes_by_category"],
        "status": (status := one.status()).value,
        "revoked": one.revoked_at.date().isoformat() if status is Status.REVOKED else None,
        "cpd": [] if one.revoked_at else facts.get("cpd", []),
        "exempted": [module["title"] for module in facts["modules"] if module.get("by_pre_test")],
    }


def _external(one: ExternalTraining) -> dict:
    """What another provider's certificate states, and who checked it when: never a number, code or badge of ours."""
    return {
        "provider": one.provider,
        "title": one.title,
        "guideline": ", ".join(part for part in (one.guideline, one.version) if part),
        "category": one.category,
        "minutes": one.minutes,
        "completed": one.completed_on.isoformat(),
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "number": one.number,
        "checked_by": one.checked_by.latin_name,
        "checked_for": one.checked_for.name if one.checked_for else "",
        "checked_on": one.checked_at.date().isoformat(),
    }


def _attended(person: User):
    return (
        Registration.objects.for_person(person)
        .exclude(attended_at=None)
        .select_related("seminar")
        .prefetch_related("attendances")
        .order_by("-seminar__starts_at", "pk")
    )


def _seminar(one: Registration, numbers: dict) -> dict:
    seminar = one.seminar
    return {
        "titles": {**{seminar.language: seminar.title_in(seminar.language)}, **seminar.titles},
        "language": seminar.language,
        "day": validity.day_in(seminar.starts_at, seminar.time_zone).isoformat(),
        "last_day": validity.day_in(seminar.ends_at, seminar.time_zone).isoformat(),
        "minutes": sum(attendance.minutes for attendance in one.attendances.all()),
        "number": numbers.get(one.key, ""),
    }

"""What the lists of letters show, each in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from icrweb.accounts.models import User
from icrweb.pages.languages import language_name

from ..models import LetterKind, OfficialLetter, Passport, Registration, Seminar
from .facts import outdated


def letters_of(seminar: Seminar):
    """Every letter of a seminar, void ones too, the newest first."""
    rows = OfficialLetter.objects.filter(registration__seminar=seminar)
    return rows.select_related("registration__person", "registration__seminar", "issued_by", "replaces", "replaced_by").order_by(
        "-pk"
    )


def outdated_letters(seminar: Seminar, registration_pk: int | None = None) -> list[OfficialLetter]:
    """Standing letters that say what is not so any more."""
    rows = letters_of(seminar).standing()
    if registration_pk:
        rows = rows.filter(registration=registration_pk)
    return [row for row in rows if outdated(row.facts, row.registration)]


def letters_without_place(seminar: Seminar):
    """Standing letters of people who have lost or given back their place."""
    rows = OfficialLetter.objects.standing().filter(registration__seminar=seminar)
    return rows.exclude(registration__state=Registration.State.CONFIRMED)


def row_of(letter: OfficialLetter) -> dict:
    return {
        "letter": letter,
        "person": letter.registration.person,
        "kind": LetterKind(letter.kind).label,
        "language": language_name(letter.language),
        "outdated": letter.voided_at is None and outdated(letter.facts, letter.registration),
        "has_file": bool(letter.sha256 and letter.name),
        "purged": letter.purged_at is not None,
    }


def candidates(seminar: Seminar):
    """Who may get a letter: everybody with a place, with `has_passport`."""
    given = Passport.objects.filter(registration=OuterRef("pk"))
    return seminar.registrations.confirmed().select_related("person").annotate(has_passport=Exists(given)).order_by("number")


def standing_by_registration(registrations: Iterable[Registration]) -> dict[int, list[OfficialLetter]]:
    found = defaultdict(list)
    for letter in OfficialLetter.objects.standing().filter(registration__in=list(registrations)).order_by("pk"):
        found[letter.registration_id].append(letter)
    return found


def own_letters(user: User, seminar: Seminar) -> list[OfficialLetter]:
    return list(
        OfficialLetter.objects.for_person(user).filter(registration__seminar=seminar).select_related("registration__seminar")
    )

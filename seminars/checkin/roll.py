"""The list that a phone at the door holds while its page is open, and who is inside just now."""

from hashlib import sha256

from django.urls import reverse

from ..models import Passing, Registration, Seminar, Sitting
from . import codes


def standing(seminar: Seminar) -> dict[int, Registration]:
    """By person (primary key) the registration that counts now: the live one, else the last; one query."""
    found = {}
    for row in seminar.registrations.select_related("person").order_by("pk"):
        if row.person_id not in found or found[row.person_id].state not in Registration.LIVE:
            found[row.person_id] = row
    return found


def names_for_the_door(seminar: Seminar) -> list[dict]:
    """One line a person: names, place of work, the state that counts now, the code as a hash, and the page of what is known; one query."""
    found = standing(seminar)
    several = len(seminar.modes) > 1
    return [
        {
            "key": str(row.key),
            "hash": hash_of(seminar, row),
            "name": row.person.latin_name or row.person.email,
            "native": row.person.native_name,
            "works": ", ".join(part for part in (row.institution_name, str(row.get_role_display())) if part),
            "mode": str(row.get_mode_display()) if several else "",
            "place": row.state == Registration.State.CONFIRMED,
            "state": str(row.get_state_display()),
            "about": reverse("seminars_desk:seen", args=[seminar.pk, row.pk]),
        }
        for row in sorted(found.values(), key=lambda one: (one.person.latin_name.casefold(), one.pk))
    ]


def hash_of(seminar: Seminar, row: Registration) -> str:
    """What the phone compares a scanned code with: it does not hold the codes of others."""
    code = codes.pass_code(seminar.key, row.person.key)
    return sha256(f"{seminar.key} {code}".encode()).hexdigest()[:32]


def inside(sitting: Sitting) -> dict[str, list]:
    """By a registration's key: the last direction and when, by the server's clock, in seconds since 1970; one query."""
    passings = Passing.objects.counted().filter(sitting=sitting).order_by("at", "pk")
    return {
        str(key): [direction, int(at.timestamp())]
        for key, direction, at in passings.values_list("registration__key", "direction", "at")
    }

"""Who may ask for an address, and who may see somebody else's name there."""

from dataclasses import dataclass

ROLES = (
    "anonymous",
    "stranger",
    "coordinator",
    "translator",
    "medical_reviewer",
    "editor",
    "organizer",
    "helper",
    "director",
    "operator",
)
ANYONE = frozenset(ROLES)
SIGNED_IN = ANYONE - {"anonymous"}
NOBODY = frozenset()
ADMIN = frozenset({"translator", "medical_reviewer", "editor", "organizer", "helper", "director", "operator"})


def roles(*names: str) -> frozenset:
    return frozenset(names) | {"operator"}


@dataclass(frozen=True)
class Row:
    """`may`: who gets an answer at all; everyone else is led away, refused, or told that there is nothing.

    `sees`: who may read the owner's name there. A stranger's redirect must not mean that something happened: no record
    of ours changes when somebody asks who is not in `may`.
    """

    may: frozenset
    sees: frozenset = NOBODY


OPEN = Row(ANYONE)
OWN_PAGES = Row(SIGNED_IN)  # each sees only their own
OWNERS_ONLY = Row(NOBODY)

"""The training record in words of the active language, from its frozen facts: the same on the page, by a link and on paper."""

from datetime import datetime

from django.utils.translation import gettext as _

from certificates import words
from certificates.models import Achievement, Status

KINDS = dict(Achievement.Kind.choices)
STATES = dict(Status.choices)


def window(facts: dict) -> str:
    """The days it looks at."""
    if facts["first"] and facts["last"]:
        return _("Completed from %(first)s to %(last)s") % facts
    if facts["first"]:
        return _("Completed from %(first)s on") % facts
    if facts["last"]:
        return _("Completed until %(last)s") % facts
    return _("All years")


def made(facts: dict) -> str:
    return words.in_utc(datetime.fromisoformat(facts["made_at"]))


def identity(facts: dict) -> str:
    """Confirmed by the institution: Isan Hospital (demo)."""
    level = words.identity(facts)
    if facts["institution"] and facts["identity"] == "in_person":
        return _("%(level)s; place of work confirmed: %(institution)s") % {"level": level, "institution": facts["institution"]}
    return f"{level}: {facts['institution']}" if facts["institution"] else level


def title(row: dict, language: str) -> tuple[str, str]:
    """A title and the language it is in: the reader's, else the one it was written in."""
    shown = language if row["titles"].get(language) else row["language"]
    return row["titles"][shown], shown


def kind(row: dict) -> str:
    return str(KINDS[row["kind"]])


def status(row: dict) -> str:
    if row["revoked"]:
        return _("%(status)s %(day)s") % {"status": STATES[row["status"]], "day": row["revoked"]}
    if row["valid_until"]:
        return _("%(status)s until %(day)s") % {"status": STATES[row["status"]], "day": row["valid_until"]}
    return str(STATES[row["status"]])


def hours(facts: dict) -> list[tuple[str, str]]:
    """Of our own certificates, by category, and together where there are several."""
    return _by_category(facts["minutes_by_category"])


def external_hours(facts: dict) -> list[tuple[str, str]]:
    """Of training that others gave; papers that were asked for before there was any know nothing of it."""
    return _by_category(facts.get("external_minutes", {}))


def checked(row: dict) -> str:
    """External, checked by Mori Haruka on 2026-11-23."""
    by = ", ".join(part for part in (row["checked_by"], row["checked_for"]) if part)
    if not by:  # whoever checked it has given no name; an address is nobody's to read
        return _("External, checked on %(day)s") % {"day": row["checked_on"]}
    return _("External, checked by %(who)s on %(day)s") % {"who": by, "day": row["checked_on"]}


def external_hours_of(row: dict) -> str:
    """GCP 6 h; just GCP where the certificate states no hours."""
    category = str(words.CATEGORIES.get(row["category"], row["category"]))
    return f"{category} {words.hours(row['minutes'])}" if row["minutes"] else category


def external_validity(row: dict) -> str:
    """What that certificate itself says."""
    return _("It states: valid until %(day)s") % {"day": row["valid_until"]} if row["valid_until"] else ""


def _by_category(minutes: dict[str, int]) -> list[tuple[str, str]]:
    rows = [(str(words.CATEGORIES.get(name, name)), words.hours(amount)) for name, amount in sorted(minutes.items()) if amount]
    return [*rows, (_("Together"), words.hours(sum(minutes.values())))] if len(rows) > 1 else rows


def hours_of(row: dict) -> str:
    return words.hours_by_category(row) if len(row["minutes_by_category"]) != 1 else " ".join(_only(row))


def _only(row: dict) -> tuple[str, str]:
    ((name, minutes),) = row["minutes_by_category"].items()
    return str(words.CATEGORIES.get(name, name)), words.hours(minutes)


def days(row: dict) -> str:
    return row["day"] if row["day"] == row["last_day"] else f"{row['day']} – {row['last_day']}"

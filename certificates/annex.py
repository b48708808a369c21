"""The page behind the certificate: what was covered, in minutes, and the test."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from icrweb.pages.scripts import run

from . import words
from .models import Certificate
from .tongues import Tongue


def annex_of(certificate: Certificate, course: dict, tongue: Tongue) -> dict:
    """Modules with their ids, sittings, approved minutes by category; guideline parts and the test above them."""
    facts = certificate.facts
    tables = [
        _table(lambda: _("Module"), [_module(one, facts, tongue) for one in facts["modules"]], tongue),
        _table(lambda: _("Sitting"), [_sitting(one, facts) for one in facts["sittings"]], tongue),
        _table(lambda: _("Approved hours"), _categories(facts["minutes_by_category"], tongue), tongue),
    ]
    edition = tongue.mainly(lambda: words.edition(facts))
    return {
        "title": tongue.both(lambda: _("Annex to the certificate")),
        "course": course,
        "edition": edition,
        "lines": [run(line, tongue.main) for line in _lines(facts, tongue) if line],
        "tables": [table for table in tables if table["rows"]],
        "foot": f"{certificate.number}  ·  {certificate.address}",
    }


def _lines(facts: dict, tongue: Tongue) -> list[str]:
    cpd = words.rows_in(tongue.main, words.cpd, facts)
    if facts["kind"] == "attendance":
        return cpd
    test = tongue.mainly(lambda: _("Test: %(result)s") % {"result": words.test(facts)})
    return ["; ".join(facts["guideline_parts"]), test, *cpd]


def _module(module: dict, facts: dict, tongue: Tongue) -> dict:
    waived = tongue.mainly(words.by_pre_test) if module.get("by_pre_test") else ""
    more = "  ·  ".join(part for part in (module.get("id", ""), waived) if part)
    return {"title": run(module["title"], facts["source_language"]), "more": run(more, tongue.main), "minutes": module["minutes"]}


def _sitting(sitting: dict, facts: dict) -> dict:
    return {
        "title": run(sitting["title"], facts["source_language"]),
        "more": run(_starts(sitting, facts), "en"),
        "minutes": sitting["minutes"],
    }


def _starts(sitting: dict, facts: dict) -> str:
    if not sitting.get("starts_at"):
        return ""
    moment = datetime.fromisoformat(sitting["starts_at"]).astimezone(ZoneInfo(facts["time_zone"]))
    return f"{moment.date().isoformat()}, {words.time_and_zone(moment)}"


def _categories(minutes_by_category: dict, tongue: Tongue) -> list[dict]:
    rows = []
    for name, minutes in minutes_by_category.items():
        both = tongue.both(lambda name=name: str(words.CATEGORIES.get(name, name)))
        rows.append({"title": both["first"], "more": both["second"] or run("", tongue.own), "minutes": minutes})
    return rows


def _table(what, rows: list[dict], tongue: Tongue) -> dict:
    return {
        "what": tongue.both(what),
        "amount": tongue.both(lambda: _("Minutes")),
        "rows": rows,
        "total_words": run(tongue.mainly(lambda: _("Together")), tongue.main),
        "total": sum(row["minutes"] for row in rows),
    }

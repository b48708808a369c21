"""A training record as PDF/A-3a and PDF/UA-1, from its frozen facts alone, in English and the reader's language."""

import json
from datetime import datetime
from pathlib import Path

import typst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates import words
from certificates.bilingual import both, fact
from certificates.composing import LAYOUT as CERTIFICATE
from icrweb.accounts.glyphs import FONT_PATHS, LATIN
from icrweb.pages.models import SiteSettings
from icrweb.pages.scripts import run

from . import record_words
from .models import RecordPaper

TEMPLATE = Path(__file__).parent / "typst" / "record.typ"
WORDMARK = CERTIFICATE.parent / "wordmark.svg"


def render(paper: RecordPaper) -> bytes:
    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(LATIN), *FONT_PATHS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_paper(paper), ensure_ascii=False)},
        pdf_standards=["a-3a", "ua-1"],
        timestamp=int(paper.asked_at.timestamp()),
        format="pdf",
    )


def _paper(paper: RecordPaper) -> dict:
    facts, language = paper.facts, paper.language
    frame, made = run("", language), datetime.fromisoformat(paper.facts["made_at"])
    site = SiteSettings.objects.filter(site__is_default_site=True).first() or SiteSettings()
    return {
        "lang": frame["lang"],
        "region": frame["region"],
        "fonts": frame["fonts"],
        "wordmark": WORDMARK.read_text(encoding="utf-8"),
        "title": f"{words.in_language('en', lambda: _('Training record'))}: {facts['latin_name']}",
        "author": site.issuer_name or "icrweb",
        "date": {"year": made.year, "month": made.month, "day": made.day},
        "heading": both(lambda: _("Training record"), language),
        "latin_name": run(facts["latin_name"], "vi" if facts["native_language"] == "vi" else "en"),
        "native_name": _native_name(facts),
        "facts": [
            fact(lambda: _("Identity"), lambda: record_words.identity(facts), language),
            fact(lambda: _("Country"), lambda: words.country(facts) or "–", language),
            fact(lambda: _("What it covers"), lambda: record_words.window(facts), language),
            fact(lambda: _("As of"), lambda: record_words.made(facts), language),
        ],
        "tables": [table for table in _tables(facts, language) if table["rows"]],
        "nothing": both(lambda: _("Nothing was completed in these days."), language),
        "fine": both(
            lambda: _(
                "This paper says what was recorded at the time above. Check each certificate by its number: its status may have "
                "changed since. It records training; it is not a licence to practise."
            ),
            language,
        ),
        "foot": f"{facts['latin_name']}  ·  {record_words.made(facts)}",
        "attached": json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True),
        "attached_words": words.in_language("en", lambda: _("The facts of this record, as they were")),
    }


def _native_name(facts: dict) -> dict | None:
    name = facts["native_name"]
    return run(name, facts["native_language"] or "en") if name and name != facts["latin_name"] else None


def _tables(facts: dict, language: str):
    yield _hours(lambda: _("Approved hours"), record_words.hours, facts, language)
    yield _hours(lambda: _("Hours of external training, checked"), record_words.external_hours, facts, language)
    yield _cpd(facts, language)
    yield from _lists(facts, language)


def _hours(heading, hours, facts: dict, language: str) -> dict:
    """Category and hours; the words of both languages line by line."""
    english, own = (words.rows_in(code, hours, facts) for code in ("en", language))
    rows = [
        [[run(name, "en"), *([run(other, language)] if other != name else [])], [run(amount, "en")]]
        for (name, amount), (other, _amount) in zip(english, own, strict=True)
    ]
    return _table(heading, [lambda: _("Category"), lambda: _("Hours")], rows, language)


def _cpd(facts: dict, language: str) -> dict:
    rows = [
        [
            [run(one["scheme"], language), run(one["number"], "en")],
            [run(f"{one['starts_on']} – {one['ends_on']}", "en")],
            [run(one["points"], "en")],
        ]
        for one in facts.get("cpd", [])
    ]
    columns = [
        lambda: _("Scheme and accreditation number"),
        lambda: _("Activity period"),
        lambda: pgettext("of a CPD scheme", "Points"),
    ]
    return _table(lambda: _("CPD"), columns, rows, language)


def _lists(facts: dict, language: str):
    yield _table(
        lambda: _("Certificates"),
        [lambda: _("Certificate"), lambda: _("Completed"), lambda: _("Status")],
        [_certificate(row, language) for row in facts["certificates"]],
        language,
    )
    yield _table(
        lambda: _("External training"),
        [lambda: _("Training of another provider"), lambda: _("Completed"), lambda: _("Checked")],
        [_external(row, language) for row in facts.get("external", [])],
        language,
    )
    yield _table(
        lambda: _("Modules passed by pre-test"),
        [lambda: _("Module"), lambda: _("Certificate number")],
        [[[run(row["module"], row["language"])], [run(row["certificate"], "en")]] for row in facts["exempted"]],
        language,
    )
    yield _table(
        lambda: _("Seminars attended"),
        [lambda: _("Seminar"), lambda: _("Dates"), lambda: _("Time present")],
        [
            [
                [*_titles(row, language), *([run(row["number"], "en")] if row["number"] else [])],
                [run(record_words.days(row), "en")],
                [run(words.in_language("en", words.hours, row["minutes"]), "en")],
            ]
            for row in facts["seminars"]
        ],
        language,
    )


def _certificate(row: dict, language: str) -> list[list[dict]]:
    about = [
        words.in_language("en", record_words.kind, row),
        words.in_language("en", lambda: _("Edition %(label)s") % {"label": row["edition"]}) if row["edition"] else "",
        "; ".join(row["guideline_parts"]),
        words.in_language("en", record_words.hours_of, row),
    ]
    state = both(lambda: record_words.status(row), language)
    identity = words.in_language("en", words.identity, row)
    return [
        [*_titles(row, language), *(run(line, "en") for line in about if line), run(row["address"], "en")],
        [run(row["completed"], "en")],
        [state["en"], *([state["own"]] if state["own"] else []), run(identity, "en")],
    ]


def _external(row: dict, language: str) -> list[list[dict]]:
    about = [
        row["provider"],
        row["guideline"],
        words.in_language("en", record_words.external_hours_of, row),
        words.in_language("en", record_words.external_validity, row),
        row["number"],
    ]
    checked = both(lambda: record_words.checked(row), language)
    return [
        [run(row["title"], language), *(run(line, language) for line in about if line)],
        [run(row["completed"], "en")],
        [checked["en"], *([checked["own"]] if checked["own"] else [])],
    ]


def _titles(row: dict, language: str) -> list[dict]:
    """In English where there is one, and in the reader's language."""
    first, code = record_words.title(row, "en")
    second, other = record_words.title(row, language)
    return [run(first, code), *([run(second, other)] if second != first else [])]


def _table(heading, columns: list, rows: list, language: str) -> dict:
    """Cells hold runs, one a line, the first of them the main one."""
    return {"heading": both(heading, language), "columns": [both(column, language) for column in columns], "rows": rows}

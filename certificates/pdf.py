"""The paper of a certificate as PDF/A-3a and PDF/UA-1, from its frozen facts alone. The same facts give the same bytes."""

import json
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import segno
import typst
from django.conf import settings
from django.utils.translation import gettext as _

from icrweb.accounts.glyphs import FONT_PATHS
from icrweb.pages.scripts import run

from . import days, words
from .guilloche import ground
from .models import Certificate

TEMPLATE = Path(__file__).parent / "typst" / "certificate.typ"
FONTS = Path(__file__).parent / "fonts"
MOST_PARTS = 120  # characters that two lines hold
NAME_SIZES = (37, 34, 31, 28, 26, 24)


def render(certificate: Certificate, language: str) -> bytes:
    """The paper in a language, beside English; words that have no translation yet stand in English only."""
    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(FONTS), *FONT_PATHS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_paper(certificate, language), ensure_ascii=False)},
        pdf_standards=["a-3a", "ua-1"],
        timestamp=int(certificate.issued_at.timestamp()),
        format="pdf",
    )


def _paper(certificate: Certificate, language: str) -> dict:
    facts = certificate.facts
    issued = certificate.issued_at
    frame = run("", language)
    course, course_own = _titles(facts, language)
    return {
        "lang": frame["lang"],
        "region": frame["region"],
        "fonts": frame["fonts"],
        "title": f"{words.in_language('en', words.kind, facts)}: {course['text']}, {certificate.latin_name}",
        "author": facts["issuer"] or "icrweb",
        "date": {"year": issued.year, "month": issued.month, "day": issued.day},
        "kind": _both(lambda: words.kind(facts), language),
        "certifies": _both(lambda: _("This certifies that"), language),
        "latin_name": run(certificate.latin_name, "vi" if facts["native_language"] == "vi" else "en"),
        "name_sizes": NAME_SIZES,
        "native_name": _native_name(facts),
        "place": _place(facts),
        "did": _both(lambda: _did(facts), language),
        "course": course,
        "course_own": course_own,
        "facts": _attended(facts, language) if facts["kind"] == "attendance" else _completed(facts, language),
        "responsible": run(facts["responsible_person"], "en") if facts["responsible_person"] else None,
        "responsible_native": (
            run(facts["responsible_person_native"], facts["responsible_native_language"] or "en")
            if facts["responsible_person_native"]
            else None
        ),
        "signed": [
            line
            for line in (
                facts["responsible_role"],
                facts["issuer"],
                words.in_language("en", lambda: _("Issued %(moment)s") % {"moment": words.in_utc(issued)}),
            )
            if line
        ],
        "check": _both(lambda: _("Check every line of this paper"), language),
        "number": [certificate.number[:14], certificate.number[15:]],
        "address": f"{urlsplit(settings.BASE_URL).netloc}/v",
        "qr": _qr(certificate.address),
        "qr_alt": words.in_language("en", lambda: _("QR code with the address %(address)s") % {"address": certificate.address}),
        "fine": _once([run(words.in_language(code, _fine, certificate), code) for code in ("en", language)]),
        "annex": _annex(certificate, course, language),
        "ground": ground(certificate.code),
        "attached": json.dumps({"number": certificate.code, **facts}, ensure_ascii=False, indent=1, sort_keys=True),
        "attached_words": words.in_language("en", lambda: _("The facts of this certificate, as recorded")),
    }


def _completed(facts: dict, language: str) -> list[dict]:
    return [
        _completion_day(facts, language),
        _fact(lambda: _("Test"), lambda: words.test(facts), language),
        _hours(facts, language),
        _fact(lambda: _("Guideline parts"), lambda: _parts(facts), language),
        {
            **_fact(lambda: _("Edition"), lambda: words.edition(facts), language),
            "more": _once(
                [
                    run(words.in_language(code, words.studied_in, facts), code, letters=facts["study_language"])
                    for code in ("en", language)
                ]
            ),
        },
        _until(facts, language),
    ]


def _parts(facts: dict) -> str:
    """The guideline parts, or how many there are where they do not fit; then the annex lists them."""
    parts = facts["guideline_parts"]
    if len("; ".join(parts)) > MOST_PARTS:
        return _("%(count)d parts, see the annex") % {"count": len(parts)}
    return "; ".join(parts) or _("None")


def _attended(facts: dict, language: str) -> list[dict]:
    dates = [date.fromisoformat(day) for day in dict.fromkeys((facts["starts_on"], facts["ends_on"])) if day]
    return [
        {
            **_fact(lambda: _("Dates"), lambda: words.dates(facts), language),
            "more": [
                run(" – ".join(days.in_words(day, language) for day in dates), language),
                run(facts["time_zone"], "en"),
            ],
        },
        _fact(lambda: _("Time present"), lambda: words.hours(facts["attended_minutes"] or 0), language),
        _fact(lambda: _("Sittings attended"), lambda: words.sittings(facts) or "–", language),
        _fact(lambda: _("Place"), lambda: facts["place"] or _("Online"), language),
        _hours(facts, language) if facts["minutes_by_category"] else _until(facts, language),
        _completion_day(facts, language),
    ]


def _completion_day(facts: dict, language: str) -> dict:
    moment = words.completed_moment(facts)
    return {
        **_fact(lambda: _("Completed"), lambda: moment.date().isoformat(), language),
        "more": [run(days.in_words(moment.date(), language), language), run(words.time_and_zone(moment), "en")],
    }


def _hours(facts: dict, language: str) -> dict:
    return {
        **_fact(lambda: _("Approved hours"), lambda: words.total_hours(facts) or _("None"), language),
        "more": _once([run(words.in_language(code, words.hours_by_category, facts), code) for code in ("en", language)]),
    }


def _until(facts: dict, language: str) -> dict:
    return _fact(lambda: _("Holds until"), lambda: words.holds_until(facts), language)


def _fact(label, value, language: str) -> dict:
    both = _both(value, language)
    return {"label": _both(label, language), "value": both["en"], "more": [both["own"]] if both["own"] else []}


def _both(write, language: str) -> dict:
    """The words in English and in the paper's language; `own` is None where the two are the same."""
    english, own = words.in_language("en", write), words.in_language(language, write)
    return {"en": run(english, "en"), "own": run(own, language) if own != english else None}


def _once(runs: list[dict]) -> list[dict]:
    return list({run["text"]: run for run in reversed(runs) if run["text"]}.values())[::-1]


def _native_name(facts: dict) -> dict | None:
    name = facts["native_name"]
    return run(name, facts["native_language"] or "en") if name and name != facts["latin_name"] else None


def _place(facts: dict) -> str:
    where = ", ".join(part for part in (facts["institution"], words.in_language("en", words.country, facts)) if part)
    return words.in_language("en", lambda: _("%(place)s, at the time of completion") % {"place": where}) if where else ""


def _did(facts: dict) -> str:
    return _("attended the seminar") if facts["kind"] == "attendance" else _("completed the course")


def _titles(facts: dict, language: str) -> tuple[dict, dict | None]:
    """The title in English, where there is one, and in the language of study; else in the paper's."""
    first = "en" if words.title(facts, "en") else facts["source_language"]
    for second in (facts["study_language"], facts["source_language"], language):
        own = words.title(facts, second)
        if own and own != words.title(facts, first):
            return run(words.title(facts, first), first), run(own, second)
    return run(words.title(facts, first), first), None


def _fine(certificate: Certificate) -> str:
    facts = certificate.facts
    record = certificate.record_sha256
    sentences = [
        _("Identity: %(level)s.") % {"level": words.identity(facts)},
        _("This paper records training; it is not a licence to practise."),
        _("Modules, minutes and hours: annex, page 2."),
        _("Template %(template)s, record SHA-256 %(record)s.")
        % {"template": facts["template"], "record": f"{record[:4]} {record[4:8]} … {record[-4:]}"},
        _("icrweb is an independent demonstration."),
    ]
    return " ".join(sentences)


def _annex(certificate: Certificate, course: dict, language: str) -> dict:
    facts = certificate.facts
    source = facts["source_language"]
    tables = []
    if facts["modules"]:
        rows = [
            {
                "title": run(module["title"], source),
                "more": words.in_language("en", words.by_pre_test) if module.get("by_pre_test") else "",
                "amount": str(module["minutes"]),
            }
            for module in facts["modules"]
        ]
        tables.append(_table(lambda: _("Module"), rows, sum(module["minutes"] for module in facts["modules"]), language))
    if facts["sittings"]:
        rows = [
            {"title": run(sitting["title"], source), "more": _starts(sitting, facts), "amount": str(sitting["minutes"])}
            for sitting in facts["sittings"]
        ]
        tables.append(_table(lambda: _("Sitting"), rows, sum(sitting["minutes"] for sitting in facts["sittings"]), language))
    if facts["minutes_by_category"]:
        rows = []
        for name, minutes in facts["minutes_by_category"].items():
            both = _both(lambda name=name: str(words.CATEGORIES.get(name, name)), language)
            rows.append({"title": both["en"], "more": both["own"]["text"] if both["own"] else "", "amount": str(minutes)})
        tables.append(_table(lambda: _("Approved hours"), rows, sum(facts["minutes_by_category"].values()), language))
    return {
        "title": _both(lambda: _("Annex to the certificate"), language),
        "edition": words.in_language("en", words.edition, facts),
        "parts": "; ".join(facts["guideline_parts"]),
        "tables": tables,
        "foot": f"{certificate.number}  ·  {certificate.address}",
    }


def _starts(sitting: dict, facts: dict) -> str:
    if not sitting.get("starts_at"):
        return ""
    moment = datetime.fromisoformat(sitting["starts_at"]).astimezone(ZoneInfo(facts["time_zone"]))
    return f"{moment.date().isoformat()}, {words.time_and_zone(moment)}"


def _table(what, rows: list[dict], total: int, language: str) -> dict:
    return {
        "what": _both(what, language),
        "amount": _both(lambda: _("Minutes"), language),
        "rows": rows,
        "total_word": words.in_language("en", lambda: _("Together")),
        "total": str(total),
    }


def _qr(address: str) -> str:
    buffer = BytesIO()
    segno.make(address, error="m", micro=False).save(buffer, kind="svg", border=0, dark="#131f38", xmldecl=False, nl=False)
    return buffer.getvalue().decode()

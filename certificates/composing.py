"""What stands on the paper of a certificate, as data for the typesetter: from its frozen facts alone."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.utils.translation import gettext as _

from icrweb.pages.scripts import run

from . import days, pictures, words
from .annex import annex_of
from .bilingual import once
from .designs import design_of, template_words, wording
from .guilloche import ground
from .models import Certificate
from .tongues import Tongue

LAYOUT = Path(__file__).parent / "typst" / "certificate.typ"
MOST_PARTS = 120  # characters that two lines hold
NAME_SIZES = (37, 34, 31, 28, 26, 24)


def paper_of(certificate: Certificate, language: str) -> dict:
    """Everything on the paper in a language; words that have no translation yet stand in English only."""
    facts, issued = certificate.facts, certificate.issued_at
    design = design_of(facts)
    tongue = Tongue(language, bilingual=design["bilingual"])
    frame = run("", tongue.own)
    course, course_second = _titles(facts, tongue)
    return {
        "lang": frame["lang"],
        "region": frame["region"],
        "fonts": frame["fonts"],
        "sheet": design["paper"],
        "specimen": None,
        "title": f"{tongue.mainly(lambda: words.kind(facts))}: {course['text']}, {certificate.latin_name}",
        "author": facts["issuer"] or "icrweb",
        "date": {"year": issued.year, "month": issued.month, "day": issued.day},
        "logo": pictures.as_svg(design["logo"]),
        "logo_alt": facts["issuer"] or "icrweb",
        "kind": tongue.both(lambda: words.kind(facts)),
        "certifies": tongue.theirs(design, "opening", lambda: _("This certifies that")),
        "latin_name": run(certificate.latin_name, "vi" if facts["native_language"] == "vi" else "en"),
        "name_sizes": NAME_SIZES,
        "native_name": _native_name(facts),
        "place": _place(facts, tongue),
        "did": tongue.theirs(design, "sentence", lambda: _did(facts)),
        "course": course,
        "course_second": course_second,
        "facts": _attended(facts, tongue) if facts["kind"] == "attendance" else _completed(facts, tongue),
        "signatories": [_signatory(one, tongue) for one in design["signatories"]],
        "stamp": tongue.both(lambda: _("Stamp")) if design["wet_stamp"] else None,
        **_issuer(certificate, design, tongue),
        "check": tongue.both(lambda: _("Check every line of this paper")),
        "number": [line for line in (certificate.number[:14], certificate.number[15:]) if line],
        "address": f"{urlsplit(settings.BASE_URL).netloc}/v",
        "qr": _qr(certificate.address),
        "qr_alt": tongue.mainly(lambda: _("QR code with the address %(address)s") % {"address": certificate.address}),
        "fine": once([run(words.in_language(code, _fine, certificate, design, code), code) for code in tongue.codes]),
        "annex": annex_of(certificate, course, tongue),
        "ground": ground(certificate.code),
        "attached": json.dumps({"number": certificate.code, **facts}, ensure_ascii=False, indent=1, sort_keys=True),
        "attached_words": tongue.mainly(lambda: _("The facts of this certificate, as recorded")),
    }


def _completed(facts: dict, tongue: Tongue) -> list[dict]:
    return [
        _completion_day(facts, tongue),
        _fact(lambda: _("Test"), lambda: words.test(facts), tongue),
        _hours(facts, tongue),
        _fact(lambda: _("Guideline parts"), lambda: _parts(facts), tongue),
        {
            **_fact(lambda: _("Edition"), lambda: words.edition(facts), tongue),
            "more": once(
                [
                    run(words.in_language(code, words.studied_in, facts), code, letters=facts["study_language"])
                    for code in tongue.codes
                ]
            ),
        },
        _until(facts, tongue),
    ]


def _parts(facts: dict) -> str:
    """The guideline parts, or how many there are where they do not fit; then the annex lists them."""
    parts = facts["guideline_parts"]
    if len("; ".join(parts)) > MOST_PARTS:
        return _("%(count)d parts, see the annex") % {"count": len(parts)}
    return "; ".join(parts) or _("None")


def _attended(facts: dict, tongue: Tongue) -> list[dict]:
    dates = [date.fromisoformat(day) for day in dict.fromkeys((facts["starts_on"], facts["ends_on"])) if day]
    return [
        {
            **_fact(lambda: _("Dates"), lambda: words.dates(facts), tongue),
            "more": [
                run(" – ".join(days.in_words(day, tongue.own) for day in dates), tongue.own),
                run(facts["time_zone"], "en"),
            ],
        },
        _fact(lambda: _("Time present"), lambda: words.hours(facts["attended_minutes"] or 0), tongue),
        _fact(lambda: _("Sittings attended"), lambda: words.sittings(facts) or "–", tongue),
        _fact(lambda: _("Place"), lambda: facts["place"] or _("Online"), tongue),
        _hours(facts, tongue) if facts["minutes_by_category"] else _until(facts, tongue),
        _completion_day(facts, tongue),
    ]


def _completion_day(facts: dict, tongue: Tongue) -> dict:
    moment = words.completed_moment(facts)
    return {
        **_fact(lambda: _("Completed"), lambda: moment.date().isoformat(), tongue),
        "more": [run(days.in_words(moment.date(), tongue.own), tongue.own), run(words.time_and_zone(moment), "en")],
    }


def _hours(facts: dict, tongue: Tongue) -> dict:
    return {
        **_fact(lambda: _("Approved hours"), lambda: words.total_hours(facts) or _("None"), tongue),
        "more": once([run(words.in_language(code, words.hours_by_category, facts), code) for code in tongue.codes]),
    }


def _until(facts: dict, tongue: Tongue) -> dict:
    return _fact(lambda: _("Holds until"), lambda: words.holds_until(facts), tongue)


def _fact(label, value, tongue: Tongue) -> dict:
    both = tongue.both(value)
    return {"label": tongue.both(label), "value": both["first"], "more": [both["second"]] if both["second"] else []}


def _native_name(facts: dict) -> dict | None:
    name = facts["native_name"]
    return run(name, facts["native_language"] or "en") if name and name != facts["latin_name"] else None


def _place(facts: dict, tongue: Tongue) -> dict | None:
    where = ", ".join(part for part in (facts["institution"], tongue.mainly(lambda: words.country(facts))) if part)
    if not where:
        return None
    return run(tongue.mainly(lambda: _("%(place)s, at the time of completion") % {"place": where}), tongue.main)


def _did(facts: dict) -> str:
    if facts["kind"] == "attendance":
        return _("attended the seminar")
    return _("completed the seminar") if facts.get("of_seminar") else _("completed the course")


def _titles(facts: dict, tongue: Tongue) -> tuple[dict, dict | None]:
    """The title in English, where there is one, and in the language of study; else in the paper's. Or in the paper's alone."""
    first = next(code for code in (tongue.main, "en", facts["source_language"]) if words.title(facts, code))
    for second in (facts["study_language"], facts["source_language"], tongue.own) if tongue.bilingual else ():
        title = words.title(facts, second)
        if title and title != words.title(facts, first):
            return run(words.title(facts, first), first), run(title, second)
    return run(words.title(facts, first), first), None


def _signatory(signatory: dict, tongue: Tongue) -> dict:
    titles = signatory["titles"]
    name = signatory["name"]
    wanted = (tongue.main, tongue.own) if tongue.bilingual else (tongue.own,)
    lines = [run(titles[code], code) for code in wanted if code in titles]
    return {
        "name": run(name, tongue.own),
        "titles": once(lines) or [run(title, code) for code, title in list(titles.items())[:1]],
        "signature": pictures.as_svg(signatory["signature"]),
        "signature_alt": tongue.mainly(lambda: _("Signature of %(name)s") % {"name": name}),
        "seal": pictures.as_svg(signatory["seal"]),
        "seal_alt": tongue.mainly(lambda: _("Seal of %(name)s") % {"name": name}),
    }


def _issuer(certificate: Certificate, design: dict, tongue: Tongue) -> dict:
    """Who stands behind the paper; the responsible person is named where no signatories are."""
    facts = certificate.facts
    responsible = "" if design["signatories"] else facts["responsible_person"]
    native = facts["responsible_person_native"] if responsible else ""
    issued = tongue.mainly(lambda: _("Issued %(moment)s") % {"moment": words.in_utc(certificate.issued_at)})
    lines = [facts["responsible_role"] if responsible else "", facts["issuer"], issued]
    return {
        "house_seal": not design["logo"] and not any(one["seal"] for one in design["signatories"]),
        "responsible": run(responsible, "en") if responsible else None,
        "responsible_native": run(native, facts["responsible_native_language"] or "en") if native else None,
        "signed": [run(line, tongue.main) for line in lines if line],
    }


def _fine(certificate: Certificate, design: dict, language: str) -> str:
    facts = certificate.facts
    record = certificate.record_sha256
    sentences = [
        _("Identity: %(level)s.") % {"level": words.identity(facts)},
        words.mutual_recognition(facts),
        wording(design, "statement", language) or _("This paper records training; it is not a licence to practise."),
        _("Modules, minutes and hours: annex, page 2."),
        _("Template %(template)s, record SHA-256 %(record)s.")
        % {"template": template_words(facts), "record": f"{record[:4]} {record[4:8]} … {record[-4:]}"},
        _("icrweb is an independent demonstration."),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _qr(address: str) -> str:
    buffer = BytesIO()
    segno.make(address, error="m", micro=False).save(buffer, kind="svg", border=0, dark="#131f38", xmldecl=False, nl=False)
    return buffer.getvalue().decode()

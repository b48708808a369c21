"""What the site states about a certificate to whoever holds its number: as labelled lines, and as data."""

from pathlib import Path

from django.utils.html import format_html
from django.utils.translation import gettext as _

from . import words
from .designs import design_of, template_words, wording
from .models import Certificate, Status

SCHEMA = Path(__file__).with_name("statement.schema.json")
# Of the frozen facts, what the public is told: never an address, a score, or the institution.
PUBLIC = (
    "kind",
    "code",
    "titles",
    "source_language",
    "study_language",
    "edition_label",
    "effective_on",
    "guideline_parts",
    "minutes_by_category",
    "modules",
    "pass_mark",
    "attended_minutes",
    "sittings",
    "place",
    "starts_on",
    "ends_on",
    "completed_at",
    "time_zone",
    "valid_until",
    "mutual_recognition",
    "latin_name",
    "native_name",
    "name_order",
    "country",
    "identity",
    "issuer",
    "responsible_person",
    "responsible_role",
    "template",
)


def successor_of(certificate: Certificate) -> Certificate | None:
    """The certificate that counts now in place of a superseded one."""
    if not certificate.superseded_by_id:
        return None
    return Certificate.objects.get(evidence_key=certificate.evidence_key, superseded_by=None)


def as_data(certificate: Certificate, successor: Certificate | None, now) -> dict:
    """The statement for machines."""
    status = certificate.status(now.date())
    return {
        "number": certificate.code,
        "address": certificate.address,
        "status": status.value,
        "checked_at": now.isoformat(timespec="seconds"),
        "issued_at": certificate.issued_at.isoformat(timespec="seconds"),
        "revoked_at": certificate.revoked_at.isoformat(timespec="seconds") if status is Status.REVOKED else None,
        "revocation_reason": certificate.revocation_reason if status is Status.REVOKED else None,
        "superseded_by": successor.code if successor else None,
        "history": [
            {"at": step["at"].isoformat(timespec="seconds"), "what": step["what"]} for step in history_of(certificate, successor)
        ],
        "facts": _public(certificate.facts),
        "signatories": [{name: one[name] for name in ("name", "titles")} for one in design_of(certificate.facts)["signatories"]],
        "record_sha256": certificate.record_sha256,
    }


def _public(facts: dict) -> dict:
    """An older certificate says nothing of what could not be stated when it was issued."""
    facts = {"mutual_recognition": None, **facts}
    return {name: facts[name] for name in PUBLIC}


def as_lines(certificate: Certificate, language: str) -> list[dict]:
    """The statement for people: label, value and, below, the same in another script."""
    facts = certificate.facts
    lines = [
        {"label": _("Number"), "value": certificate.number, "strong": True},
        {
            "label": _("Holder"),
            "value": facts["latin_name"],
            "strong": True,
            "more": facts["native_name"] if facts["native_name"] != facts["latin_name"] else "",
            "lang": facts["native_language"],
        },
        {"label": _("What"), "value": words.kind(facts)},
        _title_line(facts, language),
        *(_attendance_lines(facts) if facts["kind"] == "attendance" else _completion_lines(facts)),
        {"label": _("Approved hours"), "value": words.total_hours(facts), "more": words.hours_by_category(facts)},
        {"label": _("Holds until"), "value": words.holds_until(facts)},
        {"label": _("Identity"), "value": words.identity(facts)},
        {"label": _("Country"), "value": words.country(facts)},
        {"label": _("Issuer"), "value": facts["issuer"]},
        {
            "label": _("Responsible"),
            "value": ", ".join(part for part in (facts["responsible_person"], facts["responsible_role"]) if part),
        },
        *({"label": _("Signed by"), **one} for one in _signatories(facts, language)),
        {"label": _("Issued"), "value": words.in_utc(certificate.issued_at)},
        {"label": _("Statement"), **_own_statement(facts, language)},
        {"label": _("Mutual recognition"), "value": words.mutual_recognition(facts) or _("Not stated for this edition")},
        {"label": _("Record"), "value": _record(certificate)},
    ]
    # A template takes long to find that something is not there.
    return [{"strong": False, "more": "", "lang": "", **line} for line in lines if line["value"]]


def history_of(certificate: Certificate, successor: Certificate | None) -> list[dict]:
    """What has happened to it, oldest first: the moment, the kind of event, and the words."""
    steps = [{"at": certificate.issued_at, "what": "issued", "words": _("Issued")}]
    if certificate.revoked_at:
        reason = certificate.get_revocation_reason_display()
        words_of_it = _("Revoked. Reason: %(reason)s.") % {"reason": reason}
        steps.append({"at": certificate.revoked_at, "what": "revoked", "words": words_of_it})
    if successor:  # the one that counts now; the next one may have been corrected, too
        follower = successor if successor.pk == certificate.superseded_by_id else certificate.superseded_by
        words_of_it = _("Replaced by %(number)s") % {"number": follower.number}
        steps.append({"at": follower.issued_at, "what": "superseded", "words": words_of_it})
    return [{**step, "at_words": words.in_utc(step["at"])} for step in steps]


def verdict(certificate: Certificate, status: Status, successor: Certificate | None, now) -> str:
    """What the status means, and when that was so: the server's time, and behind it the reader's own."""
    checked = format_html(
        '<strong><time datetime="{}" data-local-time data-zone="UTC">{}</time></strong>', now.isoformat(), words.in_utc(now)
    )
    return format_html("{} {}", _meaning(certificate, status, successor), format_html(_("Checked {}."), checked))


def _meaning(certificate: Certificate, status: Status, successor: Certificate | None) -> str:
    if status is Status.SUPERSEDED:
        return _("A corrected certificate was issued on %(day)s. This one no longer counts.") % {
            "day": f"{successor.issued_at:%Y-%m-%d}"
        }
    if status is Status.REVOKED:
        return _("Taken back on %(day)s. Reason: %(reason)s.") % {
            "day": f"{certificate.revoked_at:%Y-%m-%d}",
            "reason": certificate.get_revocation_reason_display(),
        }
    if status is Status.PAST:
        return _("It held until %(day)s. It is unchanged and was not revoked.") % {"day": certificate.valid_until}
    return _("As issued, unchanged and not revoked.")


def _title_line(facts: dict, language: str) -> dict:
    """The title in English, if it has one, and in the language of study; else in the reader's."""
    first = "en" if words.title(facts, "en") else facts["source_language"]
    others = (code for code in (facts["study_language"], facts["source_language"], language) if words.title(facts, code))
    second = next((code for code in others if words.title(facts, code) != words.title(facts, first)), "")
    label = _("Seminar") if facts["kind"] == "attendance" or facts.get("of_seminar") else _("Course")
    return {
        "label": label,
        "value": words.marked(words.title(facts, first), first),
        "more": words.title(facts, second) if second else "",
        "lang": second,
    }


def _completion_lines(facts: dict) -> list[dict]:
    moment = words.completed_moment(facts)
    return [
        {"label": _("Edition"), "value": words.edition(facts), "more": words.studied_in(facts)},
        {"label": _("Guideline parts"), "value": "; ".join(facts["guideline_parts"])},
        {"label": _("Completed"), "value": _day_and_time(moment)},
        {"label": _("Test"), "value": words.test(facts)},
    ]


def _attendance_lines(facts: dict) -> list[dict]:
    return [
        {"label": _("Dates"), "value": format_html("<strong>{}</strong>", words.dates(facts)), "more": facts["time_zone"]},
        {"label": _("Place"), "value": facts["place"] or _("Online")},
        {
            "label": _("Time present"),
            "value": words.hours(facts["attended_minutes"]) if facts["attended_minutes"] else "",
            "more": words.sittings(facts),
        },
        {"label": _("Completed"), "value": _day_and_time(words.completed_moment(facts))},
    ]


def _signatories(facts: dict, language: str) -> list[dict]:
    """Who signs on the paper, with the title in the reader's language, else in English or the first there is."""
    lines = []
    for one in design_of(facts)["signatories"]:
        titles = one["titles"]
        code = next((code for code in (language, "en", *titles) if code in titles), "")
        lines.append({"value": one["name"], "more": titles.get(code, ""), "lang": code})
    return lines


def _own_statement(facts: dict, language: str) -> dict:
    """What the programme says on the paper in words of its own."""
    design = design_of(facts)
    code = next((code for code in (language, "en") if wording(design, "statement", code)), language)
    return {"value": words.marked(wording(design, "statement", code), code)}


def _day_and_time(moment) -> str:
    return format_html("<strong>{}</strong>, {}", moment.date().isoformat(), words.time_and_zone(moment))


def _record(certificate: Certificate) -> str:
    digest = certificate.record_sha256
    return _("Template %(template)s, SHA-256 %(record)s") % {
        "template": template_words(certificate.facts),
        "record": f"{digest[:4]} {digest[4:8]} … {digest[-4:]}",
    }

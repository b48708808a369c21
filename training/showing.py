"""A training record as a page shows it: rows of words, in pages where there are many."""

from django.http import QueryDict
from django.utils.translation import gettext as _

from certificates import words

from . import record_words
from .paging import page_of


def as_page(facts: dict, language: str, query: QueryDict) -> dict:
    certificates, certificate_pages = page_of(facts["certificates"], "page", query)
    external, external_pages = page_of(facts["external"], "external", query)
    seminars, seminar_pages = page_of(facts["seminars"], "seminars", query)
    return {
        "person": {
            "latin_name": facts["latin_name"],
            "native_name": _other_name(facts),
            "native_language": facts["native_language"],
        },
        "identity": record_words.identity(facts),
        "country": words.country(facts),
        "window": record_words.window(facts),
        "made": record_words.made(facts),
        "made_at": facts["made_at"],
        "hours": record_words.hours(facts),
        "external_hours": record_words.external_hours(facts),
        "cpd": words.cpd(facts),
        "certificates": [_certificate(row, language) for row in certificates],
        "certificate_pages": certificate_pages,
        "external": [_external(row) for row in external],
        "external_pages": external_pages,
        "exempted": [{**row, "title": record_words.title(row, language)[0]} for row in facts["exempted"]],
        "seminars": [_seminar(row, language) for row in seminars],
        "seminar_pages": seminar_pages,
    }


def _other_name(facts: dict) -> str:
    return facts["native_name"] if facts["native_name"] != facts["latin_name"] else ""


def _certificate(row: dict, language: str) -> dict:
    title, lang = record_words.title(row, language)
    return {
        **row,
        "title": title,
        "lang": lang,
        "kind": record_words.kind(row),
        "hours": record_words.hours_of(row),
        "status_more": row["revoked"] or (_("until %(day)s") % {"day": row["valid_until"]} if row["valid_until"] else ""),
        "identity": words.identity(row),
        "parts": "; ".join(row["guideline_parts"]),
    }


def _external(row: dict) -> dict:
    return {
        **row,
        "hours": record_words.external_hours_of(row),
        "checked": record_words.checked(row),
        "validity": record_words.external_validity(row),
    }


def _seminar(row: dict, language: str) -> dict:
    title, lang = record_words.title(row, language)
    code = row["number"].replace(" ", "")
    return {**row, "title": title, "lang": lang, "days": record_words.days(row), "time": words.hours(row["minutes"]), "code": code}

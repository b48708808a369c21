"""What a letter freezes when it is issued: everything it prints, but for passport data, whose places stay open in it.

{"layout": 1, "title", "addressee": text, "body": text, "letterhead": text, "signatory", "signatory_title", "logo", "signature", "seal",
 "issuer", "latin_name", "native_name", "country", "institution", "seminar", "seminar_language", "starts_on", "ends_on", "dates",
 "place", "mode", "with_passport": bool}
"""

from dataclasses import asdict
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import translation

from icrweb.pages.models import SiteSettings

from .. import moments
from ..letters import where
from ..models import LetterTerms, Registration, Seminar
from . import placeholders
from .wording import Wording

LAYOUT = 1
TERMS = ("sponsor", "flight", "hotel", "per_diem")


def freeze(registration: Registration, wording: Wording, language: str, today: date, *, passport: bool) -> dict:
    """The facts of a letter to one person; without `passport` the lines that name passport data are left out."""
    seminar = registration.seminar
    with translation.override(language):
        values = values_for(registration, terms_of(seminar), language, today)
    words = asdict(wording)
    if not passport:
        words |= {name: placeholders.without_passport(words[name]) for name in ("addressee", "title", "body")}
    filled = {name: placeholders.fill(words[name], values) for name in ("addressee", "title", "body")}
    first, last = days_of(seminar)
    return {
        "layout": LAYOUT,
        **words,
        **filled,
        **_signatory(wording),
        "issuer": values["issuer"],
        "latin_name": registration.person.latin_name,
        "native_name": registration.person.native_name,
        "country": registration.country,
        "institution": registration.institution_name,
        "seminar": values["seminar"],
        "seminar_titles": seminar.titles,
        "seminar_language": seminar.language,
        "starts_on": first.isoformat(),
        "ends_on": last.isoformat(),
        "dates": values["dates"],
        "place": values["place"],
        "mode": registration.mode,
        "venue": [seminar.venue, seminar.city],
        "with_passport": any(placeholders.asks_for_passport(text) for text in filled.values()),
    }


def values_for(registration: Registration, terms: LetterTerms, language: str, today: date) -> dict[str, str]:
    """What stands in each place, in the language that is active."""
    seminar, person = registration.seminar, registration.person
    first, last = days_of(seminar)
    return {
        "name": person.latin_name,
        "native_name": person.native_name,
        "institution": registration.institution_name,
        "country": str(registration.get_country_display()) if registration.country != "XX" else "",
        "role": str(registration.get_role_display()),
        "seminar": " ".join(seminar.title_in(language).split()),
        "dates": moments.days(first, last),
        "starts": moments.moment(seminar.starts_at, seminar.time_zone),
        "place": where(seminar, registration.mode),
        "takes_part": str(registration.get_mode_display()),
        "host": str(seminar.host or ""),
        "issuer": _site().issuer_name or "icrweb",
        "today": moments.day(today),
        **{name: getattr(terms, name) for name in TERMS},
    }


def _signatory(wording: Wording) -> dict:
    """Who signs: as the template says, else the responsible person of the site."""
    site = _site()
    if wording.signatory or not site.responsible_person:
        return {}
    return {"signatory": site.responsible_person, "signatory_title": site.responsible_role}


def _site() -> SiteSettings:
    return SiteSettings.objects.filter(site__is_default_site=True).first() or SiteSettings()


def terms_of(seminar: Seminar) -> LetterTerms:
    return (seminar.pk and LetterTerms.objects.filter(seminar=seminar).first()) or LetterTerms(seminar=seminar)


def days_of(seminar: Seminar) -> tuple[date, date]:
    """First and last day, at the venue."""
    zone = ZoneInfo(seminar.time_zone)
    return seminar.starts_at.astimezone(zone).date(), seminar.ends_at.astimezone(zone).date()


def outdated(facts: dict, registration: Registration) -> bool:
    """Whether a standing letter says what is not so any more: the place is gone, or mode, days or venue are others."""
    seminar = registration.seminar
    first, last = days_of(seminar)
    return (
        seminar.cancelled_at is not None
        or registration.state != Registration.State.CONFIRMED
        or facts["mode"] != registration.mode
        or (facts["starts_on"], facts["ends_on"]) != (first.isoformat(), last.isoformat())
        or facts["venue"] != [seminar.venue, seminar.city]
    )


def dates_in(facts: dict) -> tuple[date, date]:
    """First and last day, as the letter froze them."""
    return date.fromisoformat(facts["starts_on"]), date.fromisoformat(facts["ends_on"])

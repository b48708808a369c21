"""Texts that organizers write by language: which one a reader gets, and what stands for each placeholder."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import moments
from ..models import Registration, Seminar
from . import placeholders
from .facts import where


def language_for(wanted: str, written: dict, seminar: Seminar) -> str:
    """The language of the text that somebody gets: theirs, else English, else the seminar's own, else the first there is."""
    return next((code for code in (wanted, "en", seminar.language) if written.get(code)), "") or next(iter(written), "")


def values_for(seminar: Seminar, registration: Registration, position: int | None = None) -> dict[str, str]:
    """What stands for each placeholder, in the language that is active. `link` is the page of the registration."""
    return {
        "name": registration.person.latin_name or registration.person.email,
        "seminar": " ".join(seminar.title_in(registration.language).split()),
        "when": moments.span(seminar.starts_at, seminar.ends_at, seminar.time_zone),
        "where": where(seminar, registration.mode),
        "position": str(position) if position else "–",
        "link": settings.BASE_URL + reverse("seminars:place", kwargs={"seminar_key": seminar.key}),
    }


def refuse_wrong_placeholders(text: str) -> None:
    """Names the placeholder that there is not, and those that there are."""
    try:
        placeholders.check(text)
    except placeholders.UnknownPlaceholderError as error:
        sentence = _("There is no placeholder {%(name)s}. There are: %(known)s. Write a brace that is meant as one twice.")
        known = ", ".join(f"{{{name}}}" for name in placeholders.KNOWN)
        raise ValidationError(sentence % {"name": error, "known": known}, code="placeholder") from error
    except placeholders.StrayBraceError as error:
        sentence = _("A brace stands alone: %(brace)s. Write it twice if it is meant as one.")
        raise ValidationError(sentence % {"brace": error}, code="brace") from error


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: an empty line divides them."""
    found = text.replace("\r\n", "\n").split("\n\n")
    return [one.strip() for one in found if one.strip()]

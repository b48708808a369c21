"""The mails of a selection: to those who are asked for something, and to who is selected and asked to accept."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icrweb.accounts.models import Institution, User
from icrweb.trail import mail

from .. import moments
from ..letters import Letters
from ..models import Delegate, Registration, Selection


def asked_to_endorse(person: User, selection: Selection, institution: Institution, number: int) -> None:
    """A coordinator hears that people of the site wait for its word."""
    with translation.override(person.language):
        about = {"number": number, "institution": institution.name, **_title(person, selection)}
        sentence = ngettext(
            "%(number)d person of %(institution)s has applied for “%(title)s”, and waits for the word of your site.",
            "%(number)d people of %(institution)s have applied for “%(title)s”, and wait for the word of your site.",
            number,
        )
        keys = {"selection_key": selection.key, "institution_key": institution.key}
        words = {
            "subject": _("Applications of your site: %(title)s") % about,
            "title": _("Say for whom your site stands"),
            "paragraphs": [sentence % about, _("For each one, say whether your site endorses the application, in a sentence.")],
            "facts": _deadline(person, selection, selection.endorse_until),
            "button_text": _("See the applications"),
            "button_url": settings.BASE_URL + reverse("seminars:endorsements", kwargs=keys),
            "if_nothing": _("Applications that no site endorsed are decided on without its word, or not at all."),
            "why": _("You get this as coordinator of this institution."),
        }
        _put(person, selection, words)


def asked_to_rank(delegate: Delegate) -> None:
    """A delegate hears that they were named, for which country and until when."""
    person, selection = delegate.person, delegate.selection
    with translation.override(person.language):
        about = {"country": delegate.get_country_display(), **_title(person, selection)}
        keys = {"selection_key": selection.key, "country": delegate.country}
        words = {
            "subject": _("You are a country delegate: %(title)s") % about,
            "title": _("Please put the applications of %(country)s in order") % about,
            "paragraphs": [
                _("The organizer of “%(title)s” asks you to put the applications of %(country)s in order, the first one first.")
                % about,
                _("Applications come in until the deadline. You can change the order until then."),
            ],
            "facts": _deadline(person, selection, selection.rank_until),
            "button_text": _("See the applications"),
            "button_url": settings.BASE_URL + reverse("seminars:country", kwargs=keys),
            "if_nothing": _("The committee decides without an order of your country."),
            "why": _("You get this because the organizer named you."),
        }
        _put(person, selection, words)


def asked_to_review(person: User, selection: Selection, number: int) -> None:
    """A reviewer hears how many applications wait for their score."""
    with translation.override(person.language):
        about = {"number": number, **_title(person, selection)}
        sentence = ngettext(
            "The organizer of “%(title)s” asks you to score %(number)d application, by yourself.",
            "The organizer of “%(title)s” asks you to score %(number)d applications, each by yourself.",
            number,
        )
        words = {
            "subject": _("Applications to score: %(title)s") % about,
            "title": _("Applications to score"),
            "paragraphs": [
                sentence % about,
                _("Before you read one, you say whether you have a conflict of interest. With one, hand it back."),
            ],
            "facts": _deadline(person, selection, selection.score_until),
            "button_text": _("See the applications"),
            "button_url": settings.BASE_URL + reverse("seminars:reviews"),
            "if_nothing": _("The organizer asks somebody else. If you have no time, answer this mail."),
            "why": _("You get this because the organizer named you as a reviewer."),
        }
        _put(person, selection, words)


def selected(letters: Letters, registration: Registration, why: str) -> None:
    """The person is selected, if they accept in time."""
    until = registration.offer_ends_at
    with translation.override(registration.language):
        deadline = _deadline(registration.person, letters.seminar, until, _("Accept until"))
        words = {
            "subject": _("You are selected: %(title)s") % letters.title(registration),
            "title": _("You are selected"),
            "paragraphs": [
                _("The organizer of “%(title)s” has selected you. A place is held for you.") % letters.title(registration),
                _("Accept it on the page of your registration, or give it back there, so that the next one gets it at once."),
            ],
            "facts": [*deadline, *([{"label": _("The organizer writes"), "value": why}] if why else [])],
            "if_nothing": _("The offer ends at that moment, and the place goes to whoever is next."),
        }
        letters.put(registration, words)


def _title(person: User, selection: Selection) -> dict:
    return {"title": " ".join(selection.seminar.title_in(person.language).split())}


def _deadline(person: User, about: object, until: datetime | None, label: str = "") -> list[dict]:
    """Until when, in the seminar's zone and, where the profile says one, in the reader's."""
    if until is None:
        return []
    seminar = getattr(about, "seminar", about)
    facts = [{"label": label or _("Until"), "value": moments.moment(until, seminar.time_zone)}]
    if person.time_zone not in (seminar.time_zone, "UTC"):
        facts.append({"label": _("For you"), "value": moments.moment(until, person.time_zone)})
    return facts


def _put(person: User, selection: Selection, words: dict) -> None:
    seminar = selection.seminar
    context = {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "to_name": person.latin_name or person.email,
        "address": settings.BASE_URL + reverse("my:seminars"),
        **words,
    }
    message = EmailMultiAlternatives(
        subject=words["subject"],
        body=render_to_string("emails/seminars/letter.txt", context),
        to=[person.email],
        reply_to=[seminar.contact_email] if seminar.contact_email else None,
    )
    message.attach_alternative(render_to_string("emails/seminars/letter.html", context), "text/html")
    mail.put(message, person=person)

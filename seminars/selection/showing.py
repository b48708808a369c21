"""An application as those see it who have a say in it, and what is asked of them."""

from dataclasses import replace

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icrweb.accounts.models import Institution, User
from icrweb.accounts.sharing import coordinated_by

from .. import moments
from ..applications.reading import Application, application_of
from ..models import Delegate, Registration, Review, Selection


def facts_of(registration: Registration, *, names: bool = True, sites: bool = True) -> list[dict]:
    """What the application says, for `components/facts.html`; without names or institutions where a reviewer is not to see them."""
    facts = [{"label": _("Application"), "value": _("No. %(number)d") % {"number": registration.number}}]
    if names:
        person = registration.person
        facts.append({"label": _("Name"), "value": str(person), "more": person.native_name, "strong": True})
    facts.append({"label": _("Role"), "value": registration.get_role_display() or _("Not stated")})
    if sites:
        facts += [
            {"label": _("Institution"), "value": registration.institution_name or _("Not stated")},
            {"label": _("Country"), "value": registration.get_country_display() or _("Not stated")},
        ]
    return facts


def application_for(registration: Registration, language: str, *, files: bool) -> Application:
    """The answers at sign-up, for who has a say from outside the office: never what was asked after a place was given."""
    application = application_of(registration, language)
    return replace(application, after_acceptance=[], files=application.files if files else [])


def until_words(selection: Selection, until) -> str:
    """The deadline of a step in words, with its zone; nothing where there is none."""
    return _("Until %(moment)s") % {"moment": moments.moment(until, selection.seminar.time_zone)} if until else ""


def asked_of(person: User, language: str) -> list[dict]:
    """What seminars ask of somebody today, with its address: to endorse, to put in order, to score."""
    return [*_to_endorse(person, language), *_to_rank(person, language), *_to_score(person)]


def _to_endorse(person: User, language: str) -> list[dict]:
    mine = Registration.objects.filter(
        state=Registration.State.REQUESTED, institution__in=coordinated_by(person), seminar__cancelled_at=None
    )
    mine = mine.filter(seminar__selections__mode=F("mode"), seminar__selections__endorsed=True).exclude(person=person)
    left = Count("pk", filter=Q(endorsement=None))
    counted = list(mine.order_by().values_list("seminar__selections", "institution").annotate(left=left))
    selections = Selection.objects.select_related("seminar").in_bulk({row[0] for row in counted})
    institutions = Institution.objects.in_bulk({row[1] for row in counted})
    return [
        {
            "url": reverse("seminars:endorsements", args=[selections[selection].key, institutions[institution].key]),
            "text": _("Endorse applications of %(institution)s") % {"institution": institutions[institution].name},
            "more": _more(selections[selection], language, number),
        }
        for selection, institution, number in sorted(counted)
    ]


def _to_rank(person: User, language: str) -> list[dict]:
    delegations = Delegate.objects.filter(person=person, selection__ranked=True, selection__seminar__cancelled_at=None)
    delegations = delegations.filter(selection__seminar__starts_at__gt=timezone.now()).select_related("selection__seminar")
    return [
        {
            "url": reverse("seminars:country", args=[one.selection.key, one.country]),
            "text": _("Put the applications of %(country)s in order") % {"country": one.get_country_display()},
            "more": one.selection.seminar.title_in(language),
        }
        for one in delegations
    ]


def _to_score(person: User) -> list[dict]:
    mine = Review.objects.for_reviewer(person).standing().filter(registration__seminar__starts_at__gt=timezone.now())
    counts = mine.aggregate(all=Count("pk"), left=Count("pk", filter=Q(submitted_at=None)))
    if not counts["all"]:
        return []
    left = ngettext("%(number)d left to score", "%(number)d left to score", counts["left"]) % {"number": counts["left"]}
    words = left if counts["left"] else _("All scores are sent in.")
    return [{"url": reverse("seminars:reviews"), "text": _("Applications to score"), "more": words}]


def _more(selection: Selection, language: str, left: int) -> str:
    title = selection.seminar.title_in(language)
    if not left:
        return title
    words = ngettext("%(title)s: %(number)d waits for your word", "%(title)s: %(number)d wait for your word", left)
    return words % {"title": title, "number": left}

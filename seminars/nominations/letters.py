"""The mails about nominations, each in its reader's language."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from icrweb.accounts.models import Institution
from icrweb.accounts.sharing import coordinations

from .. import moments
from ..letters import Post
from ..models import Nomination, NominationCall


def call_opened(call: NominationCall, sites: list[Institution], post: Post) -> None:
    """The coordinators of sites that may name people from now on."""
    numbers = {one.institution_id: one.number for one in call.numbers.all()}
    for row in coordinations().filter(institution__in=sites).select_related("user", "institution").order_by("pk"):
        guest = post.to_guest("", "", row.user.language, call.mode, row.user)
        with translation.override(row.user.language):
            about = post.title(guest) | {"site": row.institution.name}
            words = {
                "subject": _("Your site may name people: %(title)s") % about,
                "title": _("Your site may name people"),
                "paragraphs": [
                    _("The organizer of “%(title)s” asks %(site)s to name people who should take part.") % about,
                    _("They must accept themselves before the deadline."),
                ],
                "facts": [
                    {"label": _("Nominations of your site"), "value": numbers[row.institution_id]},
                    {"label": _("Deadline"), "value": moments.moment(call.ends_at, post.seminar.time_zone)},
                ],
                "button_text": _("Name people"),
                "button_url": settings.BASE_URL + reverse("seminars:site_nominations", args=[row.institution.key]),
                "if_nothing": _("Nobody is named by your site."),
                "why": _("You get this because you coordinate this site."),
            }
            post.put(guest, words)


def nominated(nomination: Nomination, post: Post) -> None:
    """Whoever was named is asked."""
    guest = post.to_guest("", "", nomination.person.language, nomination.call.mode, nomination.person)
    with translation.override(guest.language):
        about = post.title(guest) | {"site": nomination.institution.name, "coordinator": str(nomination.nominated_by)}
        words = {
            "subject": _("Your site has named you: %(title)s") % about,
            "title": _("Your site has named you"),
            "paragraphs": [
                _("%(coordinator)s has named you for “%(title)s” on behalf of %(site)s.") % about,
                _("You decide: accept, or say that you do not want to come."),
            ],
            "facts": [
                {"label": _("Answer until"), "value": moments.moment(nomination.ends_at, post.seminar.time_zone)},
                {"label": _("Your coordinator writes"), "value": nomination.why},
            ],
            "button_text": _("Answer"),
            "button_url": _address(nomination),
            "if_nothing": _("You are not registered, and your site may name somebody else."),
            "why": _("You get this because your site has named you for this seminar."),
        }
        post.put(guest, words)


def replaced(nomination: Nomination, post: Post) -> None:
    """Somebody else was named in their place; what had been registered is cancelled."""
    guest = post.to_guest("", "", nomination.person.language, nomination.call.mode, nomination.person)
    with translation.override(guest.language):
        about = post.title(guest) | {"site": nomination.institution.name}
        words = {
            "subject": _("Somebody else is named: %(title)s") % about,
            "title": _("Your site has named somebody else"),
            "paragraphs": [
                _("%(site)s has named somebody else for “%(title)s” in your place.") % about,
                _("If you had accepted, that registration is cancelled."),
            ],
            "button_text": _("My seminars"),
            "button_url": settings.BASE_URL + reverse("my:seminars"),
            "if_nothing": _("You are not expected. Ask your coordinator if you have a question."),
            "why": _("You get this because your site had named you for this seminar."),
        }
        post.put(guest, words)


def declined(nomination: Nomination, post: Post) -> None:
    """The coordinator may name somebody else."""
    reader = nomination.nominated_by
    guest = post.to_guest("", "", reader.language, nomination.call.mode, reader)
    with translation.override(reader.language):
        about = post.title(guest) | {"person": str(nomination.person)}
        words = {
            "subject": _("%(person)s does not want to come: %(title)s") % about,
            "title": _("Somebody whom you named does not want to come"),
            "paragraphs": [_("%(person)s has declined your nomination for “%(title)s”. You may name somebody else.") % about],
            "button_text": _("Name people"),
            "button_url": settings.BASE_URL + reverse("seminars:site_nominations", args=[nomination.institution.key]),
            "if_nothing": _("This nomination stays unused."),
            "why": _("You get this because you coordinate this site."),
        }
        post.put(guest, words)


def _address(nomination: Nomination) -> str:
    return settings.BASE_URL + reverse("seminars:nomination", args=[nomination.key])

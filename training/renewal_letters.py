"""The mails about renewals: to the person, and to the coordinators of an institution. Names and titles are values, never templates."""

from datetime import date

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.endings import Ending
from courses import lettering
from icrweb.accounts.models import Institution, User
from icrweb.trail import mail

from . import ending_words
from .renewal import EARLY, Due

NAMED = 15
_SIGNER = signing.Signer(salt="training.reminders.stop")


def stop_address(person: User) -> str:
    """Whoever has this address, and nobody else, stops the early reminders with one click."""
    return settings.BASE_URL + reverse("training:stop_reminders", kwargs={"stop_token": _SIGNER.sign(person.key.hex)})


def person_to_stop(token: str) -> User | None:
    try:
        return User.objects.filter(key=_SIGNER.unsign(token)).first()
    except signing.BadSignature:
        return None


def remind(person: User, found: list[tuple[Due, Ending]], today: date) -> None:
    """All that is due in one mail. Only early reminders carry the way to stop them: the others cannot be stopped."""
    with translation.override(person.language):
        subject = _subject(person, found, today)
        facts = [
            {
                "label": ending_words.title(ending, person.language)[0],
                "value": "; ".join(ending_words.for_whom(ending, person.language, today)),
            }
            for _due, ending in found
        ]
        early = any(one.stage in EARLY for one, _ending in found)
        stop = stop_address(person)
        if early:
            facts.append({"label": _("Stop the early reminders"), "value": stop})
        message = lettering.letter(
            person.email,
            person,
            {
                "subject": subject,
                "title": subject,
                "paragraphs": [
                    _("You have begun to renew. The new certificate counts from the day on which you finish.")
                    if all(one.begun for one, _ending in found)
                    else _("To renew is to take the course again, in its newest edition. You then get a new certificate."),
                    _("The certificate you hold stays as it is: its number, its paper and what the check says."),
                    _("Until when training counts is guidance from the bodies named. Ask them before you rely on it."),
                ],
                "facts": facts,
                "button_text": _("Go on") if all(one.begun for one, _ending in found) else _("Renew"),
                "button_url": settings.BASE_URL + reverse("my:certificates") + "#renew",
                "if_nothing": _("Nothing is taken away. For whoever is named, your training counts until the day they set."),
                "why": _why(early),
            },
        )
    if early:
        message.extra_headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail.put(message, person=person)


def _why(early: bool) -> str:
    if early:
        return _("You get this 90, 60 and 30 days before training ends. You can stop these; those around its last day always come.")
    return _("You get this in the last week and once after the end, whatever else you have stopped: studies may depend on it.")


def _subject(person: User, found: list[tuple[Due, Ending]], today: date) -> str:
    if len(found) > 1:
        return ngettext("%(number)d training to renew", "%(number)d trainings to renew", len(found)) % {"number": len(found)}
    (due, ending), *_rest = found
    about = {"title": ending_words.title(ending, person.language)[0], "days": due.days, "day": ending.last.isoformat()}
    if due.days > 0:
        return ngettext("%(days)d day left to renew “%(title)s”", "%(days)d days left to renew “%(title)s”", due.days) % about
    if due.days == 0:
        return _("Today is the last day of “%(title)s”") % about
    return _("“%(title)s” ended on %(day)s") % about


def digest(coordinator: User, institution: Institution, rows: list[tuple[User, Ending]], today: date) -> None:
    """Whose training ends at an institution, or has ended; only of people who share with it."""
    with translation.override(coordinator.language):
        number = len(rows)
        about = {"number": number, "institution": institution.name}
        paragraphs = [_("Of people who share their training with %(institution)s, these should renew.") % about]
        if number > NAMED:
            paragraphs.append(_("Below are the %(named)d that end first.") % {"named": NAMED})
        lettering.put(
            coordinator.email,
            coordinator,
            {
                "subject": _("Renewals at %(institution)s: %(number)d") % about,
                "title": _("Renewals this week"),
                "paragraphs": paragraphs,
                "facts": [
                    {
                        "label": str(person),
                        "value": _("%(title)s: %(ends)s")
                        % {
                            "title": ending_words.title(ending, coordinator.language)[0],
                            "ends": ending_words.ends(ending, today),
                        },
                    }
                    for person, ending in rows[:NAMED]
                ],
                "button_text": _("See the list"),
                "button_url": settings.BASE_URL + reverse("training:renewals", kwargs={"institution_key": institution.key}),
                "if_nothing": _("Each of them is reminded by themselves."),
                "why": _("You get this once a week, as coordinator of this institution, while there is something to say."),
            },
        )

"""The mails after a seminar: the form at its end, after 3 and 12 months, at most two reminders each, and a word to the supervisor."""

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evaluation.models import SeminarReply
from icrweb.trail import mail

_SIGNER = signing.Signer(salt="evaluation.followups.supervisor")


def invite(row: SeminarReply, *, again: bool = False) -> None:
    """The form, or a reminder of it, in the language of the registration, with the way to stop such mails."""
    registration = row.registration
    with translation.override(registration.language):
        title = {"title": " ".join(registration.seminar.title_in(registration.language).split())}
        end = row.stage == SeminarReply.Stage.END
        if end:
            subject, heading = _("How was it? %(title)s") % title, _("How was the seminar?")
            lines = [
                _("You took part in “%(title)s”. A few questions about it take two minutes.") % title,
                _("The organizer reads the answers without names, and only once five people have answered."),
            ]
        else:
            subject, heading = _("What came of it? %(title)s") % title, _("What came of the seminar?")
            lines = [
                _("Some time ago you took part in “%(title)s”. Where do your plans stand today?") % title,
                _("The organizer reads this with your name, and counts it for those who pay for the seminars."),
            ]
        stop = settings.BASE_URL + reverse("evaluation:stop_seminar_mails", kwargs={"reply_key": row.key})
        words = {
            "subject": _("Reminder: %(subject)s") % {"subject": subject} if again else subject,
            "title": heading,
            "paragraphs": lines,
            "facts": [{"label": _("No such mails"), "value": stop}],
            "button_text": pgettext("a button", "Answer"),
            "button_url": settings.BASE_URL + reverse("evaluation:after_seminar", kwargs={"reply_key": row.key}),
            "if_nothing": _("Nothing happens. You get at most two reminders."),
            "why": _("You get this because you attended the seminar."),
        }
        message = _letter(registration.person.email, registration.person.latin_name, words)
    message.extra_headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail.put(message, person=registration.person)


def ask_supervisor(row: SeminarReply) -> None:
    """One mail to the address that the participant gave; the link in it is the proof, and needs no account."""
    registration = row.registration
    person = {"person": registration.person.latin_name or registration.person.email}
    with translation.override(registration.language):
        words = {
            "subject": _("A word about %(person)s after a seminar") % person,
            "title": _("A word from the supervisor"),
            "paragraphs": [
                _("%(person)s attended a seminar and gave your address.") % person,
                _("Two questions: is what was learned used at your site, and how? The organizer of the seminar reads your answer."),
            ],
            "facts": [{"label": _("Seminar"), "value": registration.seminar.title_in(registration.language)}],
            "button_text": pgettext("a button", "Answer"),
            "button_url": settings.BASE_URL + reverse("evaluation:supervisor", kwargs={"token": token_of(row)}),
            "if_nothing": _("Nothing happens, and you get no reminder."),
            "why": _("You get this once, because a participant named you as supervisor."),
        }
        mail.put(_letter(row.supervisor_email, "", words))


def token_of(row: SeminarReply) -> str:
    return _SIGNER.sign(row.key.hex)


def reply_of(token: str) -> SeminarReply | None:
    """The row behind a supervisor's link; None for a link that is not ours."""
    try:
        rows = SeminarReply.objects.select_related("registration__person", "registration__seminar")
        return rows.filter(key=_SIGNER.unsign(token), supervisor_asked_at__isnull=False).first()
    except signing.BadSignature:
        return None


def _letter(address: str, name: str, words: dict) -> EmailMultiAlternatives:
    context = {"site_name": settings.WAGTAIL_SITE_NAME, "to_name": name or address, **words}
    body = render_to_string("accounts/letter.txt", context).strip() + "\n"
    message = EmailMultiAlternatives(subject=context["subject"], body=body, to=[address])
    message.attach_alternative(render_to_string("accounts/letter.html", context), "text/html")
    return message

"""The mails about questions: to the person who asked, and to the team. Each in its reader's language."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helpdesk.models import Message, Thread
from icrweb.accounts.models import User
from icrweb.trail import mail


def answered(thread: Thread, message: Message) -> None:
    """To who asked: the answer itself, and where to write back."""
    person = thread.asker
    with translation.override(person.language if person else thread.language):
        words = {
            "subject": _("Your question was answered"),
            "title": _("Your question was answered"),
            "paragraphs": message.text.split("\n\n"),
            "facts": _about(thread),
            "why": _("You get this because you asked a question on this site."),
        }
        if person:
            words |= _button(_("Read it and write back"), reverse("helpdesk:thread", kwargs={"thread_key": thread.key}))
            words["if_nothing"] = _("The question counts as answered. Writing back opens it again.")
        else:
            words |= _button(_("Write again"), reverse("helpdesk:ask"))
        _put(words, person, person.email if person else thread.address)


def to_team(person: User, threads: list[Thread]) -> None:
    """To a member of a team: what was asked since the last mail."""
    with translation.override(person.language):
        title = ngettext("%(number)d question waits", "%(number)d questions wait", len(threads)) % {"number": len(threads)}
        words = {
            "subject": title,
            "title": title,
            "paragraphs": [_("Learners wait for an answer. Take one on before you answer, so that nobody does it twice.")],
            "facts": [{"label": str(thread.get_kind_display()), "value": _where(thread)} for thread in threads],
            "if_nothing": _("The questions stay in the list of open ones."),
            "why": _("You get this because you are in the team that answers."),
        }
        words |= _button(_("To the questions"), reverse("questions_inbox:index"))
        _put(words, person, person.email)


def _about(thread: Thread) -> list[dict]:
    if not thread.lesson_title:
        return []
    return [{"label": _("Where"), "value": _where(thread)}, {"label": _("Words"), "value": thread.words}]


def _where(thread: Thread) -> str:
    return (
        " · ".join(part for part in (thread.course_title, thread.lesson_title) if part) or f"{thread.opened_at:%Y-%m-%d %H:%M} UTC"
    )


def _button(text: str, path: str) -> dict:
    return {"button_text": text, "button_url": settings.BASE_URL + path}


def _put(words: dict, person: User | None, address: str) -> None:
    context = {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "to_name": (person.latin_name if person else "") or address,
        **words,
    }
    message = EmailMultiAlternatives(
        subject=context["subject"], body=render_to_string("accounts/letter.txt", context).strip() + "\n", to=[address]
    )
    message.attach_alternative(render_to_string("accounts/letter.html", context), "text/html")
    mail.put(message, person=person)

"""The mail about a round of practice, and the address that stops it. No question and no key stands in a mail."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses import lettering
from courses.models import Practice, PracticeRound
from courses.outline import page_words
from icrweb.trail import mail

_SIGNER = signing.Signer(salt="courses.practice.stop")


def stop_address(practice: Practice) -> str:
    """Whoever has this address, and nobody else, stops the practice with one click."""
    return settings.BASE_URL + reverse("courses:stop_practice", kwargs={"token": _SIGNER.sign(str(practice.key))})


def practice_to_stop(token: str) -> Practice | None:
    try:
        return Practice.objects.filter(key=_SIGNER.unsign(token)).first()
    except signing.BadSignature:
        return None


def write_round(found: PracticeRound) -> None:
    practice = found.practice
    enrolment = practice.enrolment
    person, edition = enrolment.learner, enrolment.edition
    stop = stop_address(practice)
    with translation.override(person.language):
        title = page_words([enrolment.course_key], person.language).get(str(enrolment.course_key), (edition.title,))[0]
        about = {"days": found.day, "course": title}
        days_ago = ngettext(
            "%(days)d day ago you finished “%(course)s”.", "%(days)d days ago you finished “%(course)s”.", found.day
        )
        message = lettering.letter(
            person.email,
            person,
            {
                "subject": _("Three questions: %(course)s") % about,
                "title": _("Three questions, two minutes"),
                "paragraphs": [
                    days_ago % about,
                    _("Each answer is explained at once, with the lesson to read again. Nothing here changes your certificate."),
                ],
                "facts": [{"label": _("Stop this practice"), "value": stop}],
                "button_text": pgettext("a button", "Answer"),
                "button_url": settings.BASE_URL + reverse("courses:practice_round", kwargs={"round_key": found.key}),
                "if_nothing": _("Nothing happens, and you get no reminder."),
                "why": _("You get this because you asked for practice after this course."),
            },
        )
    message.extra_headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail.put(message, person=person)

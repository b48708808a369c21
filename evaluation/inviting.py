"""The one mail 90 days after a course was finished, and stopping it."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.models import Enrolment
from courses.outline import page_words
from evaluation.models import LaterCheck, NoMoreMail
from icrweb.accounts.models import User
from icrweb.trail import mail

AFTER = timedelta(days=90)
NOT_AFTER = timedelta(days=120)  # whoever finished long before this came to be is left alone


def invite_after_ninety_days() -> int:
    """Write to who finished a course 90 days ago: once an enrolment, in their language, unless they stopped it."""
    now = timezone.now()
    due = Enrolment.objects.filter(
        completed_at__lte=now - AFTER, completed_at__gt=now - NOT_AFTER, later_check=None, learner__is_active=True
    ).exclude(learner__in=NoMoreMail.objects.values("person"))
    return sum(invite(enrolment) is not None for enrolment in due.select_related("learner", "edition").order_by("pk")[:100])


def invite(enrolment: Enrolment) -> LaterCheck | None:
    """The check with its mail, in one transaction; None where there is one already."""
    try:
        with transaction.atomic():
            check = LaterCheck.objects.create(enrolment=enrolment)
            _write(check)
    except IntegrityError:
        return None  # another worker was faster
    return check


def stop_mail(check: LaterCheck) -> None:
    """No more mail about evaluations to the person whose check this is."""
    NoMoreMail.objects.get_or_create(person=check.enrolment.learner)


def wants_mail(person: User) -> bool:
    return not NoMoreMail.objects.filter(person=person).exists()


def _write(check: LaterCheck) -> None:
    enrolment = check.enrolment
    person, edition = enrolment.learner, enrolment.edition
    with translation.override(person.language):
        title = page_words([enrolment.course_key], person.language).get(str(enrolment.course_key), (edition.title,))[0]
        stop = settings.BASE_URL + reverse("evaluation:stop", kwargs={"check_key": check.key})
        context = {
            "site_name": settings.WAGTAIL_SITE_NAME,
            "to_name": person.latin_name or person.email,
            "subject": _("Have you used it? %(title)s") % {"title": title},
            "title": _("Have you used it?"),
            "paragraphs": [
                _("Three months ago you finished “%(title)s”.") % {"title": title},
                _("Three questions and five to test yourself: two minutes. Nothing here changes your certificate."),
            ],
            "facts": [{"label": _("No such mails"), "value": stop}],
            "button_text": pgettext("a button", "Answer"),
            "button_url": settings.BASE_URL + reverse("evaluation:later", kwargs={"check_key": check.key}),
            "if_nothing": _("Nothing happens, and you get no reminder."),
            "why": _("You get this once, because you finished the course."),
        }
        message = EmailMultiAlternatives(
            subject=context["subject"], body=render_to_string("accounts/letter.txt", context).strip() + "\n", to=[person.email]
        )
        message.attach_alternative(render_to_string("accounts/letter.html", context), "text/html")
        message.extra_headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        mail.put(message, person=person)

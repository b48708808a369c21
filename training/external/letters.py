"""The mails about external training, to the person who sent it, in their language."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.models import ExternalTraining
from courses import lettering


def accepted(training: ExternalTraining) -> None:
    with translation.override(training.person.language):
        _put(
            training,
            _("Your external training was accepted"),
            [_("It stands in your training record, marked as external, with who checked it and when.")],
            _("Nothing is left to do."),
        )


def rejected(training: ExternalTraining) -> None:
    with translation.override(training.person.language):
        _put(
            training,
            _("Your external training was not accepted"),
            [_("Whoever checked it wrote:"), training.reason],
            _("It does not count. Mend what is named, then send it again."),
        )


def _put(training: ExternalTraining, subject: str, paragraphs: list[str], if_nothing: str) -> None:
    lettering.put(
        training.person.email,
        training.person,
        {
            "subject": subject,
            "title": subject,
            "paragraphs": paragraphs,
            "facts": [{"label": training.provider, "value": training.title}],
            "button_text": _("See my training record"),
            "button_url": settings.BASE_URL + reverse("training:own") + "#external",
            "if_nothing": if_nothing,
            "why": _("You get this because you sent training of another provider to be checked."),
        },
    )

"""Giving an evaluation: voluntary, after the certificate, once a stage, and changeable while the page is open to its giver."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Enrolment
from evaluation.models import SCALE, Evaluation, Stage, Used

LONGEST = 2000
ANSWERS = {Stage.AFTER: ("useful", "clear", "words"), Stage.LATER: ("used", "sure", "words")}


def evaluate(enrolment: Enrolment, stage: str, answers: dict, language: str) -> Evaluation:
    """Keep the answers of one stage; given again, the later ones count. What is left out stays unanswered.

    `answers`: useful, clear, sure: 1 to 5; used: one of `Used`; words: text.
    """
    if not enrolment.completed_at:
        raise ValidationError(_("Finish the course first. These questions are about the whole of it."), code="not_finished")
    kept = {name: _checked(name, answers.get(name)) for name in ANSWERS[Stage(stage)]}
    if not any(kept.values()):
        raise ValidationError(_("Answer at least one question, or leave the page: all of them are optional."), code="empty")
    with transaction.atomic():
        enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
        found, _made = Evaluation.objects.update_or_create(
            enrolment=enrolment,
            stage=stage,
            defaults={
                "course_key": enrolment.course_key,
                "edition_id": enrolment.edition_id,
                "language": language,
                "given_at": timezone.now(),
                **kept,
            },
        )
    return found


def _checked(name: str, value):
    if name == "words":
        words = (value or "").replace("\r\n", "\n").strip()
        if len(words) > LONGEST:
            raise ValidationError(
                _("Please write at most %(most)d characters; these are %(number)d."),
                code="too_long",
                params={"most": LONGEST, "number": len(words)},
            )
        return words
    if name == "used":
        if value and value not in Used.values:
            raise ValidationError(_("Choose an answer from the list."), code="choice")
        return value or ""
    if value is not None:
        for check in SCALE:
            check(value)
    return value

"""The five questions after 90 days: drawn, answered and shown with their answers. They decide nothing."""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import asking
from courses.drawing import draw, few_of
from courses.models import SeenQuestion
from evaluation.models import LaterCheck

ITEMS = 5


def set_check(check: LaterCheck, language: str) -> LaterCheck:
    """Draw five questions of the course's final test, those seen least first; set once, they stay."""
    with transaction.atomic():
        check = _locked(check)
        if check.paper:
            return check
        paper, marking, chosen = _draw(check, language)
        check.paper, check.marking, check.language = paper, marking, chosen
        check.save(update_fields=["paper", "marking", "language"])
    return check


def _draw(check: LaterCheck, language: str) -> tuple[list, dict, str]:
    """In the reader's language, else in the course's own; empty where the bank has too few questions today."""
    edition = check.enrolment.edition
    pools = few_of(edition, ITEMS)
    seen = SeenQuestion.objects.counts(check.enrolment.learner_id)
    for chosen in dict.fromkeys([language, edition.language]):
        if drawn := draw(pools, chosen, secrets.randbits(62), seen, whole=False):
            return (*drawn, chosen)
    return [], {}, ""


def hand_in(check: LaterCheck, answers: dict) -> LaterCheck:
    """Mark the check, once. `answers`: by item, in the shapes of a quiz; a number that is none counts as not answered."""
    with transaction.atomic():
        check = _locked(check)
        if check.submitted_at:
            return check
        if not check.paper:
            raise ValidationError(_("There are too few questions for a check today."), code="not_ready")
        check.answers = {item["item"]: _shaped(item, answers.get(item["item"])) for item in check.paper}
        check.right = sum(credit == 1 for credit in credits_of(check).values())
        check.submitted_at = timezone.now()
        check.save(update_fields=["answers", "right", "submitted_at"])
    return check


def credits_of(check: LaterCheck) -> dict:
    """Credit by item, in the order of the paper."""
    return {
        item["item"]: asking.credit(item["kind"], check.marking[item["item"]], check.answers.get(item["item"]))
        for item in check.paper
    }


def _shaped(item: dict, values: list[str] | None):
    """What is no answer counts as none: nothing hangs on the check."""
    try:
        return asking.read(item, [value for value in values or [] if isinstance(value, str)])
    except asking.AnswerError:
        return None


def _locked(check: LaterCheck) -> LaterCheck:
    return LaterCheck.objects.select_for_update(of=("self",)).select_related("enrolment__edition").get(pk=check.pk)

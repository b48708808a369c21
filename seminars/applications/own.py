"""What a person sees of their own application."""

from django.utils import timezone
from django.utils.translation import get_language

from .. import moments
from ..models import AcceptanceForm, ExtraQuestion, Registration
from . import acceptance
from .applying import may_change
from .owing import owing
from .reading import lines_of

Part = ExtraQuestion.Part


def own_application(registration: Registration) -> dict | None:
    """Their answers and files, what they may still change, and what is still to be answered; None where nothing was ever asked."""
    questions = list(registration.seminar.extra_questions.select_related("seminar"))
    if not questions:
        return None
    language = get_language()
    answers = list(registration.answers.select_related("question"))
    asked = [one for one in questions if one.retired_at is None and one.mode in ("", registration.mode)]
    return {
        "lines": lines_of(answers, Part.SIGN_UP, language),
        "files": [(one.label_in(language), one) for one in registration.files.current().select_related("question")],
        "may_change": any(one.part == Part.SIGN_UP for one in asked) and may_change(registration),
        "owes": owing(Registration.objects.filter(pk=registration.pk)).exists(),
        "later": lines_of(answers, Part.ACCEPTED, language),
        **_after_acceptance(registration, [one for one in asked if one.part == Part.ACCEPTED]),
    }


def _after_acceptance(registration: Registration, asked: list[ExtraQuestion]) -> dict:
    now = timezone.now()
    if not asked or acceptance.why_not(registration, now):
        return {"may_answer": False}
    form = AcceptanceForm.objects.filter(registration=registration).first()
    due = acceptance.due_at(registration, form.asked_at if form else now)
    return {
        "may_answer": True,
        "was_answered": form is not None and form.answered_at is not None,
        "due": moments.moment(due, registration.seminar.time_zone),
    }

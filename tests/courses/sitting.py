"""What tests of attempts do again and again: begin one, answer all of it, ask for a refusal, find a question, name an address."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from courses.asking import KINDS
from courses.models import Attempt
from courses.quizzes import save_response, start_attempt
from tests.factories.questions import make_bank, make_question, make_sitting, right_answer, wrong_answer

DECIDING = [name for name, kind in KINDS.items() if not kind.formative]


def start(enrolment, quiz, language="en", declared=True) -> Attempt:
    return start_attempt(enrolment, quiz, language, declared)


def one_of_every_kind() -> Attempt:
    """An open attempt with a question of each kind that a test may decide by."""
    bank = make_bank()
    for kind in DECIDING:
        make_question(bank, kind)
    enrolment, quiz = make_sitting(bank=bank, questions=len(DECIDING))
    return start(enrolment, quiz)


def answer_all(attempt, right: int | None = None) -> Attempt:
    """Answer every question; the first `right` of them (all when not given) as they should be."""
    for number, question in enumerate(attempt.paper):
        give = right_answer if right is None or number < right else wrong_answer
        save_response(attempt, question["item"], give(attempt, question["item"]), number + 1, False)
    return attempt


def refusal_of(deed, *args, **kwargs) -> ValidationError:
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **kwargs)
    return refusal.value


def question_of(attempt, kind) -> dict:
    return next(question for question in attempt.paper if question["kind"] == kind)


def url(name: str, attempt: Attempt, query: str = "") -> str:
    with translation.override("en"):
        return reverse(f"courses:{name}", kwargs={"attempt_key": attempt.key}) + query

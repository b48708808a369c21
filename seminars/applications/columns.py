"""Answers as columns beside the list of registrations. What was asked after acceptance stays out: it leaves the site in no file."""

from collections import defaultdict
from collections.abc import Iterable

from ..models import Answer, ExtraQuestion, Registration, Seminar


def answer_columns(seminar: Seminar, rows: list[Registration]) -> tuple[list[str], Iterable[list[str]]]:
    """The headings, in the seminar's own language, and for each row its cells; two queries."""
    asked = seminar.extra_questions.filter(part=ExtraQuestion.Part.SIGN_UP).exclude(kind=ExtraQuestion.Kind.FILE)
    questions = list(asked.select_related("seminar"))
    cells = defaultdict(dict)
    if questions:
        for answer in Answer.objects.current().filter(registration__seminar=seminar, question__in=questions):
            cells[answer.registration_id][answer.question_id] = "; ".join(answer.words_in(seminar.language))
    return [str(one) for one in questions], [[cells[row.pk].get(one.pk, "") for one in questions] for row in rows]

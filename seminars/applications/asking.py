"""Setting what a seminar asks of people. What was answered stays, with the words of the question as they were."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from .. import moments
from ..models import ExtraQuestion, Seminar

MOST_QUESTIONS = 40
MOST_CHOICES = 60
Kind = ExtraQuestion.Kind


@dataclass(frozen=True)
class Row:
    """One question as it is typed. `key` is that of a question there is already; `number` what the person who types calls it."""

    part: str
    kind: str
    labels: dict[str, str]
    number: int
    key: UUID | None = None
    mode: str = ""
    hints: dict[str, str] = field(default_factory=dict)
    choices: list[dict[str, str]] = field(default_factory=list)
    endings: list[str] = field(default_factory=list)
    most_megabytes: int = 5
    required: bool = True


@transaction.atomic
def set_questions(seminar: Seminar, rows: list[Row], by: User | None, *, until: datetime | None = None) -> Seminar:
    """Replace what is asked, in the order of the rows. A question that somebody has answered is retired, not deleted.

    `until`: when those who have a place should have answered what is asked after acceptance.
    """
    seminar = Seminar.objects.select_for_update().get(pk=seminar.pk)
    if until and until > seminar.starts_at:
        starts = moments.moment(seminar.starts_at, seminar.time_zone)
        sentence = _("The answers must be in before the seminar starts, on %(moment)s. Choose an earlier time.")
        raise ValidationError(sentence % {"moment": starts}, code="until")
    if len(rows) > MOST_QUESTIONS:
        raise ValidationError(_("Ask at most %(most)d questions.") % {"most": MOST_QUESTIONS}, code="many")
    there = {one.key: one for one in seminar.extra_questions.filter(retired_at=None)}
    before = _in_words(there.values(), seminar)
    kept = []
    for position, row in enumerate(rows):
        _refuse_what_cannot_be_asked(seminar, row)
        question = there.pop(row.key, None) or ExtraQuestion(seminar=seminar)
        if question.pk and question.kind != row.kind and _was_answered(question):
            sentence = _("Question %(number)d has answers already, so its kind stays. Leave it out, and add a new one.")
            raise ValidationError(sentence % {"number": row.number}, code="kind")
        for name in ("part", "kind", "labels", "mode", "hints", "choices", "endings", "most_megabytes", "required"):
            setattr(question, name, getattr(row, name))
        question.position = position
        question.save()
        kept.append(question)
    for question in there.values():
        _leave_out(question)
    seminar.acceptance_form_until = until
    seminar.save(update_fields=["acceptance_form_until"])
    after = _in_words(kept, seminar)
    if after != before:
        audit.record("seminar.set_questions", seminar, actor=by, old=before, new=after)
    return seminar


def rows_of(seminar: Seminar) -> list[Row]:
    """What a seminar asks now, to be asked by another one."""
    names = ("part", "kind", "labels", "mode", "hints", "choices", "endings", "most_megabytes", "required")
    questions = enumerate(seminar.extra_questions.filter(retired_at=None), 1)
    return [Row(number=number, **{name: getattr(one, name) for name in names}) for number, one in questions]


def _refuse_what_cannot_be_asked(seminar: Seminar, row: Row) -> None:
    words = {"number": row.number}
    if not row.labels.get(seminar.language):
        raise ValidationError(_("Question %(number)d needs words in the seminar's own language.") % words, code="label")
    if row.mode and row.mode not in seminar.modes:
        raise ValidationError(_("Question %(number)d is asked of nobody: the seminar has no such way in.") % words, code="mode")
    if row.kind in ExtraQuestion.CHOOSING:
        said = [one.get(seminar.language, "") for one in row.choices]
        if not 2 <= len(said) <= MOST_CHOICES:
            sentence = _("Question %(number)d needs from 2 to %(most)d choices, one a line.")
            raise ValidationError(sentence % {**words, "most": MOST_CHOICES}, code="choices")
        if len(set(said)) < len(said) or not all(said):
            raise ValidationError(_("Question %(number)d has the same choice twice. Leave one out.") % words, code="double")
    if row.kind == Kind.FILE and not row.endings:
        raise ValidationError(_("Question %(number)d asks for a file. Say of which kinds.") % words, code="endings")


def _was_answered(question: ExtraQuestion) -> bool:
    return question.answers.exists() or question.files.exists()


def _leave_out(question: ExtraQuestion) -> None:
    if _was_answered(question):
        question.retired_at = timezone.now()
        question.save(update_fields=["retired_at"])
    else:
        question.delete()


def _in_words(questions, seminar: Seminar) -> dict:
    """The questions, for the audit trail."""
    rows = sorted(questions, key=lambda one: (one.part, one.position))
    said = [
        f"{one.part} {one.mode or '-'} {one.kind}{' *' if one.required else ''}: {one.label_in(seminar.language)}" for one in rows
    ]
    until = seminar.acceptance_form_until
    return {"questions": said, "until": until.isoformat() if until else None}

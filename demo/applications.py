"""Loading what seminars ask, and what people have answered: through the deeds that their forms call."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import typst
from django.core.files.uploadedfile import SimpleUploadedFile

from icrweb.accounts.models import User
from seminars.applications.applying import answer_after_acceptance, change
from seminars.applications.asking import Row, set_questions
from seminars.applications.drafting import keep_file
from seminars.models import ExtraQuestion, Registration, Seminar

from .files import facts_in

Part = ExtraQuestion.Part


def ask(seminar: Seminar, facts: dict, day: date, by: User) -> None:
    """The questions of one seminar, once."""
    rows = [
        Row(
            part=one["part"],
            kind=one["kind"],
            labels=one["label"],
            number=number,
            mode=one.get("mode", ""),
            hints=one.get("hint", {}),
            choices=one.get("choices", []),
            endings=one.get("endings", []),
            required=one.get("required", True),
        )
        for number, one in enumerate(facts["questions"], 1)
    ]
    due = day + timedelta(days=facts["answers_due_days"])
    set_questions(seminar, rows, by, until=datetime.combine(due, time(23, 59), ZoneInfo(seminar.time_zone)))


def load_answers(path: Path, day: date) -> None:
    """What those who have registered answered; whoever has not registered here is passed over."""
    for code, rows in facts_in(path).items():
        questions = {str(one): one for one in ExtraQuestion.objects.filter(seminar__code=code).select_related("seminar")}
        for row in rows:
            found = Registration.objects.live().filter(seminar__code=code, person__email=row["person"])
            registration = found.select_related("person", "seminar").first()
            if registration and not registration.answers.exists():
                _answer(registration, row, questions, day)


def _answer(registration: Registration, row: dict, questions: dict[str, ExtraQuestion], day: date) -> None:
    values = {questions[label].pk: value for label, value in row["answers"].items()}
    for question in questions.values():
        if question.kind == ExtraQuestion.Kind.DATE:
            values[question.pk] = (day + timedelta(days=row["arrives_days"])).isoformat()
        elif question.kind == ExtraQuestion.Kind.FILE and "concept" in row:
            file = SimpleUploadedFile("concept.pdf", _one_page(*row["concept"]))
            keep_file(registration.person, question, file, "pdf")
    if {one.part for one in questions.values() if one.pk in values} == {Part.ACCEPTED}:
        answer_after_acceptance(registration, values)
    else:
        change(registration, values)


def _one_page(title: str, *lines: str) -> bytes:
    words = [f'#text(weight: "bold")[{title}]', *lines]
    return typst.compile(('#set page(paper: "a4")\n#set text(size: 12pt)\n' + "\n\n".join(words)).encode())

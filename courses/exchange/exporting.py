"""A bank, or a part of it, as a file for another system."""

from dataclasses import dataclass
from typing import BinaryIO

from courses import formats
from courses.exchange.rows import as_foreign
from courses.formats import Refused
from courses.models import Case, Question, QuestionOrigin
from icrweb.accounts.models import User
from icrweb.pages.spreadsheets import write_csv
from icrweb.trail import audit


@dataclass(frozen=True)
class Left:
    """What is not in the file: questions that the format cannot hold, and the vignettes of those that belong to a case."""

    questions: list[Refused]
    vignettes: list[tuple[str, str]]  # the question's name, the case's title

    def __bool__(self):
        return bool(self.questions or self.vignettes)


def export_questions(rows, kind: str, out: BinaryIO, *, by: User, without: bool = False) -> Left:
    """Write the file; what comes back is what it cannot hold. `without` that it is taken out all the same.

    A picture is read when its question is written, so that only one at a time is held.
    """
    rows = list(rows.select_related("picture", "guideline__guideline", "bank").prefetch_related("tagged_items__tag"))
    keys = [row.translation_key for row in rows]
    origins = QuestionOrigin.objects.filter(question_key__in=keys).exclude(foreign_id__startswith="=")
    numbers = dict(origins.values_list("question_key", "foreign_id"))
    questions = (as_foreign(row, numbers.get(row.translation_key, "")) for row in rows)
    if kind == "csv":
        table, refused = formats.as_table(questions)
        write_csv(table, out)
    else:
        refused = formats.WRITERS[kind](questions, out)
    names = {one.name for one in refused}
    left = Left(refused, _vignettes([row for row in rows if row.case and row.name not in names]))
    if without or not left:
        for bank in {row.bank for row in rows}:
            audit.record("questions.export", bank, actor=by, new={"format": kind, "questions": len(rows) - len(refused)})
    return left


def _vignettes(rows: list[Question]) -> list[tuple[str, str]]:
    """No format has a place for words that several questions share."""
    if not rows:
        return []
    cases = Case.objects.filter(bank__in={row.bank_id for row in rows}, slug__in={row.case for row in rows})
    titles = {(bank, slug): title for bank, slug, title in cases.values_list("bank", "slug", "title")}
    return [(row.name, titles.get((row.bank_id, row.case), row.case)) for row in rows]

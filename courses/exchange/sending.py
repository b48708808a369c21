"""Files of questions that people send in: their size is asked at the door, all else by the worker."""

from collections.abc import Callable
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import formats
from courses.exchange.importing import import_questions
from courses.formats import BrokenFileError, Foreign, Refused
from courses.incoming import not_larger, run_waiting
from courses.models import QuestionBank, QuestionImport
from icrweb.accounts.models import User
from icrweb.trail import audit

TOO_LARGE = gettext_lazy("This file is larger than %(limit)s MB. Split it.")


def send_questions(upload: UploadedFile, *, bank: QuestionBank, kind: str, objective: str, by: User) -> QuestionImport:
    """Keep a file of questions for its dry run."""
    not_larger(upload, formats.MOST_BYTES, TOO_LARGE)
    sent = QuestionImport(by=by, bank=bank, objective=objective, filename=upload.name[:200])
    sent.kind = kind or formats.guessed(upload.name, upload.read(formats.ENOUGH_TO_GUESS))
    with transaction.atomic():
        sent.file.save(upload.name, upload, save=False)
        sent.save()
        audit.record("question_import.send", sent, actor=by, new={"filename": sent.filename, "bank": bank.name})
    return sent


def run_question_imports() -> int:
    """Sweep: look at files of questions, and bring in those that are wanted."""
    return run_waiting(QuestionImport, _work)


def _work(sent: QuestionImport, dry_run: bool, tell: Callable[[int, int], None]) -> tuple[dict, bool]:
    try:
        founds = _read(sent)
    except ValidationError as refusal:
        return {"lines": [], "error": " ".join(refusal.messages)}, True
    lines = import_questions(sent.bank, founds, by=sent.by, objective=sent.objective, dry_run=dry_run, tell=tell)
    return {"lines": [asdict(line) for line in lines], "error": ""}, False


def _read(sent: QuestionImport) -> list[Foreign | Refused]:
    try:
        with sent.file.open("rb") as opened:
            founds = formats.read(sent.kind, opened.read())
    except FileNotFoundError as error:
        raise ValidationError(_("The file of this import is no longer kept. Send it in again."), code="gone") from error
    except BrokenFileError as error:
        sentence = _(error.sentence) % error.values
        where = _("Line %(line)s: %(sentence)s") if error.line else "%(sentence)s"
        params = {"line": error.line, "sentence": f"{error.place}: {sentence}" if error.place not in ("", "zip") else sentence}
        raise ValidationError(where, code="broken", params=params) from error
    if not founds:
        raise ValidationError(_("No question was found in this file. Choose its format, or another file."), code="empty")
    return founds

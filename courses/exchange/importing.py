"""Questions of a file brought into a bank: a line for each, new and changed ones as drafts."""

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _
from taggit.models import Tag
from wagtail.models import Locale
from willow.image import Image as Picturing

from courses.asking import kind_of
from courses.asking.written import gettext_noop
from courses.exchange.changes import changes_of
from courses.exchange.drafting import write_drafts
from courses.exchange.rows import as_foreign, fill
from courses.files.judging import BAD_PICTURE
from courses.formats import Foreign, Image, Refused
from courses.formats.foreign import in_order
from courses.models import Objective, Question, QuestionBank, QuestionOrigin
from icrweb.accounts.models import User
from icrweb.trail import audit

PORTION = 100  # drafts written together
NEW, CHANGED, SAME, REFUSED = "new", "changed", "unchanged", "refused"


@dataclass
class Line:
    """What happens to one question. Sentences are English, translated where they are shown."""

    status: str
    name: str
    line: int
    changes: list[list]  # field, what it says before, and after
    notes: list[str]
    sentence: str = ""
    values: dict | None = None
    place: str = ""  # the file in a package


def import_questions(
    bank: QuestionBank,
    founds: list[Foreign | Refused],
    *,
    by: User,
    objective: str = "",
    dry_run: bool = False,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> list[Line]:
    """One line for each question of the file. What is new or changed becomes a draft in the bank's own language.

    `tell` hears after each question how many of how many are done.
    """
    saved: list = []
    try:
        with transaction.atomic():
            lines = _lines(bank, founds, by, objective, dry_run=dry_run, tell=tell, saved=saved)
    except BaseException:
        for file in saved:  # files are not part of a transaction
            file.storage.delete(file.name)
        raise
    return lines


def _lines(bank: QuestionBank, founds, by: User, objective: str, *, dry_run: bool, tell, saved: list) -> list[Line]:
    QuestionBank.objects.select_for_update().get(pk=bank.pk)
    work = _Import(bank, founds, by, objective, dry_run=dry_run, saved=saved)
    lines = []
    for done, found in enumerate(founds, 1):
        lines.append(work.line(found))
        tell(done, len(founds))
    if not dry_run:
        work.write()
        QuestionOrigin.objects.bulk_create(work.origins)
        counts = {status: sum(line.status == status for line in lines) for status in (NEW, CHANGED, SAME, REFUSED)}
        audit.record("questions.import", bank, actor=by, new=counts)
    return lines


class _Import:
    def __init__(self, bank: QuestionBank, founds, by: User, objective: str, *, dry_run: bool, saved: list):
        self.bank, self.by, self.objective, self.dry_run, self.saved = bank, by, objective, dry_run, saved
        self.origins: list[QuestionOrigin] = []
        self.drafts: list[Question] = []  # to be written together
        self.tags: dict[str, Tag] = {}
        self.locale = Locale.objects.get(language_code=bank.language)
        self.objectives = set(Objective.objects.filter(bank=bank).values_list("slug", flat=True))
        ids = {_id_of(found) for found in founds if isinstance(found, Foreign)}
        self.keys = dict(QuestionOrigin.objects.filter(bank=bank, foreign_id__in=ids).values_list("foreign_id", "question_key"))
        self.keys |= {found: uuid.UUID(found) for found in ids - set(self.keys) if _is_key(found)}
        rows = Question.objects.filter(bank=bank, locale=self.locale, translation_key__in=self.keys.values())
        rows = rows.select_related("latest_revision__content_type", "picture").prefetch_related("tagged_items__tag")
        self.rows = {row.translation_key: row for row in rows}
        self.seen: set[str] = set()

    def line(self, found: Foreign | Refused) -> Line:
        line = self._line(found)
        line.place = found.place
        return line

    def _line(self, found: Foreign | Refused) -> Line:
        if isinstance(found, Refused):
            return _refused(found.name, found.line, found.sentence, found.values)
        number = _id_of(found)
        if number in self.seen:
            return _refused(
                found.name, found.line, gettext_noop("Another question of this file has the same id, or the same name.")
            )
        self.seen.add(number)
        if len(number) > 200:
            return _refused(found.name, found.line, gettext_noop("Its id is longer than 200 characters."))
        if found.image and (sentence := _why_no_picture(found.image)):
            return _refused(found.name, found.line, sentence)
        row = self.rows.get(self.keys.get(number))
        draft = _draft(row) if row else None
        tested = self._objective(found, draft)
        if not tested:
            sentence = gettext_noop("No objective of the bank is named by it. Choose one for all that name none.")
            return _refused(found.name, found.line, sentence)
        found = replace(found, objective=tested, written=in_order(found.written))
        changes = changes_of(as_foreign(draft), found) if draft else []
        notes = [*found.notes, *_faults(found)]
        if draft and not changes:
            return Line(SAME, found.name, found.line, [], notes)
        if not self.dry_run:
            self._write(found, draft, number)
        return Line(CHANGED if draft else NEW, found.name, found.line, changes, notes)

    def _objective(self, found: Foreign, draft: Question | None) -> str:
        named = next((slug for slug in (found.objective, *found.tags) if slug in self.objectives), "")
        return named or (draft.objective if draft else self.objective if self.objective in self.objectives else "")

    def _write(self, found: Foreign, draft: Question | None, number: str) -> None:
        question = draft or Question(bank=self.bank, locale=self.locale, live=False, has_unpublished_changes=True)
        if len(self.drafts) == PORTION or question in self.drafts:
            self.write()
        fill(question, found, self.saved)  # whether the fields can hold it was asked when the file was read
        question.tags.add(*[self._tag(name) for name in found.tags])
        self.drafts.append(question)
        if number not in self.keys:
            self.origins.append(QuestionOrigin(bank=self.bank, foreign_id=number, question_key=question.translation_key))

    def _tag(self, name: str) -> Tag:
        if name not in self.tags:
            self.tags[name] = Tag.objects.get_or_create(name=name)[0]
        return self.tags[name]

    def write(self) -> None:
        write_drafts(self.drafts, by=self.by)
        self.drafts = []


def _draft(row: Question) -> Question:
    """The latest words; a row that is not live, or has no later draft, holds them itself."""
    return row.get_latest_revision_as_object() if row.live and row.has_unpublished_changes else row


def _id_of(found: Foreign) -> str:
    """Its own id; a format without ids knows a question by its name."""
    return found.id or f"={found.name}"


def _is_key(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _refused(name: str, line: int, sentence: str, values: dict | None = None) -> Line:
    return Line(REFUSED, name, line, [], [], sentence, values or {})


def _faults(found: Foreign) -> list[str]:
    """What a draft of it lacks before it can go live."""
    written = replace(found.written, picture=0 if found.image else None)
    return [_(fault.sentence) % fault.values for fault in kind_of(written.kind).faults(written, is_source=True)]


def _why_no_picture(image: Image) -> str:
    try:
        opened = Picturing.open(io.BytesIO(image.content))
        opened.get_size()
    except BAD_PICTURE:
        return gettext_noop("Its picture cannot be opened. Save it again as PNG, JPEG or WebP.")
    if opened.format_name not in ("png", "jpeg", "gif", "webp"):
        return gettext_noop("Its picture cannot be opened. Save it again as PNG, JPEG or WebP.")
    return ""

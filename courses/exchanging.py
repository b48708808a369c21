"""Questions from and for other systems: what a file would change in a bank, the change itself, and a bank as a file."""

import datetime
import hashlib
import io
import uuid
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale
from willow.image import Image as Picturing

from courses import formats
from courses.asking import KINDS, Part, Written, kind_of
from courses.asking.written import gettext_noop
from courses.files.judging import BAD_PICTURE
from courses.formats import BrokenFileError, Foreign, Image, Refused
from courses.formats.foreign import in_order, plain
from courses.formats.rich import one_line, rich
from courses.models import Objective, Question, QuestionBank, QuestionImport, QuestionOrigin
from icrweb.accounts.models import User
from icrweb.pages.models import Picture
from icrweb.trail import audit

KEPT_FOR = datetime.timedelta(days=7)
NEW, CHANGED, SAME, REFUSED = "new", "changed", "unchanged", "refused"
_KEPT_IF_EMPTY = ("reference", "picture_alt")  # a format without a place for them does not empty them


@dataclass
class Line:
    """What happens to one question. Sentences are English, translated where they are shown."""

    status: str
    name: str
    line: int
    changes: list[str]
    notes: list[str]
    sentence: str = ""
    values: dict | None = None


def send_questions(upload: UploadedFile, *, bank: QuestionBank, kind: str, objective: str, by: User) -> QuestionImport:
    """Keep a file of questions with what it would change; nothing else is written."""
    if upload.size > formats.MOST_BYTES:
        limit = formats.MOST_BYTES // 10**6
        raise ValidationError(_("This file is larger than %(limit)s MB. Split it."), code="too_large", params={"limit": limit})
    content = upload.read()
    kind = kind or formats.guessed(upload.name, content)
    founds = _read(kind, content)
    sent = QuestionImport(by=by, bank=bank, objective=objective, kind=kind, filename=upload.name[:200])
    with transaction.atomic():
        sent.report = [asdict(line) for line in import_questions(bank, founds, by=by, objective=objective, dry_run=True)]
        sent.file.save(upload.name, ContentFile(content), save=False)
        sent.save()
        audit.record("question_import.send", sent, actor=by, new={"filename": sent.filename, "bank": bank.name})
    for old in QuestionImport.objects.filter(sent_at__lt=timezone.now() - KEPT_FOR)[:20]:
        old.file.delete(save=False)
        old.delete()
    return sent


def bring_in_questions(sent: QuestionImport, *, by: User) -> QuestionImport:
    """Bring in what the report said; the report then says what was done."""
    with transaction.atomic():
        sent = QuestionImport.objects.select_for_update().get(pk=sent.pk)
        if sent.done_at:
            raise ValidationError(_("This file was brought in already. Send it in again to see what is new."), code="done")
        if not sent.file:
            raise ValidationError(_("The file of this import is no longer kept. Send it in again."), code="gone")
        with sent.file.open("rb") as opened:
            founds = _read(sent.kind, opened.read())
        sent.report = [asdict(line) for line in import_questions(sent.bank, founds, by=by, objective=sent.objective)]
        sent.done_at = timezone.now()
        sent.save(update_fields=["report", "done_at"])
    return sent


def _read(kind: str, content: bytes) -> list[Foreign | Refused]:
    try:
        founds = formats.read(kind, content)
    except BrokenFileError as error:
        where = _("Line %(line)s: %(sentence)s") if error.line else "%(sentence)s"
        sentence = _(error.sentence) % error.values
        raise ValidationError(where, code="broken", params={"line": error.line, "sentence": sentence}) from error
    if not founds:
        raise ValidationError(_("No question was found in this file. Choose its format, or another file."), code="empty")
    return founds


def import_questions(
    bank: QuestionBank, founds: list[Foreign | Refused], *, by: User, objective: str = "", dry_run: bool = False
) -> list[Line]:
    """One line for each question of the file. What is new or changed becomes a draft in the bank's own language."""
    with transaction.atomic():
        QuestionBank.objects.select_for_update().get(pk=bank.pk)
        work = _Import(bank, founds, by, objective, dry_run=dry_run)
        lines = [work.line(found) for found in founds]
        if not dry_run:
            counts = {status: sum(line.status == status for line in lines) for status in (NEW, CHANGED, SAME, REFUSED)}
            audit.record("questions.import", bank, actor=by, new=counts)
    return lines


class _Import:
    def __init__(self, bank: QuestionBank, founds, by: User, objective: str, *, dry_run: bool):
        self.bank, self.by, self.objective, self.dry_run = bank, by, objective, dry_run
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
        changes = _changes(as_foreign(draft), found) if draft else []
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
        _fill(question, found)
        if not question.live:
            question.save()
        question.save_revision(user=self.by)
        if number not in self.keys:
            QuestionOrigin.objects.create(bank=self.bank, foreign_id=number, question_key=question.translation_key)


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


def as_foreign(question: Question, number: str = "") -> Foreign:
    """A question as it goes out."""
    written = in_order(question.written())
    written = replace(
        written,
        stem=rich(written.stem).html,
        parts=tuple(_numbered(part, str(place)) for place, part in enumerate(written.parts)),
        points=plain(written.points),
        answer=None if written.answer is None else plain(written.answer),
        tolerance=plain(written.tolerance),
        picture=None,
    )
    image = None
    if question.picture:
        with question.picture.file.open("rb") as opened:
            image = Image(question.picture.file.name.rpartition("/")[2], opened.read())
    tags = tuple(sorted(item.tag.name for item in question.tagged_items.all()))
    return Foreign(question.name, written, number or str(question.translation_key), tags, question.objective, image)


def _numbered(part: Part, number: str) -> Part:
    options = tuple(_numbered(option, f"{number}.{place}") for place, option in enumerate(part.options))
    return replace(part, id=number, text=one_line(part.text), other=one_line(part.other), options=options)


def _changes(old: Foreign, new: Foreign) -> list[str]:
    """The names of the fields that differ."""
    found = []
    for name in Written.__dataclass_fields__:
        was, becomes = getattr(old.written, name), getattr(new.written, name)
        if name == "parts":
            becomes = tuple(_numbered(part, str(place)) for place, part in enumerate(becomes))
        if was != becomes and not (name in _KEPT_IF_EMPTY and not becomes):
            found.append(name)
    found += [name for name in ("name", "objective") if getattr(old, name) != getattr(new, name)]
    if set(new.tags) - set(old.tags):
        found.append("tags")
    if new.image and (old.image is None or old.image.content != new.image.content):
        found.append("picture")
    return found


def _fill(question: Question, found: Foreign) -> None:
    """Into the fields. Parts that stay keep their ids, so that their translations stay theirs."""
    written = found.written
    kept = _kept(question, written)
    question.name, question.objective, question.kind = found.name, found.objective, written.kind
    question.stem = written.stem
    block = KINDS[written.kind].block
    raw = [
        {"type": block, "id": old.id if old else str(uuid.uuid4()), "value": _value(block, part, old)}
        for old, part in zip(kept, written.parts, strict=True)
    ]
    question.choices = Question._meta.get_field("choices").to_python(raw)
    question.partial_credit, question.points = written.partial_credit, Decimal(written.points)
    question.answer = None if written.answer is None else Decimal(written.answer)
    question.tolerance, question.relative, question.unit = Decimal(written.tolerance), written.relative, written.unit
    question.feedback, question.feedback_wrong = written.feedback, written.feedback_wrong
    if written.reference and written.reference != question.cited:
        question.reference = written.reference
    if found.image:
        question.picture = _picture(found.image, found.name)
        question.picture_alt = written.picture_alt or question.picture_alt
    question.tags.add(*found.tags)


def _kept(question: Question, written: Written) -> list[Part | None]:
    """For each part the old one whose ids it keeps: the one with the same words, or else the next of those that are left."""
    if question.kind != written.kind:
        return [None] * len(written.parts)
    by_words: dict[tuple, list[Part]] = {}
    for part in question.written().parts:
        by_words.setdefault(_words(part), []).append(part)
    found = [by_words[_words(part)].pop(0) if by_words.get(_words(part)) else None for part in written.parts]
    left = [part for parts in by_words.values() for part in parts]
    return [part or (left.pop(0) if left else None) for part in found]


def _words(part: Part) -> tuple:
    return part.text, part.other, tuple(option.text for option in part.options)


def _value(block: str, part: Part, old: Part | None) -> dict:
    if block == "gap":
        ids = {option.text: option.id for option in (old.options if old else ())}
        options = [
            {"type": "item", "id": ids.get(one.text) or str(uuid.uuid4()), "value": {"text": one.text, "correct": one.right}}
            for one in part.options
        ]
        return {"options": options, "feedback": part.feedback}
    said = {"text": part.text, "feedback": part.feedback}
    if block == "choice":
        return {**said, "correct": part.right, "weight": part.weight}
    return {**said, "other": part.other} if block == "pair" else said


def _picture(image: Image, title: str) -> Picture:
    """The site's own, where it has one with the same bytes."""
    digest = hashlib.sha1(image.content, usedforsecurity=False).hexdigest()
    found = Picture.objects.filter(file_hash=digest).first()
    if found is None:
        found = Picture(title=title[:255], file=ContentFile(image.content, image.name))
        found._set_image_file_metadata()
        found.save()
    return found


def export_questions(rows, kind: str, *, by: User, without: bool = False) -> tuple[bytes | list[list[str]], list[Refused]]:
    """The file (rows, for a table) and the questions that the format cannot hold. `without` them it is taken out all the same."""
    rows = list(rows.select_related("picture", "guideline__guideline", "bank").prefetch_related("tagged_items__tag"))
    keys = [row.translation_key for row in rows]
    origins = QuestionOrigin.objects.filter(question_key__in=keys).exclude(foreign_id__startswith="=")
    numbers = dict(origins.values_list("question_key", "foreign_id"))
    questions = [as_foreign(row, numbers.get(row.translation_key, "")) for row in rows]
    made, refused = formats.WRITERS[kind](questions)
    if without or not refused:
        for bank in {row.bank for row in rows}:
            audit.record("questions.export", bank, actor=by, new={"format": kind, "questions": len(rows) - len(refused)})
    return made, refused

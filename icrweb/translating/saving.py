"""Saving a page of the editor: what can be kept is kept, and nothing that somebody typed is lost.

Words may have changed since they were shown: each field brings a mark of the words that its reader saw.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale
from wagtail_localize.models import TranslationSource

from icrweb.accounts.models import User
from icrweb.translating import working
from icrweb.translating.locking import hold_words
from icrweb.translating.segments import Segment, segments_of
from icrweb.translating.typed import Typed, as_string, as_typed, mark, same
from icrweb.translating.unfinished import Sheet


@dataclass(frozen=True)
class Problem:
    """Why the words of a field were not taken; `theirs` are words that somebody else wrote meanwhile."""

    typed: str
    sentence: str
    theirs: str = ""


@dataclass
class Saved:
    """`drafts`: kept unfinished; `lost`: words of passages that the source does not have any more; they are shown once more."""

    written: int = 0
    drafts: int = 0
    problems: dict[int, Problem] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


def mark_of(segment: Segment) -> str:
    """Of the words as the editor shows them."""
    return mark(as_typed(segment.target))


def once_each(segments: list[Segment]) -> list[Segment]:
    """A sentence that a block says twice has one translation, and is asked for where it stands first."""
    found: dict[tuple, Segment] = {}
    for segment in segments:
        found.setdefault((segment.row.string_id, segment.row.context_id), segment)
    return list(found.values())


@transaction.atomic
def save_typed(source: TranslationSource, locale: Locale, fields: Iterable[Typed], by: User, *, seen: int = 0) -> Saved:
    """Each field for itself: one that is refused keeps no other from being saved, and stays as a draft.

    `seen`: the version of the drafts that this window knows.
    """
    hold_words(source, locale)
    here = {segment.row.pk: segment for segment in segments_of(source, locale)}
    saved, sheet = Saved(), Sheet(source, locale, by, seen)
    for typed in fields:
        segment = here.get(typed.row)
        if segment is None:
            saved.lost += [typed.words] if typed.words.strip() and mark(typed.words) != typed.seen else []
            continue
        if typed.unfinished:
            saved.drafts += sheet.keep(segment, typed)
            continue
        try:
            saved.written += _save(segment, locale, typed, by)
            sheet.drop(segment)
        except ValidationError as refusal:
            sheet.keep(segment, typed)
            theirs = segment.target if refusal.code == "conflict" else ""
            saved.problems[typed.row] = Problem(typed.words, " ".join(refusal.messages), theirs)
    return saved


@transaction.atomic
def review_seen(source: TranslationSource, locale: Locale, seen: dict[int, str], by: User) -> int:
    """Review the words of these rows as they were read: all, or none where somebody changed one meanwhile."""
    hold_words(source, locale)
    chosen = [segment for segment in segments_of(source, locale) if segment.row.pk in seen]
    if not chosen:
        raise ValidationError(_("Tick the passages that you have reviewed."), code="none")
    if len(chosen) < len(seen) or any(mark_of(segment) != seen[segment.row.pk] for segment in chosen):
        raise ValidationError(_("Somebody changed these words meanwhile. Read them again before you decide."), code="changed")
    return len(working.review(chosen, locale, by))


@transaction.atomic
def send_back_seen(source: TranslationSource, locale: Locale, row: int, seen: str, by: User, reason: str) -> None:
    """Send back the words that were read, not those that somebody has put there since."""
    hold_words(source, locale)
    segment = next((segment for segment in segments_of(source, locale) if segment.row.pk == row), None)
    if segment is None or mark_of(segment) != seen:
        raise ValidationError(_("Somebody changed these words meanwhile. Read them again before you decide."), code="changed")
    working.send_back(segment, locale, by, reason)


def _save(segment: Segment, locale: Locale, typed: Typed, by: User) -> bool:
    current = as_typed(segment.target)
    unchanged = mark(typed.words) == typed.seen
    if unchanged or same(typed.words, current):
        if not typed.right:
            return False
        if mark(current) != typed.seen and not same(typed.words, current):
            raise conflict()
        return working.confirm(segment, locale, by).pk is not None
    if mark(current) != typed.seen:
        raise conflict()
    working.write_words(segment, locale, as_string(typed.words), by)
    return True


def conflict() -> ValidationError:
    return ValidationError(
        _("Somebody else wrote here meanwhile. Both are below: take theirs, or change yours and save again."), code="conflict"
    )

"""Drafts: what somebody typed and has not finished. Kept as typed; of several windows the one that saves last wins, and is told."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import TranslationSource

from icrweb.accounts.models import User
from icrweb.translating.locking import hold_words
from icrweb.translating.models import Draft
from icrweb.translating.segments import Segment, segments_of
from icrweb.translating.typed import Typed, as_typed, mark, same


@dataclass(frozen=True)
class Kept:
    """`elsewhere`: another window or device has saved since this one last read or saved."""

    version: int
    elsewhere: bool


class Sheet:
    """The drafts of one person on one page: `seen` is the version that their window read or saved last, 0 for none."""

    def __init__(self, source: TranslationSource, locale: Locale, person: User, seen: int):
        self.locale, self.person, self.seen = locale, person, seen
        self.rows = {(row.context_id, row.string_id): row for row in drafts_on(source, locale) if row.person_id == person.pk}
        self.before = self.version

    @property
    def version(self) -> int:
        return max((row.version for row in self.rows.values()), default=0)

    @property
    def elsewhere(self) -> bool:
        return self.before > self.seen

    def keep(self, segment: Segment, typed: Typed) -> bool:
        """Whether there is something to keep: words other than those that stand there."""
        if same(typed.words, as_typed(segment.target)) or mark(typed.words) == typed.seen:
            self.drop(segment)
            return False
        key = (segment.row.context_id, segment.row.string_id)
        row = self.rows.get(key) or Draft(
            person=self.person, locale=self.locale, context_id=segment.row.context_id, string_id=segment.row.string_id
        )
        if (row.typed, row.unfinished, row.seen) != (typed.words, typed.unfinished, typed.seen):
            row.typed, row.unfinished, row.seen = typed.words, typed.unfinished, typed.seen
            row.version, row.saved_at = max(self.version, self.seen) + 1, timezone.now()
            row.save()
            self.rows[key] = row
        return True

    def drop(self, segment: Segment) -> None:
        """What this window knows of; what another one has typed since stays."""
        row = self.rows.get((segment.row.context_id, segment.row.string_id))
        if row and row.version <= self.seen:
            row.delete()
            del self.rows[row.context_id, row.string_id]


def drafts_on(source: TranslationSource, locale: Locale) -> list[Draft]:
    """Of all people, in one language; also of passages that are gone."""
    return list(Draft.objects.filter(context__object_id=source.object_id, locale=locale).select_related("person"))


@transaction.atomic
def keep_typed(source: TranslationSource, locale: Locale, fields: Iterable[Typed], by: User, *, seen: int) -> Kept:
    """Keep what stands in the fields now, whatever it is."""
    hold_words(source, locale)
    here = {segment.row.pk: segment for segment in segments_of(source, locale)}
    sheet = Sheet(source, locale, by, seen)
    for typed in fields:
        if segment := here.get(typed.row):
            sheet.keep(segment, typed)
    return Kept(max(sheet.version, seen), sheet.elsewhere)


def drop_draft(pk: int, by: User) -> None:
    """Throw away what one has typed oneself."""
    Draft.objects.filter(pk=pk, person=by).delete()

"""Taking the words of translations that came in without segments: from files, from code, from the page's own editor."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale, Revision
from wagtail_localize.models import (
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationLog,
    TranslationSource,
)
from wagtail_localize.segments import OverridableSegmentValue
from wagtail_localize.strings import StringValue, validate_translation_links

from icrweb.accounts.models import User
from icrweb.translating.aligning import Piece
from icrweb.translating.choices import State
from icrweb.translating.extracting import AT_ONCE, source_from, strings_in, values_of
from icrweb.translating.locking import hold
from icrweb.translating.models import Standing
from icrweb.translating.rows import own_row, source_of

TOO_FEW = 2  # one string in so many must find its words; otherwise the two texts are not the same text in two languages


@transaction.atomic
def adopt(
    source_row: Model,
    locale: Locale,
    *,
    translator: User | None = None,
    reviewer: User | None = None,
    state: str = State.APPROVED,
    against: Revision | None = None,
) -> TranslationSource:
    """Take the words of the translation in `locale` into segments, as words of `source_row` or of an earlier version of it.

    Words that are there already keep who brought them; those that differ are replaced and know all changes until now.
    """
    target = own_row(source_row, locale)
    if target is None:
        raise ValidationError(_("There is no translation of its own in this language."), code="none")
    source = source_of(source_row) or source_from(source_row.with_content_json(against.content) if against else source_row)
    hold(source)
    values = values_of(target)
    segments = list(StringSegment.objects.filter(source=source).select_related("context", "string").order_by("order", "pk"))
    found = paired([(row.context.path, row.string.data) for row in segments], [(v.path, v.string.data) for v in strings_in(values)])
    same = all(words == segments[index].string.data for index, words in found.items())
    if same or len(found) * TOO_FEW < len(segments):
        raise ValidationError(_("The translation does not line up with its source. Write it passage by passage."), code="unlike")
    Translation.objects.get_or_create(source=source, target_locale=locale)
    written = {segments[index]: words for index, words in found.items() if words}
    keep_words(written, locale, Standing(state=state, translator=translator, reviewer=reviewer))
    _keep_own_links(source, locale, values)
    revision = getattr(target, "live_revision_id", None) or getattr(target, "latest_revision_id", None)
    TranslationLog.objects.create(source=source, locale=locale, revision_id=revision)
    return source


def paired(source: Sequence[Piece], target: Sequence[Piece]) -> dict[int, str]:
    """The words for each string of the source, by its index: what stands at the same path and place.

    A translation that was typed anew has blocks of its own; those are matched by their order.
    """
    retyped = _retyped(source, target)
    source, target = _by_place(source, retyped), _by_place(target, retyped)
    by_path = _by_path(target)
    seen: dict[str, int] = defaultdict(int)
    found = {}
    for index, (path, _string) in enumerate(source):
        words = by_path.get(path, [])
        if seen[path] < len(words):
            found[index] = words[seen[path]]
        seen[path] += 1
    return found


def _by_path(pieces: Sequence[Piece]) -> dict[str, list[str]]:
    by_path = defaultdict(list)
    for path, words in pieces:
        by_path[path].append(words)
    return by_path


def _retyped(source: Sequence[Piece], target: Sequence[Piece]) -> set[str]:
    """The fields whose blocks are mostly others than those of the source."""
    theirs = {path for path, _words in target}
    known: dict[str, list[bool]] = defaultdict(list)
    for path in {path for path, _string in source}:
        known[path.split(".")[0]].append(path in theirs)
    return {field for field, found in known.items() if sum(found) * TOO_FEW < len(found)}


def _by_place(pieces: Sequence[Piece], fields: set[str]) -> list[Piece]:
    """Paths in these fields with the place among its neighbours instead of each id."""
    places: dict[str, dict[str, int]] = defaultdict(dict)
    found = []
    for path, words in pieces:
        parts: list[str] = []
        retyped = path.split(".")[0] in fields
        for part in path.split("."):
            if retyped and _is_id(part):
                among = places[".".join(parts)]
                part = f"#{among.setdefault(part, len(among))}"
            parts.append(part)
        found.append((".".join(parts), words))
    return found


def _is_id(part: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f-]{36}", part)) and bool(UUID(part))


def keep_words(written: dict[StringSegment, str], locale: Locale, wanted: Standing) -> None:
    """Words for segments, with the state and the people that `wanted` says; in a constant number of queries."""
    rows = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(
            locale=locale, context__in={segment.context_id for segment in written}
        ).select_related("standing")
    }
    now = timezone.now()
    new, changed = {}, []
    for segment, words in written.items():
        key = (segment.string_id, segment.context_id)
        row = rows.get(key)
        if row and row.data == words and hasattr(row, "standing") and not row.standing.outdated_by_id:
            continue
        if not row:
            row = new.setdefault(
                key, StringTranslation(translation_of=segment.string, context_id=segment.context_id, locale=locale)
            )
        else:
            changed.append(row)
        row.data, row.translation_type, row.tool_name = words, StringTranslation.TRANSLATION_TYPE_MANUAL, ""
        row.last_translated_by, row.updated_at, row.has_error = wanted.translator, now, not usable(segment.string.data, words)
    StringTranslation.objects.bulk_create(new.values(), batch_size=AT_ONCE)
    StringTranslation.objects.bulk_update(
        changed, ["data", "translation_type", "tool_name", "last_translated_by", "updated_at", "has_error"], batch_size=AT_ONCE
    )
    Standing.objects.filter(words__in=changed).delete()
    Standing.objects.bulk_create((_standing(row, wanted, now) for row in [*new.values(), *changed]), batch_size=AT_ONCE)


def _standing(words: StringTranslation, wanted: Standing, now) -> Standing:
    state = State.DRAFT if words.has_error else wanted.state
    return Standing(
        words=words,
        state=state,
        translator=wanted.translator,
        translated_at=now,
        reviewer=wanted.reviewer,
        reviewed_at=now if wanted.reviewer else None,
        approver=wanted.reviewer if state == State.APPROVED else None,
        approved_at=now if state == State.APPROVED else None,
    )


def usable(source: str, words: str) -> bool:
    """Whether words can be put in the place of a string: allowed tags only, and no link that it does not have."""
    try:
        StringValue.from_translated_html(words)
        validate_translation_links(source, words)
    except ValueError:
        return False
    return True


def _keep_own_links(source: TranslationSource, locale: Locale, values: list) -> None:
    """A picture, a file or an address that the translation has of its own."""
    own = {value.path: value.data for value in values if isinstance(value, OverridableSegmentValue)}
    said = {row.context.path: row for row in source.overridablesegment_set.select_related("context")}
    there = set(
        SegmentOverride.objects.filter(locale=locale, context__object=source.object_id).values_list("context_id", flat=True)
    )
    SegmentOverride.objects.bulk_create(
        SegmentOverride(locale=locale, context_id=row.context_id, data_json=json.dumps(own[path]))
        for path, row in said.items()
        if path in own and own[path] != row.data and row.context_id not in there
    )

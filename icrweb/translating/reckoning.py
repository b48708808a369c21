"""What translations do not know of their source: computed from the changes and from when words were last looked at.

Words know a change when somebody wrote, confirmed or reviewed them after it, or when they are older words of exactly this string.
Computed anew, it comes to the same: an editor may class a change as often as needed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource

from icrweb.translating.choices import Kind, Severity
from icrweb.translating.models import ChangedSegment, Stale, Standing


@dataclass(frozen=True)
class Place:
    """One string of the source as it stands now, with the changes that led to it, the oldest first."""

    context: int
    string: int
    path: str
    changes: tuple[ChangedSegment, ...]


def reckon(source: TranslationSource, audience: Iterable[int]) -> None:
    """Say of all words whether they are outdated, and keep `Stale` rows for the languages (`audience`) that readers see."""
    places = _places(source)
    words = _words(source)
    wrong = []
    for (_locale, context, string), standing in words.items():
        place = places.get((context, string))
        first = _unknown(place, standing)[:1] if place else []
        outdated_by = first[0].pk if first else None
        if place and place.changes and standing.outdated_by_id != outdated_by:
            standing.outdated_by_id = outdated_by
            wrong.append(standing)
    Standing.objects.bulk_update(wrong, ["outdated_by"])
    _keep_stale(source, places.values(), words, set(audience))


def known_to(source: TranslationSource, locale_id: int, among: set[tuple[int, int]] | None = None) -> list[int]:
    """The open `Stale` rows of a language whose change its words know by now; `among`: of these strings only (context, string)."""
    words = {key[1:]: standing for key, standing in _words(source).items() if key[0] == locale_id}
    unknown, known = set(), set()
    for key, place in _places(source).items():
        unknown |= {segment.pk for segment in _stale_in(place, words.get(key))}
        if among is None or key in among:
            known |= {segment.pk for segment in place.changes}
    rows = Stale.objects.open().filter(key=source.object_id, locale=locale_id)
    if among is not None:
        rows = rows.filter(segment__in=known)
    return [pk for pk, segment in rows.values_list("pk", "segment_id") if segment not in unknown]


def _places(source: TranslationSource) -> dict[tuple[int, int], Place]:
    changes = defaultdict(list)
    for segment in ChangedSegment.objects.filter(change__key=source.object_id).select_related("change").order_by("-pk"):
        changes[segment.path].append(segment)
    rows = StringSegment.objects.filter(source=source).select_related("context", "string").order_by("order")
    return {
        (row.context_id, row.string_id): Place(
            row.context_id, row.string_id, row.context.path, _line(changes[row.context.path], row.string.data)
        )
        for row in rows
    }


def _line(changes: list[ChangedSegment], string: str) -> tuple[ChangedSegment, ...]:
    """Back from the string of today to where it came from; `changes` of its path, the newest first."""
    found = []
    for segment in changes:
        if segment.kind == Kind.REMOVED or segment.new != string:
            continue
        found.append(segment)
        if segment.kind == Kind.ADDED:
            break
        string = segment.old
    return tuple(reversed(found))


def _words(source: TranslationSource) -> dict[tuple[int, int, int], Standing]:
    rows = StringTranslation.objects.filter(context__object_id=source.object_id, has_error=False).select_related("standing")
    return {
        (row.locale_id, row.context_id, row.translation_of_id): getattr(row, "standing", None) or Standing(words=row)
        for row in rows
    }


def _unknown(place: Place, standing: Standing) -> list[ChangedSegment]:
    """The changes that these words do not know, the oldest first."""
    looked = [at for at in (standing.translated_at, standing.reviewed_at) if at]
    return [
        segment
        for segment in place.changes
        if segment.kind == Kind.CHANGED
        and segment.severity != Severity.TYPO
        and standing.words.created_at >= segment.change.made_at
        and not any(at > segment.change.made_at for at in looked)
    ]


def _stale_in(place: Place, standing: Standing | None) -> list[ChangedSegment]:
    if standing:
        return _unknown(place, standing)
    return [segment for segment in place.changes if segment.kind == Kind.ADDED or segment.severity != Severity.TYPO]


def _keep_stale(source, places, words, audience: set[int]) -> None:
    """Rows come; they go where a change was classed as a typo or no longer stands. Only publishing closes them otherwise."""
    rows = {(row.segment_id, row.locale_id): row for row in Stale.objects.filter(key=source.object_id).select_related("segment")}
    wanted = {
        (segment.pk, locale)
        for locale in audience
        for place in places
        for segment in _stale_in(place, words.get((locale, place.context, place.string)))
    }
    wanted |= {key for key in _removed(source, words, audience) if key not in rows}
    standing = {segment.pk for place in places for segment in place.changes}
    idle = [row.pk for key, row in rows.items() if key not in wanted and not row.closed_at and _is_idle(row.segment, standing)]
    if idle:
        Stale.objects.filter(pk__in=idle).delete()
    if again := [rows[key].pk for key in wanted & rows.keys() if rows[key].closed_at]:
        Stale.objects.filter(pk__in=again).update(closed_at=None)
    Stale.objects.bulk_create(
        Stale(segment_id=pk, locale_id=locale, key=source.object_id) for pk, locale in sorted(wanted - rows.keys())
    )


def _is_idle(segment: ChangedSegment, standing: set[int]) -> bool:
    if segment.kind == Kind.REMOVED:
        return segment.severity == Severity.TYPO
    return segment.severity == Severity.TYPO or segment.pk not in standing


def _removed(source, words, audience: set[int]) -> set[tuple[int, int]]:
    """What was taken away and is no mere typo, for each language that had begun by then."""
    begun: dict[int, datetime] = {}
    for (locale, _context, _string), standing in words.items():
        begun[locale] = min(begun.get(locale, standing.words.created_at), standing.words.created_at)
    removed = ChangedSegment.objects.filter(change__key=source.object_id, kind=Kind.REMOVED).exclude(severity=Severity.TYPO)
    return {
        (pk, locale)
        for pk, made_at in removed.values_list("pk", "change__made_at")
        for locale in audience
        if locale in begun and begun[locale] < made_at
    }

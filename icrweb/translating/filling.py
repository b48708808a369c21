"""Putting words into the translation of a row: the structure and facts of its source, with words for each string."""

from collections.abc import Callable

from django.db.models import CharField, Model, TextField
from wagtail.fields import StreamField
from wagtail.models import Locale
from wagtail_localize.fields import copy_synchronised_fields, get_translatable_fields
from wagtail_localize.models import TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.ingest import ingest_segments
from wagtail_localize.strings import StringValue

from icrweb.translating.extracting import values_of
from icrweb.translating.segments import Segment, segments_of


def fill(source: TranslationSource, target: Model, locale: Locale, words: Callable[[Segment], str | None]) -> Model:
    """Change `target` in memory. Where `words` gives None for a string of a plain field, the field stays as it is."""
    original = source.as_instance()
    values_of(original)  # texts that were never filled in would stop what comes
    chosen = {(segment.path, segment.row.order): words(segment) for segment in segments_of(source, locale)}
    kept = _kept_fields(chosen)
    before = {name: getattr(target, name) for name in _own_texts(original, target) | kept}
    copy_synchronised_fields(original, target)
    for name, value in before.items():
        setattr(target, name, value)
    every = source._get_segments_for_translation(locale, fallback=True)
    values = [value for value in every if value.path.split(".")[0] not in kept]
    for value in values:
        if isinstance(value, StringSegmentValue):
            value.string = StringValue(chosen[value.path, value.order])
    ingest_segments(original, target, source.locale, locale, values)
    return target


def _kept_fields(chosen: dict[tuple[str, int], str | None]) -> set[str]:
    return {path.split(".")[0] for (path, _order), words in chosen.items() if words is None}


def _own_texts(original: Model, target: Model) -> set[str]:
    """Plain texts that the source leaves empty: what a translation says there is its own (a reading, a translator's name)."""
    fields = [field.get_field(type(original)) for field in get_translatable_fields(type(original)) if field.is_translated(original)]
    return {
        field.name
        for field in fields
        if isinstance(field, CharField | TextField) and not isinstance(field, StreamField) and getattr(original, field.name) == ""
    }

"""Translations under way: begun, written, reviewed through their deeds."""

from wagtail.models import Locale

from icrweb.translating import working
from icrweb.translating.segments import Segment, segments_of
from tests.factories.people import make_user


def in_language(code: str) -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def begin(row, language: str = "ja", by=None):
    """The source of a translation that has begun."""
    return working.begin(row, [in_language(language)], by or make_user())


def segment_of(source, text: str, language: str = "ja") -> Segment:
    """The segment whose source holds `text`, as it stands now."""
    return next(segment for segment in segments_of(source, in_language(language)) if text in segment.source)


def write_all(source, language: str = "ja", by=None) -> None:
    """Every segment gets words: the source's in brackets."""
    by = by or make_user()
    for segment in segments_of(source, in_language(language)):
        working.write_words(segment, in_language(language), f"「{segment.source}」", by)


def review_all(source, language: str = "ja", by=None) -> None:
    working.review(segments_of(source, in_language(language)), in_language(language), by or make_user())

"""Translations under way: begun, written, reviewed through their deeds."""

import json

from wagtail.models import Locale

from courses.models import LessonPage
from icrweb.translating import working
from icrweb.translating.models import ChangedSegment, SourceChange, Standing
from icrweb.translating.segments import Segment, segments_of
from icrweb.translating.syncing import publish
from tests.factories.courses import lessons_of, make_course, text_block
from tests.factories.people import make_user


def lesson_of(*texts: str) -> LessonPage:
    """A published lesson with these texts in its body."""
    page = lessons_of(make_course())[0]
    page.body = [text_block(text) for text in texts]
    page.save_revision().publish()
    return LessonPage.objects.get(pk=page.pk)


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


def rewrite(row, **words):
    """Publish a page, question or other snippet with other words, as its editor would; blocks as they are stored."""
    row = type(row).objects.get(pk=row.pk)
    for name, value in words.items():
        if name in ("body", "choices"):
            value = row._meta.get_field(name).to_python(json.dumps(value))
        setattr(row, name, value)
    row.save_revision().publish()
    return type(row).objects.get(pk=row.pk)


def approve_all(source, language: str = "ja") -> None:
    """Every segment of a translation gets approved words: the source's in brackets."""
    write_all(source, language)
    review_all(source, language)
    Standing.objects.filter(words__context__object=source.object_id, words__locale=in_language(language)).update(state="approved")
    publish(source, in_language(language), make_user())


def outdate(standing: Standing, *, old: str = "x", severity: str = "meaning") -> ChangedSegment:
    """A change of the source that these words do not know."""
    string, context = standing.words.translation_of, standing.words.context
    change = SourceChange.objects.create(key=context.object_id, locale=string.locale, since="2026-01-01T00:00Z")
    changed = change.segments.create(path=context.path, kind="changed", old=old, new=string.data, severity=severity)
    Standing.objects.filter(pk=standing.pk).update(outdated_by=changed)
    return changed

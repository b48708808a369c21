"""Words that somebody changed on the translated page itself come back into the segments, before anything is written over them."""

from django.db.models import Model
from wagtail.models import Locale, RevisionMixin
from wagtail_localize.models import Translation, TranslationLog, TranslationSource

from icrweb.accounts.models import User
from icrweb.trail import audit
from icrweb.translating.adopting import keep_words, paired, usable
from icrweb.translating.choices import State
from icrweb.translating.extracting import pieces_of
from icrweb.translating.models import Standing
from icrweb.translating.rows import is_alias, rows_of
from icrweb.translating.segments import Segment, segments_of


def take_back(source: TranslationSource, locale: Locale, by: User | None = None) -> list[Segment]:
    """The segments whose words somebody changed on the newest version of the page since the workflow wrote it last.

    They are that person's words then, to be reviewed; readers go on seeing what was published. Words that were there before, from
    an older version that somebody went back to, are no new ones, and the source's own words are no translation.
    """
    target = rows_of(source.object_id, source.specific_content_type.model_class()).filter(locale=locale).first()
    if target is None or is_alias(target) or not isinstance(target, RevisionMixin) or not target.latest_revision_id:
        return []
    log = TranslationLog.objects.filter(source=source, locale=locale).select_related("revision").order_by("-pk").first()
    if log is None or log.revision_id == target.latest_revision_id or not log.revision:
        return []
    if not Translation.objects.filter(source=source, target_locale=locale).exists():
        return []
    newest = target.latest_revision
    segments = segments_of(source, locale)
    written = _words_on(target, log.revision.content, segments)
    changed = {
        segments[index]: words
        for index, words in _words_on(target, newest.content, segments).items()
        if _is_new(segments[index], words, written.get(index))
    }
    if changed:
        person = newest.user or by
        keep_words(
            {segment.row: words for segment, words in changed.items()}, locale, Standing(state=State.TRANSLATED, translator=person)
        )
        audit.record(
            "translation.take_back",
            source,
            actor=person,
            old={segment.path: segment.target for segment in changed},
            new={segment.path: words for segment, words in changed.items()},
        )
    return list(changed)


def _words_on(target: Model, content: dict, segments: list[Segment]) -> dict[int, str]:
    return paired([(segment.path, segment.source) for segment in segments], pieces_of(target.with_content_json(content)))


def _is_new(segment: Segment, words: str, before: str | None) -> bool:
    return words not in ("", before, segment.target, segment.source) and usable(segment.source, words)

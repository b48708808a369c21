"""Working on a translation: begin it, write its words, look at them, send them back. Whoever writes is not who reviews.

Words are wagtail-localize's strings: inline HTML whose only attribute is the `id` of a link that the source has, too. Its rows are
written without its signals: one of them would put an unfinished title on the alias that readers see.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue, validate_translation_links

from icrweb.accounts.models import User
from icrweb.trail import audit
from icrweb.translating import syncing
from icrweb.translating.choices import State
from icrweb.translating.extracting import source_from
from icrweb.translating.locking import hold, hold_words
from icrweb.translating.missing import missing_in
from icrweb.translating.models import Standing
from icrweb.translating.rows import source_of
from icrweb.translating.segments import Segment, segments_of
from icrweb.translating.sources import is_source

MANUAL, MACHINE = StringTranslation.TRANSLATION_TYPE_MANUAL, StringTranslation.TRANSLATION_TYPE_MACHINE


@transaction.atomic
def begin(source_row: Model, locales: Iterable[Locale], by: User) -> TranslationSource:
    """Take something into translation. What readers see in these languages stays as it is: an alias stays an alias."""
    locales = list(locales)
    if not is_source(source_row):
        raise ValidationError(_("This is a translation itself. Begin where it was written first."), code="not_source")
    if any(locale.pk == source_row.locale_id for locale in locales):
        raise ValidationError(_("It is written in this language. Choose another."), code="same")
    source = source_of(source_row) or source_from(source_row)
    hold(source)
    for locale in locales:
        row, made = Translation.objects.get_or_create(source=source, target_locale=locale)
        if made or not row.enabled:
            Translation.objects.filter(pk=row.pk).update(enabled=True)
            audit.record("translation.begin", source, actor=by, new={"language": locale.language_code})
    return source


@transaction.atomic
def write_words(segment: Segment, locale: Locale, words: str, by: User | None, tool: str = "") -> Standing:
    """Words of one segment. A person's are translated and wait for review; a machine's, named by `tool`, are a draft."""
    words = tidy(segment.source, words)
    _hold(segment, locale)
    row = _words_of(segment, locale)
    standing = _standing_of(row) if row else None
    if row and row.data == words:
        return confirm(segment, locale, by) if standing.outdated_by_id and not tool else standing
    before = _facts(row, standing) if row else None
    row = row or StringTranslation(translation_of_id=segment.row.string_id, context_id=segment.row.context_id, locale=locale)
    row.data, row.translation_type, row.tool_name, row.last_translated_by = words, MACHINE if tool else MANUAL, tool, by
    row.has_error, row.field_error, row.updated_at = False, "", timezone.now()
    _keep(row)
    standing = standing or Standing(words=row)
    _vouch(standing, by, State.DRAFT if tool else State.TRANSLATED)
    audit.record("translation.write", standing, actor=by, old=before, new=_facts(row, standing))
    return standing


@transaction.atomic
def confirm(segment: Segment, locale: Locale, by: User | None) -> Standing:
    """The words are right as they stand: outdated ones still say what the source says, a draft is good. Then they wait for review."""
    row, standing = _held_words(segment, locale)
    if not standing.outdated_by_id and standing.state != State.DRAFT:
        return standing
    before = _facts(row, standing)
    _vouch(standing, by, State.TRANSLATED)
    audit.record("translation.confirm", standing, actor=by, old=before, new=_facts(row, standing))
    return standing


@transaction.atomic
def review(segments: Iterable[Segment], locale: Locale, by: User) -> list[Standing]:
    """Somebody with the knowledge of the field has read these words, and did not write them. All of them, or none."""
    reviewed, now = [], timezone.now()
    for segment in segments:
        row, standing = _held_words(segment, locale)
        if row.data != segment.target:
            raise _changed_meanwhile()
        if standing.state in (State.REVIEWED, State.APPROVED) and not standing.outdated_by_id:
            continue
        _refuse_review(standing, by)
        before = _facts(row, standing)
        standing.state, standing.reviewer, standing.reviewed_at = State.REVIEWED, by, now
        standing.save()
        audit.record("translation.review", standing, actor=by, old=before, new=_facts(row, standing))
        reviewed.append(standing)
    return reviewed


@transaction.atomic
def send_back(segment: Segment, locale: Locale, by: User, reason: str) -> Standing:
    """The words need another look by who translates; the reason is shown beside them until they are changed."""
    if not reason.strip():
        raise ValidationError(_("Say what is to be changed."), code="reason")
    row, standing = _held_words(segment, locale)
    before = _facts(row, standing)
    _clear(standing)
    standing.state, standing.reason = State.DRAFT, reason.strip()[:300]
    standing.save()
    audit.record("translation.send_back", standing, actor=by, old=before, new=_facts(row, standing), why=standing.reason)
    return standing


@transaction.atomic
def approve(source: TranslationSource, locale: Locale, by: User) -> None:
    """Put reviewed words before readers: all of them, and none that loses a number, a placeholder or a link."""
    hold(source)
    if not source.translations.filter(target_locale=locale, enabled=True).exists():
        raise ValidationError(_("This translation has not begun yet. Begin it, then write."), code="not_begun")
    segments = segments_of(source, locale)
    if lacks := missing_in(segments, source.locale.language_code, locale.language_code):
        raise ValidationError([_("Not published yet."), *lacks], code="incomplete")
    fresh = {segment.standing.pk for segment in segments if segment.state != State.APPROVED}
    Standing.objects.filter(pk__in=fresh).update(state=State.APPROVED, approver=by, approved_at=timezone.now())
    audit.record("translation.approve", source, actor=by, new={"language": locale.language_code, "passages": len(fresh)})
    syncing.publish(source, locale, by)


def tidy(source: str, words: str) -> str:
    """The words as they are kept; refused where readers would get the source's words in their place."""
    words = words.strip()
    if not words:
        raise ValidationError(_("Write the words, or leave the passage as it is."), code="empty")
    try:
        words = StringValue.from_translated_html(words).data
        validate_translation_links(source, words)
    except ValueError as error:
        raise ValidationError(
            _("Use only the tags of the source, and its links just as they stand there."), code="markup"
        ) from error
    return words


def _hold(segment: Segment, locale: Locale) -> Translation:
    """The row of this language is the lock of all that is done to its words."""
    row = hold_words(segment.row.source_id, locale)
    if not row:
        raise ValidationError(_("This translation has not begun yet. Begin it, then write."), code="not_begun")
    if not StringSegment.objects.filter(pk=segment.row.pk).exists():
        raise ValidationError(
            _("The source of this passage was changed meanwhile. Read it again; your words are still here."), code="source_changed"
        )
    Translation.objects.filter(pk=row.pk).update(translations_last_updated_at=timezone.now())
    return row


def _held_words(segment: Segment, locale: Locale) -> tuple[StringTranslation, Standing]:
    _hold(segment, locale)
    if row := _words_of(segment, locale):
        return row, _standing_of(row)
    raise ValidationError(_("This passage has no words in this language yet."), code="missing")


def _words_of(segment: Segment, locale: Locale) -> StringTranslation | None:
    return StringTranslation.objects.filter(
        translation_of_id=segment.row.string_id, context_id=segment.row.context_id, locale=locale
    ).first()


def _standing_of(row: StringTranslation) -> Standing:
    """Words that came in by another way are a draft of nobody."""
    return Standing.objects.filter(words=row).first() or Standing(words=row)


def _keep(row: StringTranslation) -> None:
    if row.pk is None:
        StringTranslation.objects.bulk_create([row])
        return
    names = ("data", "translation_type", "tool_name", "last_translated_by", "has_error", "field_error", "updated_at")
    StringTranslation.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in names})


def _vouch(standing: Standing, by: User | None, state: str) -> None:
    _clear(standing)
    standing.state, standing.outdated_by = state, None
    standing.translator, standing.translated_at = by, timezone.now()
    standing.save()


def _clear(standing: Standing) -> None:
    standing.reviewer = standing.reviewed_at = standing.approver = standing.approved_at = None
    standing.reason = ""


def _refuse_review(standing: Standing, by: User) -> None:
    if standing.outdated_by_id:
        raise ValidationError(_("The source has changed since. Somebody has to look at these words first."), code="outdated")
    if standing.state == State.DRAFT:
        raise ValidationError(_("This is a draft. Somebody has to finish it first."), code="draft")
    if standing.translator_id == by.pk:
        raise ValidationError(_("These are your own words. Somebody else reviews them."), code="own")


def _changed_meanwhile() -> ValidationError:
    return ValidationError(_("Somebody changed these words meanwhile. Read them again before you decide."), code="changed")


def _facts(row: StringTranslation, standing: Standing) -> dict:
    """What the trail keeps of one segment: enough to get its words back."""
    people = {name: getattr(standing, f"{name}_id") for name in ("translator", "reviewer", "approver", "outdated_by")}
    return {"words": row.data, "state": str(standing.state), **{name: pk for name, pk in people.items() if pk}}

"""Bringing a translation up to what its source says, with the words that stand; nothing that nobody approved comes to readers.

A translated page always has the blocks of its source. What it does not know of a critical change, and what is new, is shown in the
source's words: the whole block where it stands in one; a page whose title or other plain field is concerned becomes an alias of its
source again. A question or case (`must_be_current`) is withdrawn in that language, whatever it does not know. A term of the glossary
or a local note is withdrawn for a critical change, so that readers find the source's; what has no drafts (objectives) gets the
source's words in the field. Outdated words of other changes stay.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import DraftStateMixin, Locale, Page, PageLogEntry, RevisionMixin
from wagtail_localize.models import TranslationLog, TranslationSource
from wagtail_localize.views.convert import sync_alias

from icrweb.accounts.models import User
from icrweb.translating.adopting import adopt, paired
from icrweb.translating.aligning import Piece
from icrweb.translating.choices import State
from icrweb.translating.extracting import pieces_of
from icrweb.translating.filling import fill
from icrweb.translating.locking import hold
from icrweb.translating.models import Stale
from icrweb.translating.reckoning import known_to
from icrweb.translating.rows import is_alias, is_live, rows_of
from icrweb.translating.segments import Segment, segments_of
from icrweb.translating.taking_back import take_back

Live = Mapping[Piece, str]  # what readers see for a string of the source: (path, string) → words
QUIET = {"seo_title", "search_description"}  # readers of the page do not see these


@transaction.atomic
def publish(source: TranslationSource, locale: Locale, by: User | None) -> Model:
    """Show readers the words that are approved. A first translation, and one that was taken away, comes back when it is complete."""
    hold(source)
    original = source.as_instance()
    take_back(source, locale, by)
    target = _target(original, locale)
    if target is None or is_alias(target) or not is_live(target):
        _refuse_incomplete(segments_of(source, locale))
        target = target or _first(original, locale)
    _close(source, locale)
    return _bring(source, target, locale, by, _live(source, target))


def settle(source: TranslationSource, locale: Locale, by: User | None, *, live: Live, was_away: bool) -> None:
    """After a change of the source or of its class: what readers see of the translation in this language.

    `live`: what they saw; `was_away`: it had been withdrawn, or made an alias, for a change it did not know.
    """
    original = source.get_source_instance()
    target = _target(original, locale)
    if target is None or not (was_away or _is_shown(target)):
        return
    _close(source, locale, [segment for segment in segments_of(source, locale) if segment.reached(State.APPROVED)])
    if not is_away(original, _open(source, locale)):
        _bring(source, target, locale, by, live)
    elif _is_shown(target):
        _take_away(source, target, by)


def accept(source: TranslationSource, locale: Locale, taken: list[Segment], by: User | None) -> None:
    """A translation was published by hand. What its new words (`taken`) know is closed; what they do not know goes on as before."""
    _close(source, locale, taken)
    stale = _open(source, locale)
    original = source.get_source_instance()
    target = _target(original, locale)
    if is_away(original, stale):
        _take_away(source, target, by)
    elif any(row.segment.in_source_words for row in stale):
        _bring(source, target, locale, by, _live(source, target))


@transaction.atomic
def renew(source: TranslationSource, locale: Locale, by: User | None) -> None:
    """A translation came in with its source, from files: it counts as of this version, and what was taken away comes back."""
    hold(source)
    stale = _open(source, locale)
    original = source.get_source_instance()
    target = _target(original, locale)
    if target is None or is_alias(target):
        return
    try:
        with transaction.atomic():
            adopt(original, locale)
    except ValidationError:  # it does not line up with its source: nothing is known of it
        return
    Stale.objects.filter(pk__in=[row.pk for row in stale]).update(closed_at=timezone.now())
    if is_away(original, stale) and not is_live(target):
        publish(source, locale, by)


def preview(source: TranslationSource, locale: Locale) -> Model:
    """The translation with all words so far, the source's where there are none; not to be saved."""
    original = source.as_instance()
    target = _target(original, locale) or original
    return fill(source, target, locale, lambda segment: segment.target or segment.source)


def is_away(original: Model, stale: list[Stale]) -> bool:
    """Whether a translation with these open rows is not shown itself."""
    rows = [row.segment for row in stale]
    if getattr(original, "must_be_current", False):
        return bool(rows)
    if isinstance(original, Page):
        return any(row.in_source_words and not row.block and row.path not in QUIET for row in rows)
    return isinstance(original, DraftStateMixin) and any(row.in_source_words for row in rows)


def open_rows(key) -> dict[int, list[Stale]]:
    """By language."""
    found: dict[int, list[Stale]] = {}
    for row in Stale.objects.open().filter(key=key).select_related("segment"):
        found.setdefault(row.locale_id, []).append(row)
    return found


def _open(source: TranslationSource, locale: Locale) -> list[Stale]:
    return list(Stale.objects.open().filter(key=source.object_id, locale=locale).select_related("segment"))


def _is_shown(target: Model) -> bool:
    return is_live(target) and not is_alias(target)


def _target(original: Model, locale: Locale) -> Model | None:
    return rows_of(original.translation_key, type(original)).filter(locale=locale).first()


def _first(original: Model, locale: Locale) -> Model:
    """The row of a translation that was never there; below its parent where it is a page."""
    if isinstance(original, Page):
        parent = original.get_parent()
        if not parent.has_translation(locale):
            raise ValidationError(_("The page above does not exist in this language yet. Publish that one first."), code="parent")
        return original.copy_for_translation(locale)
    target = original.copy_for_translation(locale)
    if isinstance(target, DraftStateMixin):
        target.live = False
    target.save()
    return target


def _refuse_incomplete(segments: list[Segment]) -> None:
    if not segments or not all(segment.reached(State.APPROVED) for segment in segments):
        raise ValidationError(
            _("A translation is published when it is complete. Finish and approve what is missing first."), code="incomplete"
        )


def _live(source: TranslationSource, target: Model) -> Live:
    """What readers see for each string, where the page has the structure of the source as it is recorded."""
    if not _is_shown(target):
        return {}
    return words_by_string([(row.path, row.source) for row in segments_of(source, target.locale)], pieces_of(target))


def words_by_string(source: list[Piece], target: list[Piece]) -> dict[Piece, str]:
    return {source[index]: words for index, words in paired(source, target).items()}


def _bring(source: TranslationSource, target: Model, locale: Locale, by: User | None, live: Live) -> Model:
    """Write what readers shall see, and publish it."""
    shown = [row.segment for row in _open(source, locale) if row.segment.in_source_words]
    blocks = {segment.block for segment in shown}
    fields = {segment.path for segment in shown if not segment.block}

    def words(segment: Segment) -> str | None:
        if segment.block in blocks if segment.block else segment.path in fields:
            return segment.source if segment.path not in QUIET else None
        if segment.target and not segment.words.has_error and segment.state == State.APPROVED:
            return segment.target
        return live.get((segment.path, segment.source)) or (segment.source if segment.block else None)

    return _save(source, fill(source, target, locale, words), locale, by)


def _save(source: TranslationSource, target: Model, locale: Locale, by: User | None) -> Model:
    if not isinstance(target, RevisionMixin):
        target.save()
        return target
    if is_alias(target):
        _end_alias(target, by)
    if isinstance(target, DraftStateMixin) and target.go_live_at and target.go_live_at > timezone.now():
        target.go_live_at = None
    revision = target.save_revision(user=by, clean=False)
    TranslationLog.objects.create(source=source, locale=locale, revision=revision)
    if isinstance(target, Page):
        PublishPageRevisionAction(revision, user=by).execute(skip_permission_checks=True)
    elif isinstance(target, DraftStateMixin):
        PublishRevisionAction(revision, user=by).execute(skip_permission_checks=True)
    return target


def _end_alias(target: Page, by: User | None) -> None:
    type(target).objects.filter(pk=target.pk).update(alias_of=None)
    target.alias_of = None
    title = {"page": {"id": target.pk, "title": target.get_admin_display_title()}}
    PageLogEntry.objects.log_action(instance=target, action="wagtail.convert_alias", user=by, data=title)


def _take_away(source: TranslationSource, target: Model, by: User | None) -> None:
    """An alias of the source where it is a page; otherwise it is no longer live. The words stay in the segments."""
    if isinstance(target, Page):
        original = source.get_source_instance()
        sync_alias(original, target)
        type(target).objects.filter(pk=target.pk).update(alias_of=original.pk)
    else:
        UnpublishAction(target, user=by).execute(skip_permission_checks=True)


def _close(source: TranslationSource, locale: Locale, among: list[Segment] | None = None) -> None:
    """What the words know by now is no longer open; `among`: these segments only."""
    strings = None if among is None else {(segment.row.context_id, segment.row.string_id) for segment in among}
    Stale.objects.filter(pk__in=known_to(source, locale.pk, strings)).update(closed_at=timezone.now())

"""A change of the source, in force in the request that publishes it; and the class that an editor gives it."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Locale, ModelLogEntry, Page, PageLogEntry, Revision, get_translatable_models
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationLog, TranslationSource

from icrweb.accounts.models import User
from icrweb.trail import audit
from icrweb.translating.adopting import adopt, usable
from icrweb.translating.aligning import Piece, align
from icrweb.translating.choices import Kind, Severity
from icrweb.translating.extracting import AT_ONCE, contexts_of, pieces_of, refresh, says_the_same, strings_of
from icrweb.translating.locking import hold, lock
from icrweb.translating.models import ChangedSegment, SourceChange, Stale, Standing
from icrweb.translating.reckoning import reckon
from icrweb.translating.rows import is_alias, is_live, own_row, rows_of, source_of
from icrweb.translating.sources import is_source
from icrweb.translating.syncing import Live, accept, is_away, open_rows, renew, settle, words_by_string
from icrweb.translating.taking_back import take_back
from icrweb.translating.weighing import severity_of

_pages = PagePermissionPolicy()
_together: ContextVar["Together | None"] = ContextVar("published together", default=None)
PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")


def note_change(source_row: Model, by: User | None) -> SourceChange | None:
    """Compare what was published with what its translations were made from, and bring them up at once.

    None where no words changed, where nothing is translated, and where the version before is not kept: then nothing is claimed.
    """
    before = _before(source_row, source_of(source_row))
    return _note(source_row, before, by) if before else None


def note_published(row: Model, revision: Revision | None, by: User | None) -> None:
    """Something was published, by whatever way: a source, or a translation by hand."""
    source, together = source_of(row), _together.get()
    if source and source.locale_id != row.locale_id:
        if together is None:
            _note_translation(source, row, revision, by)
        else:
            together.translations.add((source, row.locale_id))
    elif before := _before(row, source):
        if together is None:
            _note(row, before, by)
        else:
            together.sources.setdefault(row, before)


@dataclass
class Together:
    """What was published since it was begun: sources with what they said before, and translations."""

    sources: dict[Model, "Revision | TranslationSource"] = field(default_factory=dict)
    translations: set[tuple[TranslationSource, int]] = field(default_factory=set)

    def finish(self, current: Collection[tuple[str, str]], by: User | None) -> None:
        """`current`: the translations, by key and language, that came along and know what their sources say now."""
        numbers = dict(Locale.objects.values_list("language_code", "pk"))
        came = defaultdict(set)
        for key, language in current:
            came[str(key)].add(numbers[language])
        for row, before in self.sources.items():
            _note(row, before, by, frozenset(came[str(row.translation_key)] - {row.locale_id}))
        renewed = {(source.object_id, locale): source for source, locale in self.translations}
        behind = Stale.objects.open().filter(key__in=came).values_list("key", "locale").distinct()
        for key, locale in {*renewed, *behind}:
            source = renewed.get((key, locale)) or TranslationSource.objects.filter(object_id=key).first()
            if source and locale in came[str(key)] and key not in {row.translation_key for row in self.sources}:
                renew(source, Locale.objects.get(pk=locale), by)


@contextmanager
def published_together() -> Iterator[Together]:
    """Publications that belong together (an import): what they change is noted once, at the end."""
    together = Together()
    token = _together.set(together)
    try:
        yield together
    finally:
        _together.reset(token)


def _before(row: Model, source: TranslationSource | None) -> "Revision | TranslationSource | None":
    """What holds the words until now, where `row` says something else and there is a translation."""
    if is_alias(row) or not is_live(row):
        return None
    if source:
        return None if says_the_same(row, json.loads(source.content_json)) else source
    if isinstance(row, DraftStateMixin) and row.first_published_at == row.last_published_at:
        return None  # this is its first publication
    before = _published_before(row) if _is_translated(row) else None
    return None if before is None or says_the_same(row, before.content) else before


def _note(
    row: Model, before: "Revision | TranslationSource", by: User | None, current: frozenset[int] = frozenset()
) -> SourceChange | None:
    with transaction.atomic():
        lock(row.translation_key)
        row = type(row)._base_manager.select_for_update(no_key=True).get(pk=row.pk)
        source = _adopt_all(row, before, current)
        return _note_locked(source, row, by, current) if source else None


def _is_translated(row: Model) -> bool:
    """Whether there are versions made from this one."""
    others = rows_of(row.translation_key, type(row)).exclude(pk=row.pk)
    return (others.filter(alias_of=None) if isinstance(row, Page) else others).exists() and is_source(row)


def _published_before(row: Model) -> Revision | None:
    """The version that readers saw until now; the entry of this publication is written after it."""
    entries = (PageLogEntry if isinstance(row, Page) else ModelLogEntry).objects.for_instance(row)
    last = entries.filter(action__in=PUBLISHED).order_by("-timestamp", "-pk").select_related("revision").first()
    return last.revision if last else None


def _adopt_all(row: Model, before: "Revision | TranslationSource", current: frozenset[int]) -> TranslationSource | None:
    """The translations that readers see count as of the version before. One that does not line up is left alone."""
    source, against = source_of(row), before if isinstance(before, Revision) else None
    known = Translation.objects.filter(source=source).values_list("target_locale_id", flat=True) if source else ()
    for locale in Locale.objects.exclude(pk__in=[row.locale_id, *current, *known]):
        target = own_row(row, locale)
        if target is not None and is_live(target):
            try:
                with transaction.atomic():
                    adopt(row, locale, against=against)
            except ValidationError:
                continue
    return source_of(row)


def _note_locked(source: TranslationSource, row: Model, by: User | None, current: frozenset[int]) -> SourceChange | None:
    hold(source)
    locales = list(Locale.objects.filter(pk__in=_locales(source) - current))
    for locale in locales:
        take_back(source, locale, by)
    away = _away(source, row)
    old = _recorded(source)
    live = {locale.pk: _live(row, locale, old) for locale in locales}
    since, made_at = source.last_updated_at, timezone.now()
    pairs = align(old, new := pieces_of(row))
    refresh(source, row)
    _carry(source, old, new, pairs)
    change = _write(source, row, old, new, pairs, {"since": since, "made_at": made_at, "made_by": by})
    ahead = {new[now]: old[was] for was, now in pairs if was is not None and now is not None}
    reckon(source, {pk for pk, words in live.items() if words} | away - current)
    for locale in Locale.objects.filter(pk__in=current):
        renew(source, locale, by)
    for locale in locales:
        words = {piece: live[locale.pk][ahead[piece]] for piece in new if ahead.get(piece) in live[locale.pk]}
        settle(source, locale, by, live=words, was_away=locale.pk in away)
    return change


def _locales(source: TranslationSource) -> set[int]:
    """Also those that nobody works on any more: readers may have them."""
    return set(Translation.objects.filter(source=source).values_list("target_locale_id", flat=True))


def _away(source: TranslationSource, row: Model) -> set[int]:
    """The languages whose translation is not shown now for a change it does not know."""
    return {locale for locale, stale in open_rows(source.object_id).items() if is_away(row, stale)}


def _recorded(source: TranslationSource) -> list[Piece]:
    rows = StringSegment.objects.filter(source=source).select_related("context", "string").order_by("order", "pk")
    return [(row.context.path, row.string.data) for row in rows]


def _live(row: Model, locale: Locale, old: list[Piece]) -> Live:
    target = own_row(row, locale)
    return words_by_string(old, pieces_of(target)) if target is not None and is_live(target) else {}


def _carry(source: TranslationSource, old: list[Piece], new: list[Piece], pairs: list) -> None:
    """Words follow their string, with all that is known of them, unless this very string had words here before."""
    follows = {old[was]: new[now] for was, now in pairs if None not in (was, now) and old[was] != new[now]}
    if not follows:
        return
    contexts = contexts_of(source, {path for path, _string in [*follows, *follows.values()]})
    strings = strings_of(source, {string for _path, string in [*follows, *follows.values()]})

    def ids(piece: Piece) -> tuple[int, int]:
        return contexts[piece[0]], strings[piece[1]]

    rows = StringTranslation.objects.filter(context__in=contexts.values(), translation_of__in=strings.values())
    words = {(row.locale_id, row.context_id, row.translation_of_id): row for row in rows.select_related("standing")}
    copies = {}
    for locale in {key[0] for key in words}:
        for was, now in follows.items():
            row = words.get((locale, *ids(was)))
            if row and (key := (locale, *ids(now))) not in words:
                copies.setdefault(key, (row, _copy(row, *ids(now), usable(now[1], row.data))))
    StringTranslation.objects.bulk_create([copy for _row, copy in copies.values()], batch_size=AT_ONCE)
    standings = [(row.standing, copy) for row, copy in copies.values() if hasattr(row, "standing")]
    Standing.objects.bulk_create((_same(standing, copy) for standing, copy in standings), batch_size=AT_ONCE)


def _copy(row: StringTranslation, context: int, string: int, fits: bool) -> StringTranslation:
    names = ("locale_id", "data", "translation_type", "tool_name", "last_translated_by_id", "field_error")
    facts = {name: getattr(row, name) for name in names}
    return StringTranslation(translation_of_id=string, context_id=context, has_error=row.has_error or not fits, **facts)


def _same(standing: Standing, words: StringTranslation) -> Standing:
    facts = {field.attname: getattr(standing, field.attname) for field in Standing._meta.concrete_fields}
    return Standing(**{**facts, "id": None, "words_id": words.pk})


def _write(source, row: Model, old, new, pairs, facts: dict) -> SourceChange | None:
    """The change with its segments, in the order of the page, each in the class that holds until somebody gives it one."""
    found = [
        (
            new[now][0] if now is not None else old[was][0],
            old[was][1] if was is not None else "",
            new[now][1] if now is not None else "",
        )
        for was, now in sorted(pairs, key=lambda pair: (pair[1] is None, pair[1] or 0, pair[0] or 0))
    ]
    found = [(path, before, after) for path, before, after in found if before != after]
    if not found:
        return None
    change = SourceChange.objects.create(key=source.object_id, locale_id=source.locale_id, **facts)
    ChangedSegment.objects.bulk_create(_segment(change, row.locale.language_code, *said) for said in found)
    return change


def _segment(change: SourceChange, language: str, path: str, old: str, new: str) -> ChangedSegment:
    kind = Kind.CHANGED if old and new else Kind.ADDED if new else Kind.REMOVED
    return ChangedSegment(change=change, path=path, kind=kind, old=old, new=new, severity=severity_of(kind, old, new, language))


def _note_translation(source: TranslationSource, row: Model, revision: Revision | None, by: User | None) -> None:
    """Published by hand: its new words are taken back; what they do not know of the source stays as it was."""
    if is_alias(row) or not is_live(row) or revision is None or source.translation_logs.filter(revision=revision).exists():
        return
    with transaction.atomic():
        hold(source)
        taken = take_back(source, row.locale, by)
        TranslationLog.objects.create(source=source, locale=row.locale, revision=revision)
        accept(source, row.locale, taken, by)


@transaction.atomic
def classify(change: SourceChange, classes: Mapping[int, str], by: User, note: str = "") -> SourceChange:
    """Give segments of a change (by number) their class. In force at once, in every language, as often as somebody thinks again."""
    lock(change.key)
    change = SourceChange.objects.select_for_update().get(pk=change.pk)
    source = TranslationSource.objects.filter(object_id=change.key, locale=change.locale).first()
    row = source and rows_of(change.key, source.specific_content_type.model_class()).filter(locale=change.locale).first()
    if not row:
        raise ValidationError(_("What was changed here does not exist any more."), code="gone")
    if not may_class(by, row, change):
        raise ValidationError(_("Only who may publish this can say what its changes mean."), code="permission")
    hold(source)
    segments = {segment.pk: segment for segment in change.segments.all()}
    if not set(classes) <= segments.keys() or not set(classes.values()) <= set(Severity.values):
        raise ValidationError(_("Choose one of the classes for each passage of this change."), code="class")
    before = {pk: segments[pk].severity for pk, severity in classes.items() if segments[pk].severity != severity}
    for pk in before:
        segments[pk].severity = classes[pk]
    change.classed_at, change.classed_by, change.note = timezone.now(), by, note.strip()[:300]
    change.save(update_fields=["classed_at", "classed_by", "note"])
    new = {str(pk): classes[pk] for pk in before}
    audit.record("translation.classify", change, actor=by, old={str(pk): was for pk, was in before.items()}, new=new, why=note)
    if before:
        away = _away(source, row)
        ChangedSegment.objects.bulk_update([segments[pk] for pk in before], ["severity"])
        _follow(source, row, away, by)
    return change


def may_class(user: User, row: Model, change: SourceChange | None = None) -> bool:
    """Who may publish the source; whoever approved it in review has published it, too."""
    if change and change.made_by_id == user.pk:
        return True
    if isinstance(row, Page):
        return row.permissions_for_user(user).can_publish()
    return policy_registry.get(row).user_has_permission(user, "publish" if isinstance(row, DraftStateMixin) else "change")


def may_class_something(user: User) -> bool:
    """Whether somebody has anything to do with the classes of changes; no query beyond those for a person's permissions."""
    return _pages.user_has_permission(user, "publish") or bool(_kinds_to_class(user))


def changes_of(user: User) -> QuerySet[SourceChange]:
    """The changes of what this person may publish or has published."""
    theirs = Q(made_by=user) | Q(key__in=_pages.instances_user_has_permission_for(user, "publish").values("translation_key"))
    for model in _kinds_to_class(user):
        theirs |= Q(key__in=model._base_manager.values("translation_key"))
    return SourceChange.objects.filter(theirs).select_related("locale", "made_by")


def open_changes(user: User) -> QuerySet[SourceChange]:
    """Those of them that nobody has classed yet."""
    return changes_of(user).filter(classed_at=None)


def _kinds_to_class(user: User) -> list[type[Model]]:
    """The snippets that somebody may publish; what has no drafts is published by whoever changes it."""
    actions = {
        model: "publish" if issubclass(model, DraftStateMixin) else "change"
        for model in get_translatable_models()
        if model is not Page
    }
    return [model for model, action in actions.items() if policy_registry.get_by_type(model).user_has_permission(user, action)]


def _follow(source: TranslationSource, row: Model, away: set[int], by: User | None) -> None:
    """Bring every language in line with the classes as they are now; `away`: those whose translation was not shown until now."""
    locales, now = list(Locale.objects.filter(pk__in=_locales(source))), _recorded(source)
    for locale in locales:
        take_back(source, locale, by)
    live = {locale.pk: _live(row, locale, now) for locale in locales}
    reckon(source, {pk for pk, words in live.items() if words} | away)
    for locale in locales:
        settle(source, locale, by, live=live[locale.pk], was_away=locale.pk in away)


def forget(row: Model) -> None:
    """A deleted translation does not know anything any more; of a deleted source nothing has changed for anybody."""
    Stale.objects.filter(key=row.translation_key, locale=row.locale_id).delete()
    SourceChange.objects.filter(key=row.translation_key, locale=row.locale_id).delete()

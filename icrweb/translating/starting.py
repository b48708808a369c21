"""Beginning translations, of one thing or of a page with everything below it; and ending them."""

from collections import Counter
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import DraftStateMixin, Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from icrweb.accounts.models import User
from icrweb.pages.languages import in_source_language
from icrweb.trail import audit
from icrweb.translating import who
from icrweb.translating.adopting import adopt
from icrweb.translating.locking import hold, lock
from icrweb.translating.rows import own_row, source_of
from icrweb.translating.segments import segments_of
from icrweb.translating.sources import sources
from icrweb.translating.working import begin

ALONG = "translated_with_pages"  # hooks(pages) → querysets of the snippets that are translated with these pages
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Below:
    """What beginning a page with everything below it would do: `rows` are to be begun, those above first."""

    rows: list[Model]
    begun: int
    left_out: int

    @property
    def kinds(self) -> list[tuple[str, int]]:
        found = Counter(capfirst(str(row._meta.verbose_name)) for row in self.rows)
        return list(found.items())


@transaction.atomic
def start(row: Model, locale: Locale, by: User) -> TranslationSource:
    """Begin, or go on. What has words of its own already brings them along, as the published words that they are, where they line up."""
    source = source_of(row)
    known = source and source.translations.filter(target_locale=locale).exists()
    if locale.pk != row.locale_id and not known and own_row(row, locale):
        try:
            with transaction.atomic():
                return adopt(row, locale)
        except ValidationError as refusal:
            if refusal.code != "unlike":
                raise
    return begin(row, [locale], by)


@transaction.atomic
def end(source: TranslationSource, locale: Locale, by: User) -> None:
    """Nobody works on it any more. No words are lost; what readers have stays, and follows its source as before."""
    hold(source)
    if not source.translations.filter(target_locale=locale, enabled=True).update(enabled=False):
        raise ValidationError(_("This translation has not begun yet. Begin it, then write."), code="not_begun")
    passages = sum(bool(segment.words) for segment in segments_of(source, locale))
    audit.record("translation.end", source, actor=by, old={"language": locale.language_code, "passages": passages})


def has_below(page: Page) -> bool:
    return not page.is_leaf() or any(found.exists() for along in hooks.get_hooks(ALONG) for found in along([page]))


def below(page: Page, locale: Locale, by: User) -> Below:
    """`page` and the pages below it that readers have, with what belongs to them, in whatever language each was written."""
    pages = list(in_source_language(Page.objects.descendant_of(page).live()).exclude(locale=locale).order_by("path").specific())
    rows = [*([page] if page.locale_id != locale.pk else []), *pages]
    for along in hooks.get_hooks(ALONG):
        for found in along([page, *pages]):
            rows += _written(found).exclude(locale=locale).select_related("locale")
    in_work = Translation.objects.filter(target_locale=locale, enabled=True).values_list("source__object_id", flat=True)
    begun = set(in_work.filter(source__object_id__in=[row.translation_key for row in rows]))
    open_rows = [row for row in rows if row.translation_key not in begun]
    theirs = [row for row in open_rows if who.may_change(by, row)]
    return Below(theirs, begun=len(rows) - len(open_rows), left_out=len(open_rows) - len(theirs))


@transaction.atomic
def start_below(page: Page, locale: Locale, by: User) -> Below:
    """Begin the page with everything below it: all of it, or of very much the first part, after which the same deed goes on."""
    found = below(page, locale, by)
    rows = found.rows[:MOST_AT_ONCE]
    lock(*(row.translation_key for row in rows))
    for row in rows:
        start(row, locale, by)
    return Below(rows, begun=found.begun, left_out=len(found.rows) - len(rows))


def _written(rows: QuerySet) -> QuerySet:
    """Of these the rows they were written as, as readers have them."""
    written = sources(rows.model).filter(pk__in=rows.values("pk")).order_by("pk")
    return written.filter(live=True) if issubclass(rows.model, DraftStateMixin) else written

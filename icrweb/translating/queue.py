"""What is to do in one language: everything that readers have in another, the most urgent first.

The number of queries does not grow with what is found: one or two for pages and each kind of snippet, three for all segments.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, F, Model, OuterRef
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from icrweb.accounts.models import User
from icrweb.translating import who
from icrweb.translating.choices import TO_WRITE, Severity, State, Step
from icrweb.translating.models import Draft, Stale
from icrweb.translating.sizes import words_in
from icrweb.translating.sources import translatable_snippets, written_first

COURSE_DEPTH = 4  # root, home, catalogue, course
READY = Step.REVIEWED  # everything is reviewed, and somebody may publish it
_MACHINE = StringTranslation.TRANSLATION_TYPE_MACHINE


@dataclass(frozen=True)
class Entry:
    """One thing in one language. `source_pk` is None where nobody has begun; `group` and `place` say where it stands."""

    model: type[Model]
    pk: int
    key: str
    title: str
    group: tuple[int, str, str]
    place: str
    source_pk: int | None = None
    begun: bool = False
    total: int = 0
    steps: Counter = field(default_factory=Counter)
    step: Step = Step.MISSING
    mine: bool = True
    words: int | None = None

    @property
    def kind(self) -> str:
        return capfirst(str(self.model._meta.verbose_name))

    @property
    def counted(self) -> list[tuple[Step, int]]:
        return [(step, self.steps[step]) for step in Step if self.steps[step]]

    @property
    def begin_url(self) -> str:
        if issubclass(self.model, Page):
            return reverse("translating:begin_page", args=[self.pk])
        return reverse("translating:begin_snippet", args=[self.model._meta.app_label, self.model._meta.model_name, self.pk])

    @property
    def order(self) -> tuple:
        return (list(Step).index(self.step), self.group, self.place)


def queue(user: User, locale: Locale) -> list[Entry]:
    """Everything in this language; `mine` is what this person may do something about."""
    entries = list(_pages(locale))
    for model in translatable_snippets():
        entries += _snippets(model, locale)
    counts, others = _steps(user, locale)
    stale = _stale(locale)
    judged = [_judged(entry, counts, others, stale, user, locale) for entry in entries]
    return sorted(judged, key=lambda entry: entry.order)


def chosen(entries: Iterable[Entry], state: str, course: str) -> list[Entry]:
    """What the filters ask for; without a state, what is for this person."""
    if state == "all":
        found = entries
    elif state in Step.values:
        found = [entry for entry in entries if entry.step == state or entry.steps[Step(state)]]
    else:
        found = [entry for entry in entries if entry.mine]
    return [entry for entry in found if course in ("", entry.group[1])]


def groups_of(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """For the filter: each course and each kind of other things."""
    return [(name, label) for _first, name, label in sorted({entry.group for entry in entries})]


def with_words(entries: list[Entry], locale: Locale) -> list[Entry]:
    """The entries of one page of the list, each with the number of words that are to be written."""
    known = dict(TranslationSource.objects.filter(object_id__in=[entry.key for entry in entries]).values_list("object_id", "pk"))
    sources = [entry.source_pk or known.get(entry.key) for entry in entries]
    done = set(
        StringTranslation.objects.filter(locale=locale, context__stringsegment__source__in=sources, standing__outdated_by=None)
        .exclude(standing__state=State.DRAFT)
        .exclude(standing=None)
        .values_list("translation_of_id", "context_id")
    )
    words: dict[int, int] = Counter()
    strings = StringSegment.objects.filter(source__in=sources).values_list("source_id", "string_id", "context_id", "string__data")
    for source, string, context, data in strings:
        words[source] += 0 if (string, context) in done else words_in(data)
    return [replace(entry, words=words[source] if source else None) for entry, source in zip(entries, sources, strict=True)]


def _pages(locale: Locale) -> Iterable[Entry]:
    """Those begun, and those that readers meet in another language: an alias of their source, or nothing at all."""
    begun = Translation.objects.filter(target_locale=locale, enabled=True, source__object_id=OuterRef("translation_key"))
    own = Page.objects.filter(translation_key=OuterRef("translation_key"), locale=locale, alias_of=None)
    rows = (
        written_first(Page)
        .filter(depth__gt=1)
        .exclude(locale=locale)
        .annotate(begun=Exists(begun), own=Exists(own))
        .exclude(begun=False, own=True)
        .values_list("pk", "translation_key", "draft_title", "path", "depth", "numchild", "content_type", "begun")
    )
    rows = list(rows)
    titles = _course_titles(rows)
    for pk, key, title, path, depth, numchild, kind, is_begun in rows:
        course = path[: COURSE_DEPTH * Page.steplen] if depth > COURSE_DEPTH or depth == COURSE_DEPTH and numchild else ""
        group = (0, course, titles[course]) if course in titles else (1, "pages", _("Pages"))
        model = ContentType.objects.get_for_id(kind).model_class()
        yield Entry(model, pk, key, title, group, path, begun=is_begun)


def _course_titles(rows: list[tuple]) -> dict[str, str]:
    """By path, of the course in its own language: its code is part of the address, not of the title, and orders the list."""
    paths = {row[3][: COURSE_DEPTH * Page.steplen] for row in rows}
    return dict(Page.objects.filter(path__in=paths, depth=COURSE_DEPTH).values_list("path", "draft_title"))


def _snippets(model: type[Model], locale: Locale) -> Iterable[Entry]:
    begun = Translation.objects.filter(target_locale=locale, enabled=True, source__object_id=OuterRef("translation_key"))
    own = model.objects.filter(translation_key=OuterRef("translation_key"), locale=locale)
    by = getattr(model, "translated_by", "")
    rows = list(
        written_first(model)
        .exclude(locale=locale)
        .annotate(begun=Exists(begun), own=Exists(own))
        .exclude(begun=False, own=True)
        .order_by("pk")
        .values_list("pk", "translation_key", "begun", f"{by}_id" if by else "pk")
    )
    names = {}
    if by:
        names = {
            pk: str(row) for pk, row in model._meta.get_field(by).related_model.objects.in_bulk({row[3] for row in rows}).items()
        }
    for pk, key, is_begun, owner in rows:
        label = names.get(owner) or capfirst(str(model._meta.verbose_name_plural))
        name = f"{by}-{owner}" if by else model._meta.label_lower
        yield Entry(model, pk, key, "", (2, name, label), f"{model._meta.model_name}{pk:012d}", begun=is_begun)


def _steps(user: User, locale: Locale) -> tuple[dict, dict]:
    """By key: the source's number and how many passages are at each step; and how many wait for a review by this person."""
    begun = StringSegment.objects.filter(source__translations__target_locale=locale, source__translations__enabled=True)
    counts: dict = {}
    for key, source, number in begun.values_list("source__object_id", "source").annotate(number=Count("pk")).order_by():
        counts[key] = (source, number, Counter())
    others: dict = defaultdict(int)
    written = begun.filter(string__translations__locale=locale, string__translations__context=F("context"))
    words = "string__translations__"
    rows = (
        written.values_list(
            "source__object_id",
            f"{words}translation_type",
            f"{words}standing__state",
            f"{words}standing__outdated_by__severity",
            f"{words}standing__reason",
            f"{words}standing__translator",
        )
        .annotate(number=Count("pk"))
        .order_by()
    )
    for key, made, state, severity, reason, translator, number in rows:
        step = _step(made, state, severity, reason)
        counts[key][2][step] += number
        others[key] += number if step == Step.TRANSLATED and translator != user.pk else 0
    typed = _typed(locale)
    for key, (_source, number, steps) in counts.items():
        missing = number - sum(steps.values())
        steps += Counter({Step.DRAFT: min(typed[key], missing), Step.MISSING: max(missing - typed[key], 0)})
    return counts, others


def _typed(locale: Locale) -> Counter:
    """By key, how many passages without words somebody has begun to write."""
    written = StringTranslation.objects.filter(locale=locale, translation_of=OuterRef("string"), context=OuterRef("context"))
    here = StringSegment.objects.filter(string=OuterRef("string"), context=OuterRef("context"))
    drafts = Draft.objects.filter(Exists(here), ~Exists(written), locale=locale)
    return Counter(key for key, *_passage in drafts.values_list("context__object_id", "context", "string").distinct().order_by())


def _step(made: str, state: str | None, severity: str | None, reason: str | None) -> Step:
    if severity:
        return Step.CRITICAL if severity == Severity.CRITICAL else Step.OUTDATED
    if reason:
        return Step.SENT_BACK
    if state in (None, State.DRAFT):
        return Step.MACHINE if made == _MACHINE else Step.DRAFT
    return Step(state)


def _stale(locale: Locale) -> dict[str, Step]:
    """By key, what readers are told about a published translation in this language."""
    found: dict = {}
    for key, severity in Stale.objects.open().filter(locale=locale).values_list("key", "segment__severity"):
        if severity == Severity.CRITICAL or key not in found:
            found[key] = Step.CRITICAL if severity == Severity.CRITICAL else Step.OUTDATED
    return found


def _judged(entry: Entry, counts: dict, others: dict, stale: dict, user: User, locale: Locale) -> Entry:
    if not entry.begun:
        return replace(entry, mine=user.has_perm(who.WRITE))
    source, total, steps = counts.get(entry.key, (None, 0, Counter()))
    to_write, to_review = any(steps[step] for step in TO_WRITE), others[entry.key] > 0
    ready = total > 0 and steps[Step.REVIEWED] + steps[Step.APPROVED] == total and steps[Step.APPROVED] < total
    mine = to_write and user.has_perm(who.WRITE) or (to_review or ready) and user.has_perm(who.REVIEW)
    step = next((step for step in Step if steps[step]), Step.APPROVED)
    if entry.key in stale and step != Step.APPROVED:
        step = min(step, stale[entry.key], key=list(Step).index)
    return replace(entry, source_pk=source, total=total, steps=steps, step=step, mine=bool(mine))


def waiting(user: User) -> list[tuple[str, Counter]]:
    """For the dashboard, by language: what is outdated, came back, or waits for this person's review. Three queries."""
    languages = who.languages_of(user)
    found: dict[str, Counter] = {language: Counter() for language in languages}
    open_rows = Stale.objects.open().filter(locale__language_code__in=languages)
    for language, severity, number in (
        open_rows.values_list("locale__language_code", "segment__severity").annotate(number=Count("key", distinct=True)).order_by()
    ):
        found[language][Step.CRITICAL if severity == Severity.CRITICAL else Step.OUTDATED] += number
    standing = StringTranslation.objects.filter(
        locale__language_code__in=languages, context__stringsegment__string=F("translation_of")
    )
    by_language = standing.order_by().values_list("locale__language_code")
    for language, number in (
        by_language.exclude(standing__reason="").exclude(standing=None).annotate(number=Count("pk", distinct=True))
    ):
        found[language][Step.SENT_BACK] = number
    if user.has_perm(who.REVIEW):
        mine = by_language.filter(standing__state=State.TRANSLATED, standing__outdated_by=None).exclude(standing__translator=user)
        for language, number in mine.annotate(number=Count("pk", distinct=True)):
            found[language][Step.TRANSLATED] = number
    return [(language, counts) for language, counts in found.items() if counts]


def titled(entries: list[Entry]) -> list[Entry]:
    """Snippets have their words in rows of their own, which are read for one page of the list only."""
    rows = {}
    for model in {entry.model for entry in entries if not entry.title}:
        found = model.objects.in_bulk([entry.pk for entry in entries if entry.model is model])
        rows |= {(model, pk): str(row) for pk, row in found.items()}
    return [replace(entry, title=entry.title or rows.get((entry.model, entry.pk), "")) for entry in entries]

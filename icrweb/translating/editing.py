"""What the editor of translations shows: the passages of a page of it, each with its words, its place and what is next for it."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page as Paginated
from django.core.paginator import Paginator
from django.db.models import Model
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from icrweb.accounts.models import User
from icrweb.translating import checks, who
from icrweb.translating.checking import sentence_of
from icrweb.translating.checks import KnownTerm
from icrweb.translating.choices import TO_WRITE, Step
from icrweb.translating.diffs import Piece, sides
from icrweb.translating.memory import Suggestion, suggestions
from icrweb.translating.models import Draft
from icrweb.translating.places import Place, place_of
from icrweb.translating.rows import is_alias, is_live
from icrweb.translating.saving import Problem, conflict, mark_of, once_each
from icrweb.translating.segments import Segment, segments_of
from icrweb.translating.terms import terms_for
from icrweb.translating.typed import as_string, as_typed
from icrweb.translating.unfinished import drafts_on

ROWS_A_PAGE = 50
ALL, TO_DO, TO_REVIEW = "all", "to_do", "to_review"


@dataclass(frozen=True)
class Row:
    """One passage. `before` and `after`: its neighbours, where they are not shown themselves. `draft`: one's own."""

    segment: Segment
    step: Step
    place: Place
    new_place: bool
    before: str
    after: str
    problem: Problem | None
    reason: str
    findings: tuple[tuple[bool, str], ...]
    terms: tuple[KnownTerm, ...]
    memory: tuple[Suggestion, ...]
    may_review: bool
    draft: Draft | None
    others: tuple[Draft, ...]

    @property
    def source(self) -> str:
        return as_typed(self.segment.source)

    @property
    def has_tags(self) -> bool:
        return "<" in self.segment.source

    @property
    def changed(self) -> tuple[list[Piece], list[Piece]] | None:
        """The source as these words know it, and as it is now."""
        return sides(self.segment.standing.outdated_by.old, self.segment.source) if self.segment.outdated else None

    @property
    def links(self) -> list[tuple[str, str]]:
        """Where the links of the source lead."""
        attrs = json.loads(self.segment.row.attrs or "null") or {}
        return [(name, attr["href"]) for name, attr in attrs.items() if attr.get("href")]

    @property
    def typed(self) -> str:
        if self.problem:
            return self.problem.typed
        return self.draft.typed if self.draft else as_typed(self.segment.target)

    @property
    def theirs(self) -> str:
        return as_typed(self.problem.theirs) if self.problem and self.problem.theirs else ""

    @property
    def seen(self) -> str:
        return mark_of(self.segment)

    @property
    def lines(self) -> int:
        """The height of the field: Latin letters are narrower than others, and some room is left."""
        longest = max(len(self.typed), len(self.segment.source))
        return 1 if self.place.one_line and longest < 60 else min(14, 1 + longest // 45 + self.typed.count("\n"))

    @property
    def may_be_right(self) -> bool:
        return (
            bool(self.segment.words)
            and not self.draft
            and self.segment.step in (Step.CRITICAL, Step.OUTDATED, Step.MACHINE, Step.DRAFT)
        )


@dataclass
class Desk:
    """One thing in one language on somebody's desk: `row` is its source, `target` what readers have in that language."""

    source: TranslationSource
    locale: Locale
    user: User
    row: Model
    target: Model | None

    @cached_property
    def begun(self) -> bool:
        return Translation.objects.filter(source=self.source, target_locale=self.locale, enabled=True).exists()

    @cached_property
    def segments(self) -> list[Segment]:
        return once_each(segments_of(self.source, self.locale))

    @cached_property
    def drafts(self) -> dict[tuple[int, int], list[Draft]]:
        """What people typed and have not finished, by context and string."""
        found: dict[tuple[int, int], list[Draft]] = {}
        for draft in drafts_on(self.source, self.locale):
            found.setdefault((draft.context_id, draft.string_id), []).append(draft)
        return found

    @property
    def version(self) -> int:
        """Of one's own drafts."""
        return max((draft.version for drafts in self.drafts.values() for draft in drafts if self._is_mine(draft)), default=0)

    @property
    def left_behind(self) -> list[Draft]:
        """One's own drafts of passages that the source does not have any more."""
        here = {(segment.row.context_id, segment.row.string_id) for segment in self.segments}
        return [draft for key, drafts in self.drafts.items() if key not in here for draft in drafts if self._is_mine(draft)]

    @cached_property
    def terms(self) -> list[KnownTerm]:
        return terms_for(self.locale.language_code, self.source.locale.language_code)

    @cached_property
    def may_open(self) -> bool:
        seen = who.sees_translations(self.user) or self.may_publish
        return seen and who.may_change(self.user, self._mine)

    @cached_property
    def may_write(self) -> bool:
        return who.may_write(self.user, self._mine, self.locale)

    @cached_property
    def may_review(self) -> bool:
        return who.may_review(self.user, self._mine, self.locale)

    @cached_property
    def may_publish(self) -> bool:
        return who.may_publish(self.user, self._mine)

    @cached_property
    def may_end(self) -> bool:
        return self.user.has_perm(who.BEGIN) and who.may_change(self.user, self._mine)

    @property
    def is_published(self) -> bool:
        return self.target is not None and is_live(self.target) and not is_alias(self.target)

    @property
    def words_kept(self) -> int:
        return sum(bool(segment.words) for segment in self.segments)

    @property
    def _mine(self) -> Model:
        return self.target or self.row

    def counts(self) -> list[tuple[Step, int]]:
        found = Counter(self._step(segment) for segment in self.segments)
        return [(step, found[step]) for step in Step if found[step]]

    def tabs(self) -> list[tuple[str, int]]:
        return [(name, len(self._chosen(name))) for name in (TO_DO, TO_REVIEW, ALL)]

    def first_tab(self) -> str:
        """What waits for this person."""
        names = [TO_REVIEW, TO_DO] if self.may_review else [TO_DO]
        return next((name for name in names if self._chosen(name)), ALL)

    def page(self, tab: str, number: str | None, problems: dict[int, Problem], reasons: dict[int, str]) -> Paginated:
        """The rows of one page; whatever was refused is shown, too."""
        chosen = {segment.row.pk for segment in self._chosen(tab)} | set(problems) | set(reasons)
        found = Paginator([place for place, segment in enumerate(self.segments) if segment.row.pk in chosen], ROWS_A_PAGE).get_page(
            number
        )
        found.object_list = self._rows(found.object_list, problems, reasons)
        return found

    def _chosen(self, tab: str) -> list[Segment]:
        if tab == TO_DO:
            return [segment for segment in self.segments if segment.step in TO_WRITE or self._draft(segment)]
        if tab == TO_REVIEW:
            return [segment for segment in self.segments if self._reviewable(segment)]
        return self.segments

    def _reviewable(self, segment: Segment) -> bool:
        return self.may_review and segment.step == Step.TRANSLATED and segment.standing.translator_id != self.user.pk

    def _rows(self, shown: list[int], problems: dict[int, Problem], reasons: dict[int, str]) -> list[Row]:
        rows, last = [], ""
        memory = suggestions([self.segments[place].source for place in shown], self.source.locale.language_code, self.locale)
        model = self.source.specific_content_type.model_class()
        for place in shown:
            segment = self.segments[place]
            stands, draft = place_of(model, segment), self._draft(segment)
            problem = problems.get(segment.row.pk) or self._overtaken(segment, draft)
            rows.append(
                Row(
                    segment,
                    self._step(segment),
                    stands,
                    new_place=last != f"{segment.block or segment.path}",
                    before=self._neighbour(place - 1, shown),
                    after=self._neighbour(place + 1, shown),
                    problem=problem,
                    reason=reasons.get(segment.row.pk, ""),
                    findings=self._findings(segment, as_string(draft.typed) if draft and not problem else segment.target),
                    terms=tuple(checks.terms_in(segment.source, self.terms)),
                    memory=tuple(one for one in memory.get(segment.source, ()) if one.words != segment.target),
                    may_review=self._reviewable(segment),
                    draft=draft,
                    others=tuple(one for one in self._drafts_of(segment) if one is not draft),
                )
            )
            last = f"{segment.block or segment.path}"
        return rows

    def _is_mine(self, draft: Draft) -> bool:
        return draft.person_id == self.user.pk

    def _drafts_of(self, segment: Segment) -> list[Draft]:
        return self.drafts.get((segment.row.context_id, segment.row.string_id), [])

    def _draft(self, segment: Segment) -> Draft | None:
        return next(filter(self._is_mine, self._drafts_of(segment)), None)

    def _step(self, segment: Segment) -> Step:
        """A passage without words that somebody has begun is a draft."""
        return Step.DRAFT if segment.step == Step.MISSING and self._drafts_of(segment) else segment.step

    def _overtaken(self, segment: Segment, draft: Draft | None) -> Problem | None:
        """Words that were changed since the draft was typed are shown beside it."""
        if draft is None or draft.seen == mark_of(segment):
            return None
        return Problem(draft.typed, " ".join(conflict().messages), segment.target)

    def _neighbour(self, place: int, shown: list[int]) -> str:
        return self.segments[place].source if 0 <= place < len(self.segments) and place not in shown else ""

    def _findings(self, segment: Segment, words: str) -> tuple[tuple[bool, str], ...]:
        if not words:
            return ()
        found = checks.findings(segment.source, words, self.source.locale.language_code, self.locale.language_code, self.terms)
        return tuple((finding.blocking, sentence_of(finding)) for finding in found)

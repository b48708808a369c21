"""Choosing the questions of one attempt and freezing them: by pool, least seen first, in one language."""

import random
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.asking import Vignette, Written, kind_of
from courses.candidates import candidates, first_cases, in_stock
from courses.choices import QuizPurpose
from courses.filling import Unit, Want, composed, filled, narrow_first
from courses.models import Case, Edition, Objective, Question, QuestionBank, QuizPage
from courses.paper import as_set, case_as_set, in_case
from courses.quiz_rules import asked_for


@dataclass(frozen=True)
class Pool:
    """Draw `count` questions of `bank`, of one objective or (where it is empty) of any."""

    number: int
    bank: QuestionBank
    objective: str
    count: int
    decides: bool = False  # of a test that decides: it asks nothing that is for practice only

    @property
    def want(self) -> Want:
        return Want(self.number, self.bank.pk, self.objective, self.count)


@dataclass(frozen=True)
class Supply:
    """How many questions a quiz asks for, and how many can be drawn in one language today."""

    wanted: int
    ready: int

    @property
    def enough(self) -> bool:
        return 0 < self.wanted <= self.ready


@dataclass(frozen=True)
class Drawn:
    """One question that was drawn."""

    question_key: UUID
    pool: Pool
    objective: str
    source: Written
    words: Written
    revision: int | None  # of the source row: which version of the question this is
    draft: bool = False  # asked in a rehearsal in words that no learner meets yet


@dataclass(frozen=True)
class Set:
    """What stands together on the paper: one question, or all of a case in their order below its vignette."""

    questions: list[Drawn]
    vignette: tuple[Vignette, Vignette] | None = None  # what decides, and the words


def pools_of(page: QuizPage, language: str) -> list[Pool]:
    """The pools of a quiz as its page in `language` (that of the course) has them: a half-translated quiz is no easier."""
    if page.locale.language_code != language:
        source = QuizPage.objects.live().filter(translation_key=page.translation_key, locale__language_code=language).first()
        page = source or page
    values = [block.value for block in page.pools]
    return [
        Pool(number, value["bank"], (value["objective"] or "").strip(), value["count"], page.purpose != QuizPurpose.FORMATIVE)
        for number, value in enumerate(values)
        if value["bank"] and value["count"]
    ]


def few_of(edition: Edition, number: int) -> list[Pool]:
    """The blueprint of the edition's last test that must be passed, cut down to `number` questions, one a pool in turn."""
    keys = [item["key"] for item in asked_for(edition.syllabus) if item["kind"] == "quiz"]
    page = QuizPage.objects.live().filter(translation_key__in=keys, locale__language_code=edition.language).last()
    pools = pools_of(page, edition.language) if page else []
    counts = Counter()
    while sum(counts.values()) < number:
        open_pools = [pool for pool in pools if counts[pool.number] < pool.count]
        if not open_pools:
            break
        for pool in open_pools[: number - sum(counts.values())]:
            counts[pool.number] += 1
    return [replace(pool, count=counts[pool.number]) for pool in pools if counts[pool.number]]


def blueprint(page: QuizPage) -> Counter:
    """How many questions of which objective of which bank a quiz draws, in whatever order of pools."""
    counts: Counter = Counter()
    for pool in pools_of(page, page.locale.language_code):
        counts[pool.bank.pk, pool.objective] += pool.count
    return counts


def supply(pools: list[Pool], languages: list[str]) -> dict[str, Supply]:
    """By language, whether the pools can be filled: one query a language and one more a bank with cases, whatever their size."""
    wanted = sum(pool.count for pool in pools)
    return {language: Supply(wanted, sum(_filled(pools, language).values())) for language in dict.fromkeys(languages)}


def why_not_fill(pools: list[Pool], drafts: bool = False) -> str:
    """What an editor must do before these pools can be filled in the language of their banks, or ""."""
    if not pools:
        return _("Add a pool: choose a question bank and say how many questions to draw.")
    by_number, wants = {pool.number: pool for pool in pools}, narrow_first([pool.want for pool in pools])
    stocks = {language: _stock(pools, language, drafts) for language in {pool.bank.language for pool in pools}}
    for want in wants:
        pool = by_number[want.number]
        stock = stocks[pool.bank.language]
        ready = filled(wants, stock)[pool.number]
        if ready < pool.count:
            where = f"{pool.bank}, {pool.objective}" if pool.objective else str(pool.bank)
            sentence = ngettext(
                "The pool “%(pool)s” asks for %(wanted)d question and %(ready)d can be drawn. Publish more or ask for fewer.",
                "The pool “%(pool)s” asks for %(wanted)d questions and %(ready)d can be drawn. Publish more or ask for fewer.",
                pool.count,
            ) % {"pool": where, "wanted": pool.count, "ready": ready}
            if any(size > 1 for size in stock.get(want.cells[0], ())):
                sentence += " " + _(
                    "Cases are drawn whole, so their sizes and the single questions must add up to the number asked for."
                )
            return sentence
    return ""


def _filled(pools: list[Pool], language: str) -> dict[int, int]:
    """By pool number, how many of its questions can be drawn."""
    return filled([pool.want for pool in pools], _stock(pools, language))


def _stock(pools: list[Pool], language: str, drafts: bool = False) -> dict:
    return in_stock([(pool.bank, pool.objective, pool.count) for pool in pools], language, _decide(pools), drafts)


def draw(
    pools: list[Pool], language: str, seed: int, seen: Counter, drafts: bool = False, *, whole: bool = True
) -> tuple[list[dict], dict[str, dict]] | None:
    """The paper (what the learner sees) and its marking (what the grader reads); None when too few questions are ready.

    `seen` counts how often the learner met each question key, in whatever language. The order of questions and choices comes
    from `seed`; true and false stay in theirs, and a case keeps its questions together in their order. Unless `whole`, the
    questions of a case are drawn one by one, each with its vignette. A rehearsal asks `drafts` too, and says so of each.
    """
    order = random.Random(seed)  # noqa: S311 - an order, no secret
    drawn = _choose(pools, language, order, seen, drafts, whole)
    if not drawn:
        return None
    order.shuffle(drawn)
    objectives = _objectives([question for one in drawn for question in one.questions], language)
    paper, marking = [], {}
    for one in drawn:
        asked = []
        for question in one.questions:
            item = _mint()
            words, lesson, paragraph = objectives.get((question.pool.bank.pk, question.objective), (question.objective, None, ""))
            shown, marked = as_set(item, question.source, question.words, _mint, order, words)
            asked.append(shown | {"draft": True} if question.draft else shown)
            marking[item] = {
                **marked,
                "revision": question.revision,
                "question_key": str(question.question_key),
                "pool": question.pool.number,
                "objective": question.objective,
                "objective_words": words,
                "lesson_key": lesson,
                "paragraph": paragraph,
            }
        paper += in_case(asked, _mint(), case_as_set(*one.vignette)) if one.vignette else asked
    return paper, marking


def _mint() -> str:
    """An id that says nothing."""
    return secrets.token_hex(6)


def _decide(pools: list[Pool]) -> bool:
    return any(pool.decides for pool in pools)


def _choose(pools: list[Pool], language: str, order: random.Random, seen: Counter, drafts: bool, whole: bool) -> list[Set]:
    """Only keys are read of a bank; words of the questions drawn. What cannot be set is left out, and all is chosen anew."""
    cells, wants, decides = [(pool.bank, pool.objective) for pool in pools], [pool.want for pool in pools], _decide(pools)
    offered = candidates(cells, language, order, decides, drafts, whole=whole)
    chosen = composed(wants, _by_preference(offered, order, seen))
    if chosen is None and whole:
        for cell, cases in first_cases(cells, language, decides, drafts).items():
            offered[cell] = [unit for unit in offered[cell] if not unit.case] + cases
        chosen = composed(wants, _by_preference(offered, order, seen))
    while chosen is not None:
        sets = _sound({unit: pool for pool in pools for unit in chosen[pool.number]}, language, drafts)
        if len(sets) == sum(map(len, chosen.values())):
            return list(sets.values())
        broken = {unit for units in chosen.values() for unit in units if unit not in sets}
        offered = {cell: [unit for unit in units if unit not in broken] for cell, units in offered.items()}
        chosen = composed(wants, _by_preference(offered, order, seen))
    return []


def _by_preference(offered: dict[tuple, list[Unit]], order: random.Random, seen: Counter) -> dict[tuple, list[Unit]]:
    """Those that the learner met least first, otherwise by lot. A case counts as often met as its best-known question."""
    found = {}
    for cell, units in offered.items():
        found[cell] = order.sample(units, len(units))
        found[cell].sort(key=lambda unit: max(seen[str(key)] for key in unit.keys))
    return found


def _sound(wanted: dict[Unit, Pool], language: str, drafts: bool) -> dict[Unit, Set]:
    """The wanted units that can be set: every question without faults and worded in this language, and so is its case."""
    languages = {language, *(pool.bank.language for pool in wanted.values())}
    rows = _rows([key for unit in wanted for key in unit.keys], languages, drafts)
    cases = _vignettes(wanted, languages, drafts)
    sound = {}
    for unit, pool in wanted.items():
        drawn = [_drawn(key, pool, rows, language, drafts) for key in unit.keys]
        vignette = (
            tuple(cases.get((pool.bank.pk, unit.case, code)) for code in (pool.bank.language, language)) if unit.case else None
        )
        if all(drawn) and (vignette is None or all(vignette)):
            sound[unit] = Set(drawn, vignette)
    return sound


def _drawn(key: UUID, pool: Pool, rows: dict, language: str, drafts: bool) -> Drawn | None:
    source, worded = rows.get((key, pool.bank.language)), rows.get((key, language))
    if not source or not worded:
        return None
    decides = source.written()
    words = decides if worded is source else worded.written()
    if source.faults(decides) or (worded is not source and worded.faults(words)):
        return None
    kind, draft = kind_of(decides.kind), drafts and (source.is_draft or worded.is_draft)
    if not kind.worded(decides, words) or (pool.decides and kind.formative):
        return None
    return Drawn(key, pool, source.objective, decides, words, source.live_revision_id, draft)


def _rows(keys: Iterable[UUID], languages: set[str], drafts: bool) -> dict[tuple[UUID, str], Question]:
    """The questions by key and language: as published, or as their newest drafts have them."""
    rows = Question.objects.filter(translation_key__in=keys, locale__language_code__in=languages)
    rows = rows.select_related("bank", "locale", "guideline__guideline")
    found = [row.newest() for row in rows.select_related("latest_revision")] if drafts else rows.live()
    return {(question.translation_key, question.locale.language_code): question for question in found}


def _vignettes(wanted: Iterable[Unit], languages: set[str], drafts: bool) -> dict[tuple[int, str, str], Vignette]:
    """Those of the wanted cases by bank, short name and language: one query, none without cases."""
    slugs = {unit.case for unit in wanted if unit.case}
    if not slugs:
        return {}
    rows = Case.objects.filter(slug__in=slugs, locale__language_code__in=languages).select_related("locale")
    found = [row.newest() for row in rows.select_related("latest_revision")] if drafts else rows.live()
    return {(row.bank_id, row.slug, row.locale.language_code): row.written() for row in found if not row.faults()}


def _objectives(drawn: list[Drawn], language: str) -> dict[tuple[int, str], tuple[str, str | None, str]]:
    """Words of the objectives in `language`, or in their source language, and the lesson and paragraph to reread."""
    banks = {question.pool.bank.pk: question.pool.bank.language for question in drawn}
    rows = Objective.objects.filter(bank__in=banks, slug__in={question.objective for question in drawn}).order_by()
    found = {}
    for bank, slug, code, words, lesson, paragraph in rows.values_list(
        "bank_id", "slug", "locale__language_code", "words", "lesson__translation_key", "paragraph"
    ):
        before, lesson_before, paragraph_before = found.get((bank, slug), ("", None, ""))
        chosen = words if code == language or (code == banks[bank] and not before) else before
        found[bank, slug] = (chosen or words, str(lesson) if lesson else lesson_before, paragraph or paragraph_before)
    return found

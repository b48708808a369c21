"""Choosing the questions of one attempt and freezing them: by pool, least seen first, in one language."""

import random
import secrets
from collections import Counter
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.asking import Written, kind_of
from courses.candidates import candidates, counted
from courses.choices import QuizPurpose
from courses.models import Edition, Objective, Question, QuestionBank, QuizPage
from courses.paper import as_set
from courses.quiz_rules import asked_for


@dataclass(frozen=True)
class Pool:
    """Draw `count` questions of `bank`, of one objective or (where it is empty) of any."""

    number: int
    bank: QuestionBank
    objective: str
    count: int
    decides: bool = False  # of a test that decides: it asks nothing that is for practice only


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
    """By language, whether the pools can be filled: one query a language, whatever the size of the banks."""
    wanted = sum(pool.count for pool in pools)
    return {language: Supply(wanted, sum(_filled(pools, language).values())) for language in dict.fromkeys(languages)}


def why_not_fill(pools: list[Pool]) -> str:
    """What an editor must do before these pools can be filled in the language of their banks, or ""."""
    if not pools:
        return _("Add a pool: choose a question bank and say how many questions to draw.")
    for pool in sorted(pools, key=_narrow_first):
        ready = _filled(pools, pool.bank.language)[pool.number]
        if ready < pool.count:
            where = f"{pool.bank}, {pool.objective}" if pool.objective else str(pool.bank)
            return ngettext(
                "The pool “%(pool)s” asks for %(wanted)d question and %(ready)d can be drawn. Publish more or ask for fewer.",
                "The pool “%(pool)s” asks for %(wanted)d questions and %(ready)d can be drawn. Publish more or ask for fewer.",
                pool.count,
            ) % {"pool": where, "wanted": pool.count, "ready": ready}
    return ""


def _filled(pools: list[Pool], language: str) -> dict[int, int]:
    """By pool number, how many of its questions can be drawn."""
    there = counted([(pool.bank, pool.objective, pool.count) for pool in pools], language, _decide(pools))
    taken, filled = Counter(), {}
    for pool in sorted(pools, key=_narrow_first):
        cell, bank = (pool.bank.pk, pool.objective), (pool.bank.pk, "")
        filled[pool.number] = min(pool.count, there[cell] - taken[cell])
        for place in {cell, bank}:
            taken[place] += filled[pool.number]
    return filled


def draw(pools: list[Pool], language: str, seed: int, seen: Counter) -> tuple[list[dict], dict[str, dict]] | None:
    """The paper (what the learner sees) and its marking (what the grader reads); None when too few questions are ready.

    `seen` counts how often the learner met each question key, in whatever language. The order of questions and choices comes
    from `seed`; true and false stay in theirs.
    """
    order = random.Random(seed)  # noqa: S311 - an order, no secret
    drawn = _choose(pools, language, order, seen)
    if not drawn or len(drawn) < sum(pool.count for pool in pools):
        return None
    order.shuffle(drawn)
    objectives = _objectives(drawn, language)
    paper, marking = [], {}
    for question in drawn:
        item = _mint()
        words, lesson, paragraph = objectives.get((question.pool.bank.pk, question.objective), (question.objective, None, ""))
        seen, marked = as_set(item, question.source, question.words, _mint, order, words)
        paper.append(seen)
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
    return paper, marking


def _mint() -> str:
    """An id that says nothing."""
    return secrets.token_hex(6)


def _narrow_first(pool: Pool) -> tuple[bool, int]:
    """Pools of one objective draw before those of any, so that these never take what those need."""
    return (not pool.objective, pool.number)


def _decide(pools: list[Pool]) -> bool:
    return any(pool.decides for pool in pools)


def _choose(pools: list[Pool], language: str, order: random.Random, seen: Counter) -> list[Drawn]:
    """Only keys are read of a bank; words of the questions drawn. One that cannot be set is left out for the next."""
    keys = candidates([(pool.bank, pool.objective) for pool in pools], language, order, _decide(pools))
    waiting = {}
    for pool in sorted(pools, key=_narrow_first):
        found = keys[pool.bank.pk, pool.objective].copy()
        order.shuffle(found)
        waiting[pool] = sorted(found, key=lambda key: -seen[str(key)])  # taken from the end
    drawn, taken, have = [], set(), Counter()
    while True:
        wanted = {}
        for pool, left in waiting.items():
            missing = pool.count - have[pool]
            while missing and left:
                key = left.pop()
                if key not in taken:
                    taken.add(key)
                    wanted[key] = pool
                    missing -= 1
        if not wanted:
            return drawn
        for question in _sound(wanted, language):
            drawn.append(question)
            have[question.pool] += 1


def _sound(wanted: dict[UUID, Pool], language: str) -> list[Drawn]:
    """The wanted questions that can be set: without faults, and with words for every choice in this language."""
    languages = {language, *(pool.bank.language for pool in wanted.values())}
    rows = {
        (question.translation_key, question.locale.language_code): question
        for question in Question.objects.live()
        .filter(translation_key__in=wanted, locale__language_code__in=languages)
        .select_related("bank", "locale", "guideline__guideline")
    }
    drawn = []
    for key, pool in wanted.items():
        source, worded = rows.get((key, pool.bank.language)), rows.get((key, language))
        if not source or not worded or source.faults() or worded.faults():
            continue
        decides, words = source.written(), worded.written()
        if kind_of(decides.kind).worded(decides, words):
            drawn.append(Drawn(key, pool, source.objective, decides, words, source.live_revision_id))
    return drawn


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

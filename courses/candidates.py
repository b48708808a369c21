"""What of a bank could be drawn: never more of it is read than a paper could need, whatever the size of the bank."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

from django.db import models
from django.db.models import Exists, IntegerField, OuterRef, Q, Subquery
from wagtail.models import Locale

from courses.asking import KINDS
from courses.filling import Stock, Unit
from courses.models import Case, Question, QuestionBank

# A bank up to this size is read whole. Of a larger one a stretch of keys is read for each pool, from a place chosen by lot: keys
# are random, so any stretch is a fair sample. No pool asks for more than two thirds of it. Of cases, too, a stretch is read.
WHOLE, STRETCH = 300, 150
CASES = 150
FIRST = UUID(int=0)


class _CappedCount(Subquery):
    """How many rows a query has, counted no further than its limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()


def in_stock(wanted: list[tuple[QuestionBank, str, int]], language: str, decides: bool = False, drafts: bool = False) -> Stock:
    """How many units of which size can be drawn by (bank, objective), "" for any: one query, and one more a bank with cases.

    Single questions are counted no further than all of `wanted` together; of cases the first stretch.
    """
    most: Counter = Counter()
    banks = {bank.pk: bank for bank, _objective, _count in wanted}
    for bank, objective, count in wanted:
        for cell in {(bank.pk, objective), (bank.pk, "")}:
            most[cell] += count
    singles = [
        _CappedCount(_alone(banks[bank], language, objective, decides, drafts).order_by().values("pk")[:limit])
        for (bank, objective), limit in most.items()
    ]
    cases = [_CappedCount(Case.objects.drawable(bank, language, drafts).order_by().values("pk")[:1]) for bank in banks.values()]
    numbers = Locale.objects.filter(language_code=language).values_list(*singles, *cases).first()
    numbers = numbers or [0] * (len(singles) + len(cases))
    stock = {cell: Counter({1: number}) for cell, number in zip(most, numbers, strict=False)}
    for bank, there in zip(banks.values(), numbers[len(singles) :], strict=True):
        for cell, units in _by_cell(bank, _cases(bank, language, decides, drafts, FIRST) if there else []).items():
            stock.setdefault(cell, Counter()).update(unit.size for unit in units)
    return stock


def candidates(
    cells: list[tuple[QuestionBank, str]],
    language: str,
    order: random.Random,
    decides: bool = False,
    drafts: bool = False,
    *,
    whole: bool = True,
) -> dict[tuple[int, str], list[Unit]]:
    """Units by (bank, objective): all of a small bank, else a stretch of it. Unless `whole`, questions of cases stand alone."""
    found: dict[tuple[int, str], list[Unit]] = defaultdict(list)
    for bank in {bank.pk: bank for bank, _objective in cells}.values():
        objectives = dict.fromkeys(objective for other, objective in cells if other == bank)
        rows = partial(_alone if whole else _one_by_one, bank, language, decides=decides, drafts=drafts)
        singles = _single(bank, rows, objectives, order)
        cases = _cases(bank, language, decides, drafts, UUID(int=order.getrandbits(128))) if whole else []
        for cell, units in [*singles.items(), *_by_cell(bank, cases).items()]:
            found[cell] += units
    return found


def first_cases(
    cells: list[tuple[QuestionBank, str]], language: str, decides: bool, drafts: bool
) -> dict[tuple[int, str], list[Unit]]:
    """The cases that `in_stock` counts: of a bank with very many, where those chosen by lot do not fit together."""
    found = {}
    for bank in {bank.pk: bank for bank, _objective in cells}.values():
        found |= _by_cell(bank, _cases(bank, language, decides, drafts, FIRST))
    return found


def _alone(bank: QuestionBank, language: str, objective: str = "", decides: bool = False, drafts: bool = False) -> models.QuerySet:
    """Questions that belong to no case."""
    return Question.objects.drawable(bank, language, objective, decides, drafts).filter(of_case="")


def _one_by_one(bank: QuestionBank, language: str, objective: str = "", decides: bool = False, drafts: bool = False):
    """All questions; one of a case only where its vignette can be shown."""
    shown = Case.objects.drawable(bank, language, drafts).filter(slug=OuterRef("of_case"))
    return Question.objects.drawable(bank, language, objective, decides, drafts).filter(Q(of_case="") | Exists(shown))


def _single(bank: QuestionBank, rows: Callable, objectives: Iterable[str], order: random.Random) -> dict[tuple, list[Unit]]:
    """Units of one question by cell. `rows` gives the questions of an objective."""
    found = defaultdict(list)
    read = list(rows().order_by("translation_key").values_list("of_objective", "translation_key", "of_case")[: WHOLE + 1])
    if len(read) <= WHOLE:
        for objective, key, case in read:
            for cell in ((bank.pk, objective), (bank.pk, "")):
                found[cell].append(Unit((key,), case))
        return found
    for objective in objectives:
        found[bank.pk, objective] = _stretch(rows(objective), UUID(int=order.getrandbits(128)))
    return found


def _stretch(questions: models.QuerySet, start: UUID) -> list[Unit]:
    """From `start` on, and on from the beginning where the end is reached."""
    rows = questions.order_by("translation_key").values_list("translation_key", "of_case")
    keys = list(rows.filter(translation_key__gte=start)[:STRETCH])
    if len(keys) < STRETCH:
        keys += rows.filter(translation_key__lt=start)[: STRETCH - len(keys)]
    return [Unit((key,), case) for key, case in keys]


def _cases(bank: QuestionBank, language: str, decides: bool, drafts: bool, start: UUID) -> list[tuple[str, Unit]]:
    """Cases that can be drawn whole, with their objective: every live question has live words, and none is for practice only."""
    turn = models.Case(models.When(translation_key__gte=start, then=0), default=1)
    cases = Case.objects.drawable(bank, language, drafts)
    slugs = cases.order_by(turn, "translation_key").values("slug")[:CASES]
    rows = (
        Question.objects.drawable(bank, bank.language, drafts=drafts)
        .filter(of_case__in=slugs)
        .annotate(
            worded=Question.objects.worded(language, drafts),
            of_its_case=Subquery(cases.filter(slug=OuterRef("of_case")).values("objective")[:1]),
        )
        .values_list("of_case", "at", "translation_key", "kind", "of_objective", "worded", "of_its_case")
    )
    parts = defaultdict(list)
    for slug, at, *row in rows.order_by():
        parts[slug].append((int(at or 0), *row))
    found = []
    for slug in sorted(parts):
        _places, keys, kinds, objectives, worded, of_its_case = zip(*sorted(parts[slug]), strict=True)
        if not all(worded) or (decides and not drafts and any(KINDS[kind].formative for kind in kinds)):
            continue
        shared = objectives[0] if len(set(objectives)) == 1 else ""
        found.append((of_its_case[0] or shared, Unit(keys, slug)))
    return found


def _by_cell(bank: QuestionBank, cases: list[tuple[str, Unit]]) -> dict[tuple[int, str], list[Unit]]:
    """Every case by any objective; by its own where it has one."""
    found = defaultdict(list)
    for objective, unit in cases:
        for cell in dict.fromkeys([(bank.pk, objective), (bank.pk, "")]):
            found[cell].append(unit)
    return found

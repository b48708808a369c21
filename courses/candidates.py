"""Which questions of a bank could be drawn: never more of them are read than a paper could need, whatever the size of the bank."""

import random
from collections import Counter, defaultdict
from uuid import UUID

from django.db.models import IntegerField, Subquery
from wagtail.models import Locale

from courses.models import Question, QuestionBank

# A bank up to this size is read whole. Of a larger one a stretch of keys is read for each pool, from a place chosen by lot: keys
# are random, so any stretch is a fair sample. No pool asks for more than two thirds of it.
WHOLE, STRETCH = 300, 150


class _CappedCount(Subquery):
    """How many rows a query has, counted no further than its limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()


def counted(wanted: list[tuple[QuestionBank, str, int]], language: str, decides: bool = False) -> Counter:
    """How many can be drawn by (bank, objective), "" for any: one query, counting no further than all of `wanted` together."""
    most: Counter = Counter()
    banks = {bank.pk: bank for bank, _objective, _count in wanted}
    for bank, objective, count in wanted:
        for cell in {(bank.pk, objective), (bank.pk, "")}:
            most[cell] += count
    columns = [
        _CappedCount(Question.objects.drawable(banks[bank], language, objective, decides).order_by().values("pk")[:limit])
        for (bank, objective), limit in most.items()
    ]
    numbers = Locale.objects.filter(language_code=language).values_list(*columns).first()
    return Counter(dict(zip(most, numbers or [0] * len(most), strict=True)))


def candidates(
    cells: list[tuple[QuestionBank, str]], language: str, order: random.Random, decides: bool = False
) -> dict[tuple[int, str], list[UUID]]:
    """Keys by (bank, objective): all of a small bank, else a stretch of it."""
    found: dict[tuple[int, str], list[UUID]] = defaultdict(list)
    for bank in {bank.pk: bank for bank, _objective in cells}.values():
        rows = (
            Question.objects.drawable(bank, language, decides=decides)
            .order_by("translation_key")
            .values_list("objective", "translation_key")
        )
        read = list(rows[: WHOLE + 1])
        if len(read) <= WHOLE:
            for objective, key in read:
                found[bank.pk, objective].append(key)
                found[bank.pk, ""].append(key)
            continue
        for objective in dict.fromkeys(objective for other, objective in cells if other == bank):
            found[bank.pk, objective] = _stretch(
                Question.objects.drawable(bank, language, objective, decides), UUID(int=order.getrandbits(128))
            )
    return found


def _stretch(questions, start: UUID) -> list[UUID]:
    """From `start` on, and on from the beginning where the end is reached."""
    rows = questions.order_by("translation_key").values_list("translation_key", flat=True)
    keys = list(rows.filter(translation_key__gte=start)[:STRETCH])
    return keys + list(rows.filter(translation_key__lt=start)[: STRETCH - len(keys)]) if len(keys) < STRETCH else keys

"""What the database counts about a test: of first attempts, question by question; and of pairs of tests."""

from collections import defaultdict
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery

from courses.analysing.kept import Row
from courses.analysing.statistics import Cell
from courses.models import Attempt, ItemOutcome


def next_question(quiz_key: UUID, after: UUID | None) -> UUID | None:
    """In the order of their keys: the index is asked for one, not for all."""
    rows = ItemOutcome.objects.of_test(quiz_key)
    if after:
        rows = rows.filter(question_key__gt=after)
    return rows.order_by("question_key").values_list("question_key", flat=True).first()


def _answers(quiz_key: UUID, question_key: UUID, since: date | None, upto: int):
    return ItemOutcome.objects.of_test(quiz_key, since).filter(question_key=question_key, pk__lte=upto)


def counted(quiz_key: UUID, question_key: UUID, since: date | None, upto: int) -> list[Row]:
    """One query, however many attempts there are."""
    fields = ("edition_id", "language", "passed", "chosen", "revision", "void", "items", "credit", "rest")
    rows = _answers(quiz_key, question_key, since, upto).values_list(*fields).annotate(n=Count("pk"))
    return [
        Row(*facts, tuple(chosen), version, void, Cell(float(credit), None if rest is None else float(rest), items, n))
        for *facts, chosen, version, void, items, credit, rest, n in rows
    ]


def seconds(quiz_key: UUID, question_key: UUID, since: date | None, upto: int) -> dict[tuple[int, str], list[tuple[int, int]]]:
    """By edition and language: how many needed how many seconds. One query."""
    rows = _answers(quiz_key, question_key, since, upto).filter(void=False).exclude(seconds=None)
    found = defaultdict(list)
    for edition, language, *often in rows.values_list("edition_id", "language", "seconds").annotate(n=Count("pk")):
        found[edition, language].append(tuple(often))
    return found


def pairs(before: UUID, after: UUID, since: date | None = None) -> dict[tuple[int, str], list[tuple[float, float, int]]]:
    """By edition and language: percent before and after of learners who took both tests for the first time, in this order."""
    first = Attempt.objects.submitted().filter(set_by=None, number=1)
    earlier = first.filter(
        quiz_key=before, enrolment__learner=OuterRef("enrolment__learner"), submitted_at__lte=OuterRef("started_at")
    )
    rows = first.filter(quiz_key=after).annotate(before=Subquery(earlier.values("percent")[:1])).exclude(before=None)
    if since:
        rows = rows.filter(submitted_at__gte=datetime.combine(since, time.min, UTC))
    found = defaultdict(list)
    counts = rows.order_by().values_list("enrolment__edition", "language", "before", "percent").annotate(n=Count("pk"))
    for edition, language, one, two, n in counts:
        found[edition, language].append((float(one), float(two), n))
    return found

"""What the database counts about the questions of a test: of first attempts, by question, edition and language."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery

from courses.analysing.flags import Compared, Option, flags
from courses.analysing.options import Asked
from courses.analysing.statistics import FEWEST, GREY_BELOW, Cell, Item, Scores, item, mantel_haenszel, scores
from courses.models import Attempt, ItemOutcome, Question


@dataclass(frozen=True)
class Row:
    """So many answers that are alike in everything that is counted."""

    question: UUID
    edition: int
    language: str
    passed: bool
    cell: Cell


@dataclass(frozen=True)
class Taken:
    """A test in one group of learners."""

    scores: Scores
    passed: float


@dataclass(frozen=True)
class Line:
    """A question in one language."""

    question: UUID
    language: str
    item: Item
    compared: Compared | None
    options: list[Option]
    flags: list[str]


def _outcomes(quiz_key: UUID, since: date | None):
    rows = ItemOutcome.objects.first().filter(quiz_key=quiz_key).order_by()
    return rows.filter(handed_in_at__date__gte=since) if since else rows


def counted(quiz_key: UUID, since: date | None = None) -> list[Row]:
    """One query, however many attempts there are."""
    fields = ("question_key", "edition_id", "language", "passed", "items", "credit", "rest")
    rows = _outcomes(quiz_key, since).values_list(*fields).annotate(n=Count("*"))  # of a column it would have to be read
    return [
        Row(question, edition, language, passed, Cell(float(credit), None if rest is None else float(rest), items, n))
        for question, edition, language, passed, items, credit, rest, n in rows
    ]


def learners_by(rows: list[Row], of: Callable[[Row], object]) -> dict:
    """How many learners each group has: each stands in as many rows as their paper had questions."""
    found = defaultdict(float)
    for row in rows:
        found[of(row)] += row.cell.n / row.cell.items
    return {group: round(number) for group, number in found.items()}


def showable(groups: dict[object, int]) -> set:
    """The groups that may be shown: of five people at least, and never all but one that the total would give away."""
    hidden = {group for group, number in groups.items() if number < FEWEST}
    for group in sorted(groups, key=lambda group: (groups[group], str(group))):
        if not hidden or sum(groups[one] for one in hidden) >= FEWEST:
            break
        hidden.add(group)
    return set(groups) - hidden


def taken(rows: list[Row]) -> Taken | None:
    found = scores(cells_by_question(rows))
    if found is None or found.n < FEWEST:
        return None
    passed = sum(row.cell.n / row.cell.items for row in rows if row.passed)
    return Taken(found, passed / found.n)


def cells_by_question(rows: list[Row]) -> dict[UUID, list[Cell]]:
    found = defaultdict(list)
    for row in rows:
        found[row.question].append(row.cell)
    return found


def answers(quiz_key: UUID, edition: int | None = None, since: date | None = None, question: UUID | None = None) -> dict:
    """By question and language: how often each label was chosen, and how often with full credit. One query."""
    rows = _outcomes(quiz_key, since)
    if edition:
        rows = rows.filter(edition=edition)
    if question:
        rows = rows.filter(question_key=question)
    fields = ("question_key", "language", "chosen", "credit")
    found = defaultdict(lambda: (Counter(), Counter()))
    for key, language, chosen, credit, n in rows.values_list(*fields).annotate(n=Count("*")):
        given, right = found[key, language]
        for label in chosen or [None]:
            given[label] += n
            right[label] += n * (credit == 1)
    return found


def questions_of(keys) -> dict[UUID, dict[str, Question]]:
    """By question and language its rows: the words, and in the source language the key."""
    rows = Question.objects.filter(translation_key__in=keys).select_related("locale", "bank", "guideline__guideline")
    found = defaultdict(dict)
    for row in rows.order_by("pk"):
        found[row.translation_key][row.locale.language_code] = row
    return found


def source_of(rows: dict[str, Question]) -> Question | None:
    return next((row for row in rows.values() if row.is_source), None)


def asked_of(questions: dict[UUID, dict[str, Question]]) -> dict[UUID, Asked]:
    """Each question as its key has it today; nothing to choose from where its row is gone or unfinished."""
    sources = {key: source_of(rows) for key, rows in questions.items()}
    return {key: Asked.of(row.written()) if row and not row.faults() else Asked() for key, row in sources.items()}


def lines(rows: list[Row], given: dict, asked: dict[UUID, Asked], *, reference: str, final: bool) -> list[Line]:
    """Each question in each language in which at least five were set it."""
    cells = defaultdict(dict)
    for row in rows:
        cells[row.question].setdefault(row.language, []).append(row.cell)
    found = []
    for key, by_language in cells.items():
        numbers = {language: sum(cell.n for cell in there) for language, there in by_language.items()}
        beside = reference_among(numbers, reference)
        for language in sorted(showable(numbers)):
            one = item(by_language[language])
            compared = None
            if beside and language != beside and numbers[language] >= GREY_BELOW:
                gap = one.facility - item(by_language[beside]).facility
                compared = Compared(gap, mantel_haenszel(by_language[beside], by_language[language]))
            options = asked.get(key, Asked()).options(*given.get((key, language), (Counter(), Counter())))
            found.append(Line(key, language, one, compared, options, flags(one, options, compared, final=final)))
    return found


def reference_among(numbers: dict[str, int], source: str) -> str:
    """The language that others are compared with: the source where thirty took it there, else the one that most took."""
    if numbers.get(source, 0) >= GREY_BELOW:
        return source
    most = max(numbers, key=lambda language: (numbers[language], language))
    return most if numbers[most] >= GREY_BELOW else ""


def pairs(before: UUID, after: UUID, edition: int | None = None, language: str = "") -> list[tuple[float, float, int]]:
    """Percent before and after of learners who took both tests for the first time, in this order; one query."""
    first = Attempt.objects.submitted().filter(set_by=None, number=1)
    earlier = first.filter(
        quiz_key=before, enrolment__learner=OuterRef("enrolment__learner"), submitted_at__lte=OuterRef("started_at")
    )
    rows = first.filter(quiz_key=after).annotate(before=Subquery(earlier.values("percent")[:1])).exclude(before=None)
    if edition:
        rows = rows.filter(enrolment__edition=edition)
    if language:
        rows = rows.filter(language=language)
    counts = rows.order_by().values_list("before", "percent").annotate(n=Count("pk"))
    return [(float(one), float(two), n) for one, two, n in counts]

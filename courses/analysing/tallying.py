"""Counting a test for its analysis: question by question, so that it can be shown how far it is, and gone on with after a stop."""

from dataclasses import asdict
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef
from django.utils import timezone

from courses.analysing.counting import counted, next_question, pairs, seconds
from courses.analysing.kept import Row, kept_of
from courses.analysing.scores import Sums, sums_of
from courses.analysing.statistics import gained
from courses.choices import QuizPurpose
from courses.drawing import blueprint
from courses.models import ItemOutcome, QuestionTally, QuizPage, Tally
from courses.outline import course_key_of, source_course, source_quiz

AT_ONCE = 3_000  # so many answers are counted while somebody waits for the page
EVERY = timedelta(minutes=10)  # the worker counts a test that is being taken no oftener
ALL = 0  # editions


def begin(quiz_key: UUID, since: str = "") -> Tally:
    """Have a test counted anew; a count that is under way is gone on with."""
    return Tally.objects.get_or_create(quiz_key=quiz_key, since=since, state=Tally.State.COUNTING)[0]


def look(quiz_key: UUID, since: str = "") -> tuple[Tally | None, Tally | None]:
    """The count to show, and the one under way. What is small is counted at once, so that it is always of now."""
    ready = Tally.objects.ready().filter(quiz_key=quiz_key, since=since).first()
    current = ready and not Tally.objects.outdated().filter(pk=ready.pk).exists()
    if not current and ItemOutcome.objects.of_test(quiz_key)[: AT_ONCE + 1].count() <= AT_ONCE:
        begun = begin(quiz_key, since)
        while go_on(begun):
            pass
    elif not ready:
        begin(quiz_key, since)
    found = {tally.state: tally for tally in Tally.objects.filter(quiz_key=quiz_key, since=since)}
    return found.get(Tally.State.READY), found.get(Tally.State.COUNTING)


def recount(question_key: UUID) -> None:
    """What was counted of answers that were marked anew since is counted again."""
    quizzes = set(ItemOutcome.objects.filter(question_key=question_key).order_by().values_list("quiz_key", flat=True).distinct())
    with transaction.atomic():
        Tally.objects.counting().filter(quiz_key__in=quizzes).delete()
        for quiz_key, since in Tally.objects.ready().filter(quiz_key__in=quizzes).values_list("quiz_key", "since"):
            begin(quiz_key, since)


def run_tallies() -> int:
    """Sweep: the next question of every test that is being counted; begin with those never counted, and where somebody handed in."""
    old = timezone.now() - EVERY
    for quiz_key in Tally.objects.outdated().filter(since="", counted_at__lt=old).values_list("quiz_key", flat=True):
        begin(quiz_key)
    for quiz_key in _never_counted():
        begin(quiz_key)
    Tally.objects.ready().exclude(since="").filter(counted_at__lt=timezone.now() - timedelta(days=1)).delete()
    return sum(go_on(tally) for tally in Tally.objects.counting().order_by("pk")[:5])


def _never_counted() -> set[UUID]:
    """One number of an index a test."""
    kept = Tally.objects.filter(quiz_key=OuterRef("translation_key"), since="")
    tests = QuizPage.objects.filter(alias_of=None).exclude(Exists(kept))
    answered = tests.filter(Exists(ItemOutcome.objects.at_first_attempts().filter(quiz_key=OuterRef("translation_key"))))
    return set(answered.order_by().values_list("translation_key", flat=True))


def go_on(tally: Tally) -> int:
    """One question. 1: there may be more; 0 after the last one."""
    tally = Tally.objects.counting().filter(pk=tally.pk).first()
    if tally is None:
        return 0
    since = date.fromisoformat(tally.since) if tally.since else None
    if tally.upto is None:
        _set_out(tally, since)
    question_key = next_question(tally.quiz_key, tally.reached)
    if question_key is None:
        return _finish(tally, since)
    rows = counted(tally.quiz_key, question_key, since, tally.upto)
    times = seconds(tally.quiz_key, question_key, since, tally.upto)
    page = source_quiz(tally.quiz_key)
    source = page.locale.language_code if page else ""
    kept = [_one(tally, question_key, edition, rows, times, source) for edition in {ALL, *(row.edition for row in rows)}]
    sums = _with(tally.sums, str(question_key), rows)
    with transaction.atomic():
        if _moved(tally, reached=question_key, seen=F("seen") + sum(row.cell.n for row in rows), sums=sums):
            QuestionTally.objects.bulk_create(kept)
    return 1


def _set_out(tally: Tally, since: date | None) -> None:
    """Which answers are counted: those that are there now."""
    rows = ItemOutcome.objects.of_test(tally.quiz_key)
    tally.upto = rows.aggregate(last=Max("pk"))["last"] or 0
    tally.answers = ItemOutcome.objects.of_test(tally.quiz_key, since).filter(pk__lte=tally.upto).count()
    Tally.objects.filter(pk=tally.pk, upto=None).update(upto=tally.upto, answers=tally.answers, begun_at=timezone.now())


def _moved(tally: Tally, **fields) -> int:
    """Note how far it is, unless another worker did: of two that counted the same question one is believed."""
    here = Tally.objects.counting().filter(pk=tally.pk, upto=tally.upto)
    return (here.filter(reached=tally.reached) if tally.reached else here.filter(reached=None)).update(**fields)


def _one(tally: Tally, question_key: UUID, edition: int, rows: list[Row], times: dict, source: str) -> QuestionTally:
    here = [row for row in rows if edition in (ALL, row.edition)]
    often = {}
    for (of, language), times_there in times.items():
        if edition in (ALL, of):
            often.setdefault(language, []).extend(times_there)
    figures = kept_of(here, often, source).as_json()
    return QuestionTally(tally=tally, question_key=question_key, edition=edition, figures=figures)


def _with(kept: list[list], question: str, rows: list[Row]) -> list[list]:
    """The sums by edition and language, with one more question in them."""
    groups = {(edition, language): Sums.from_json(sums) for edition, language, sums in kept}
    cells = {}
    for row in rows:
        if not row.void:
            cells.setdefault((row.edition, row.language, row.passed), []).append(row.cell)
    for (edition, language, passed), there in cells.items():
        groups.setdefault((edition, language), Sums()).add(sums_of(question, there, passed=passed))
    return [[*group, sums.as_json()] for group, sums in groups.items()]


def _finish(tally: Tally, since: date | None) -> int:
    gains = _gains(tally.quiz_key, since)
    with transaction.atomic():
        if Tally.objects.counting().select_for_update().filter(pk=tally.pk).first():
            Tally.objects.ready().filter(quiz_key=tally.quiz_key, since=tally.since).delete()
            _moved(tally, state=Tally.State.READY, counted_at=F("begun_at"), gains=gains)
    return 0


def _gains(quiz_key: UUID, since: date | None) -> list[list]:
    """Of each pre-test of the course that draws as this test does, by edition and language."""
    page = source_quiz(quiz_key)
    course = source_course(course_key_of(page)) if page and page.purpose != QuizPurpose.PRE else None
    if course is None:
        return []
    before = QuizPage.objects.descendant_of(course).filter(purpose=QuizPurpose.PRE).select_related("locale")
    same = blueprint(page)
    found = []
    for other in [other for other in before if blueprint(other) == same]:
        groups = {}
        for (edition, language), there in pairs(other.translation_key, quiz_key, since).items():
            for group in ((ALL, ""), (ALL, language), (edition, ""), (edition, language)):
                groups.setdefault(group, []).extend(there)
        found += [[str(other.translation_key), *group, asdict(gained(there))] for group, there in groups.items()]
    return found

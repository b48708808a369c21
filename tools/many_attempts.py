"""Many handed-in attempts at the demonstration's final test: what the analysis of questions is measured and looked at with.

Learners differ, questions differ, wrong choices differ; in Thai one question is harder than it ought to be. Runs inside the site's own
process (`manage.py shell`): `hand_in_many("C1B", 100_000)`, then `measured("C1B")`.
`set_papers("C1B", 100_000)` makes whole papers instead, their answers marked as handing in marks them, and `regraded(key)` then measures
regrading one of their questions (in a fresh database: `hand_in_many` makes no papers). The static files are collected beforehand.
`for_pictures("C1B")` makes what the pictures of the guides show.
"""

import math
import random
import time
import uuid
from collections import Counter
from itertools import islice

from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses import grading
from courses.analysing.recording import keep_outcomes
from courses.analysing.tallying import begin, go_on
from courses.drawing import draw, pools_of
from courses.models import Attempt, Edition, Enrolment, ItemOutcome, Question, QuizPage, Regrade, Response
from courses.quizzes import credits_of, percent_of
from courses.regrading import apply, look
from courses.regrading import go_on as go_on_regrading
from demo.management.commands.make_learners import make_learners
from icrweb.accounts.models import User

PORTION = 5_000
LEARNERS = 2_000
PICTURED = uuid.UUID("5f0f6c0e-6f0b-4c53-9a55-0f3a8d1c7e21")  # the regrade that a picture shows
LANGUAGES = {"en": 5, "th": 3, "ja": 2, "vi": 1}


def hand_in_many(code: str, attempts: int, items: int = 12) -> dict:
    """So many first attempts at the last test of a course, straight into the tables; says where to look and what was made."""
    edition, quiz_key = _last_test(code)
    dice = random.Random(1)  # noqa: S311 - made-up answers, the same each time
    questions = _questions(edition, dice)
    enrolments = _enrolments(edition)
    before = ItemOutcome.objects.filter(quiz_key=quiz_key).count()
    last = Attempt.objects.aggregate(last=models.Max("pk"))["last"] or 0
    numbers = iter(range(attempts))
    while portion := list(islice(numbers, PORTION)):
        with transaction.atomic():
            made = Attempt.objects.bulk_create([_attempt(edition, quiz_key, enrolments, last + number, dice) for number in portion])
            ItemOutcome.objects.bulk_create(
                [row for attempt in made for row in _outcomes(attempt, edition, questions, items, dice)], batch_size=PORTION
            )
    made = ItemOutcome.objects.filter(quiz_key=quiz_key).count() - before
    return {"quiz": str(quiz_key), "questions": len(questions), "outcomes": made}


def measured(code: str) -> dict:
    """Seconds of processor time (and of the clock) that counting takes the worker, and each page and file of a counted test."""
    _edition, quiz_key = _last_test(code)
    tally = begin(quiz_key)
    portions = [_timed(lambda: go_on(tally))]
    while tally.__class__.objects.counting().filter(pk=tally.pk).exists():
        portions.append(_timed(lambda: go_on(tally)))
    found = {
        "answers": ItemOutcome.objects.of_test(quiz_key).count(),
        "counting": tuple(round(sum(one[place] for one in portions), 1) for place in (0, 1)),
        "longest portion": tuple(round(max(one[place] for one in portions), 2) for place in (0, 1)),
    }
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.filter(is_superuser=True).first() or User.objects.get(email="ops@demo.example"))
    question = ItemOutcome.objects.of_test(quiz_key).values_list("question_key", flat=True)[0]
    pages = {"index": [], "quiz": [quiz_key], "questions": [quiz_key], "question": [quiz_key, question]}
    for name, keys in pages.items():
        url = reverse(f"item_analysis:{name}", args=keys)
        client.get(url)  # the first visit compiles templates
        found[name] = _timed(lambda url=url: client.get(url))
    url = reverse("item_analysis:questions", args=[quiz_key])
    return found | {kind: _timed(lambda kind=kind: client.post(url, {"file": f"questions.{kind}"})) for kind in ("csv", "xlsx")}


def regraded(question_key: str, most: int | None = None) -> dict:
    """The same for counting who would change if a question were void, and for applying it (to the first `most` papers)."""
    by = User.objects.get(email="ops@demo.example")
    regrade = look(Question.objects.filter(translation_key=question_key).first(), void=True, by=by)
    counting = _portions(regrade)
    changed = regrade.changes.count()
    apply(regrade, by=by, why="Two answers are right.")
    return {"papers": regrade.papers, "changed": changed, "counting": counting, "applying": _portions(regrade, most)}


def _portions(regrade: Regrade, most: int | None = None) -> dict:
    """Of the papers done all together, and of the longest portion."""
    regrade.refresh_from_db()
    portions = []
    while regrade.waits and (most is None or regrade.seen < most):
        portions.append(_timed(lambda: go_on_regrading(regrade)))
    seconds = list(zip(*portions, strict=True))
    return {"papers": regrade.seen, "all": [round(sum(one)) for one in seconds], "longest": [max(one) for one in seconds]}


def _timed(work) -> tuple[float, float]:
    """Of the processor, and of the clock."""
    processor, clock = time.process_time(), time.perf_counter()
    answer = work()
    if getattr(answer, "status_code", 200) != 200:
        raise RuntimeError(answer.status_code)
    return round(time.process_time() - processor, 3), round(time.perf_counter() - clock, 3)


def set_papers(code: str, attempts: int, items: int = 4) -> str:
    """So many first attempts with whole papers of questions with one right choice; says which question stands on all of them."""
    edition, quiz_key = _last_test(code)
    dice = random.Random(2)  # noqa: S311 - made-up answers, the same each time
    quiz = QuizPage.objects.get(translation_key=quiz_key, locale__language_code="en")
    paper, marking = draw(pools_of(quiz, "en"), "en", 1, Counter())
    paper = [question for question in paper if question["kind"] == "single"][:items]
    marking = {question["item"]: marking[question["item"]] for question in paper}
    enrolments = _enrolments(edition)
    last = Attempt.objects.aggregate(last=models.Max("pk"))["last"] or 0
    numbers = iter(range(attempts))
    while portion := list(islice(numbers, PORTION)):
        with transaction.atomic():
            made = [_attempt(edition, quiz_key, enrolments, last + number, dice) for number in portion]
            for attempt in made:
                attempt.paper, attempt.marking, attempt.language = paper, marking, "en"
            Attempt.objects.bulk_create(made)
            given = [
                Response(attempt=attempt, item=question["item"], answer=dice.choice(question["choices"])["id"], sequence=1)
                for attempt in made
                for question in paper
            ]
            Response.objects.bulk_create(given, batch_size=PORTION)
            handed_in = []
            for place, attempt in enumerate(made):
                responses = given[place * len(paper) : (place + 1) * len(paper)]
                earned = credits_of(attempt, responses)
                percent = percent_of(attempt, earned)
                attempt.percent, attempt.passed = grading.floor_percent(percent), grading.passed(percent, attempt.pass_mark)
                handed_in.append((attempt, responses, earned))
            keep_outcomes(handed_in)
            Attempt.objects.bulk_update(made, ["percent", "passed"], batch_size=500)
    return marking[paper[0]["item"]]["question_key"]


def for_pictures(code: str) -> None:
    """A question whose regrade is counted and not applied, and a test that many have handed in, counted."""
    question = Question.objects.get(translation_key=set_papers(code, 240), locale__language_code="en")
    regrade = look(question, void=True, by=User.objects.get(email="ops@demo.example"))
    Regrade.objects.filter(pk=regrade.pk).update(key=PICTURED)
    _portions(regrade)
    tally = begin(uuid.UUID(hand_in_many(code, 4_000)["quiz"]))
    while go_on(tally):
        pass


def _last_test(code: str) -> tuple[Edition, uuid.UUID]:
    edition = Edition.objects.filter(code=code).latest("effective_on")
    return edition, uuid.UUID([item["key"] for item in edition.syllabus if item["kind"] == "quiz"][-1])


def _questions(edition: Edition, dice: random.Random) -> list[dict]:
    """Forty questions of the demonstration, each with a difficulty of its own."""
    kinds = ["single", "multiple", "true_false"]
    rows = Question.objects.live().filter(kind__in=kinds).select_related("bank", "locale").order_by("pk")
    rows = [row for row in rows if row.is_source]
    found = []
    for place, row in enumerate(rows[:40]):
        right = [str(choice.id) for choice in row.choices if choice.value["correct"]]
        wrong = [str(choice.id) for choice in row.choices if not choice.value["correct"]]
        found.append(
            {"key": row.translation_key, "right": right, "wrong": wrong, "hard": dice.gauss(-1, 1), "thai": 2 * (place == 3)}
        )
    return found


def _enrolments(edition: Edition) -> list[Enrolment]:
    make_learners(LEARNERS, "rehearsal of many")
    learners = User.objects.filter(email__startswith="learner").order_by("pk")[:LEARNERS]
    there = {row.learner_id: row for row in Enrolment.objects.filter(edition=edition, learner__in=list(learners))}
    new = [
        Enrolment(learner=user, edition=edition, course_key=edition.course_key, language="en")
        for user in learners
        if user.pk not in there
    ]
    return sorted([*there.values(), *Enrolment.objects.bulk_create(new, PORTION)], key=lambda row: row.learner_id)


def _attempt(edition, quiz_key, enrolments, number: int, dice: random.Random) -> Attempt:
    now = timezone.now()
    return Attempt(
        enrolment=enrolments[number % len(enrolments)],
        quiz_key=quiz_key,
        number=number // len(enrolments) + 1,
        language=dice.choices(list(LANGUAGES), LANGUAGES.values())[0],
        seed=0,
        paper=[],
        marking={},
        pass_mark=80,
        started_at=now,
        submitted_at=now,
        percent=0,
        passed=False,
    )


def _outcomes(attempt: Attempt, edition: Edition, questions: list[dict], items: int, dice: random.Random) -> list[ItemOutcome]:
    able = dice.gauss(0, 1.2)
    answered = []
    for question in dice.sample(questions, min(items, len(questions))):
        hard = question["hard"] + question["thai"] * (attempt.language == "th")
        if dice.random() < 1 / (1 + math.exp(hard - able)):
            answered.append((question, 1.0, question["right"]))
        elif len(question["right"]) > 1 and dice.random() < 0.5:
            answered.append((question, round(1 / len(question["right"]), 4), question["right"][:1]))
        else:
            answered.append((question, 0.0, [question["wrong"][int(len(question["wrong"]) * dice.random() ** 2)]]))
    total = sum(credit for _question, credit, _chosen in answered)
    return [
        ItemOutcome(
            attempt=attempt,
            item=f"i{place}",
            question_key=question["key"],
            quiz_key=attempt.quiz_key,
            edition=edition,
            language=attempt.language,
            is_first=True,
            items=len(answered),
            credit=credit,
            rest=round(100 * (total - credit) / (len(answered) - 1), 4),
            chosen=sorted(chosen),
            passed=total >= 0.8 * len(answered),
            handed_in_at=attempt.submitted_at,
            seconds=round(dice.lognormvariate(math.log(40 + 20 * (question["hard"] > 0)), 0.6)),
        )
        for place, (question, credit, chosen) in enumerate(answered)
    ]

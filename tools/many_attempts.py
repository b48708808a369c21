"""Many handed-in attempts at the demonstration's final test: what the analysis of questions is measured and looked at with.

Learners differ, questions differ, wrong choices differ; in Thai one question is harder than it ought to be. Runs inside the site's own
process (`manage.py shell`): `hand_in_many("C1B", 100_000)`, then `measured("C1B")`.
"""

import math
import random
import time
import uuid
from itertools import islice

from django.db import models, transaction
from django.utils import timezone

from courses.analysing.reading import answers, asked_of, counted, lines, questions_of, taken
from courses.models import Attempt, Edition, Enrolment, ItemOutcome, Question
from demo.management.commands.make_learners import make_learners
from icrweb.accounts.models import User

PORTION = 5_000
LEARNERS = 2_000
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
    """Seconds that the page of a test takes to count and compute, and what the list of its questions takes besides."""
    _edition, quiz_key = _last_test(code)
    started = time.perf_counter()
    rows = counted(quiz_key)
    there = time.perf_counter()
    found = taken(rows)
    computed = time.perf_counter()
    given = answers(quiz_key)
    answered = time.perf_counter()
    every = lines(rows, given, asked_of(questions_of({row.question for row in rows})), reference="en", final=True)
    return {
        "attempts": found.scores.n,
        "counting": round(there - started, 2),
        "a test": round(computed - there, 2),
        "answers": round(answered - computed, 2),
        "its questions": round(time.perf_counter() - answered, 2),
        "lines": len(every),
    }


def _last_test(code: str) -> tuple[Edition, uuid.UUID]:
    edition = Edition.objects.filter(code=code).latest("effective_on")
    return edition, uuid.UUID([item["key"] for item in edition.syllabus if item["kind"] == "quiz"][-1])


def _questions(edition: Edition, dice: random.Random) -> list[dict]:
    """Forty questions of the demonstration, each with a difficulty of its own."""
    rows = list(Question.objects.live().in_source_language().filter(kind__in=["single", "multiple", "true_false"]).order_by("pk"))
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
    return [*there.values(), *Enrolment.objects.bulk_create(new, PORTION)]


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
        )
        for place, (question, credit, chosen) in enumerate(answered)
    ]

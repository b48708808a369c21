"""Sitting a quiz: starting an attempt, saving answers one by one, handing in."""

import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses import grading
from courses.choices import QuestionKind
from courses.drawing import draw, pools_of, supply
from courses.models import Attempt, Enrolment, ExtraAttempt, QuizPage, Response
from courses.progress import finish_if_done

HIGHEST_SEQUENCE = 2**53  # a browser counts no further


@dataclass(frozen=True)
class Standing:
    """Where a learner stands with one quiz: what they handed in, what is open, and when they may start again."""

    attempts: list[Attempt] = field(default_factory=list)
    open: Attempt | None = None
    passed: Attempt | None = None
    opens_at: datetime | None = None
    next_number: int = 1


def standing(enrolment: Enrolment, quiz_key: UUID) -> Standing:
    """Counted by person and quiz, in all languages and enrolments: leaving a course shortens no wait."""
    attempts = list(
        Attempt.objects.filter(enrolment__learner=enrolment.learner_id, quiz_key=quiz_key)
        .order_by("pk")
        .select_related("enrolment")
        .defer("paper", "marking")
    )
    here = [attempt for attempt in attempts if attempt.enrolment.edition_id == enrolment.edition_id]
    return Standing(
        attempts=[attempt for attempt in attempts if attempt.submitted_at],
        open=next((attempt for attempt in here if not attempt.submitted_at), None),
        passed=next((attempt for attempt in here if attempt.passed), None),
        opens_at=_opens_at(enrolment, attempts, enrolment.edition.item(quiz_key)),
        next_number=max((attempt.number for attempt in attempts), default=0) + 1,
    )


def _opens_at(enrolment: Enrolment, attempts: list[Attempt], rules: dict | None) -> datetime | None:
    """After `free_attempts` without a pass each further try waits, unless staff granted one since; None when there is no wait."""
    failed = []
    for attempt in attempts:
        if attempt.passed:
            failed = []
        elif attempt.submitted_at:
            failed.append(attempt.submitted_at)
    if not rules or not failed or len(failed) < rules["free_attempts"]:
        return None
    opens_at = max(failed) + timedelta(hours=rules["cool_down_hours"])
    if opens_at <= timezone.now():
        return None
    granted = ExtraAttempt.objects.filter(learner=enrolment.learner_id, quiz_key=attempts[0].quiz_key, granted_at__gt=max(failed))
    return None if granted.exists() else opens_at


def start_attempt(enrolment: Enrolment, quiz_page: QuizPage, language: str, declared: bool) -> Attempt:
    """Set a paper in `language` and freeze it. An open attempt is gone on with, whoever asks how often."""
    quiz_key = quiz_page.translation_key
    with transaction.atomic():
        enrolment = _lock_enrolment(enrolment)
        now_standing = standing(enrolment, quiz_key)
        if now_standing.open:
            return _bring_along(now_standing.open, enrolment)
        rules = _may_start(enrolment, quiz_key, now_standing)
        if rules["final"] and not declared:
            raise ValidationError(_("Confirm first that you will do this test by yourself."), code="declaration")
        seed = secrets.randbits(62)
        paper, marking = _set_paper(enrolment, quiz_page, language, seed)
        return Attempt.objects.create(
            enrolment=enrolment,
            quiz_key=quiz_key,
            number=now_standing.next_number,
            language=language,
            seed=seed,
            paper=paper,
            marking=marking,
            pass_mark=rules["pass_mark"],
            declared_at=timezone.now() if rules["final"] else None,
        )


def _bring_along(attempt: Attempt, enrolment: Enrolment) -> Attempt:
    """An attempt left open in an enrolment that was left counts for the new one of the same edition."""
    if attempt.enrolment_id != enrolment.pk:
        Attempt.objects.open().filter(pk=attempt.pk).update(enrolment=enrolment)
    return Attempt.objects.get(pk=attempt.pk)


def _may_start(enrolment: Enrolment, quiz_key: UUID, now_standing: Standing) -> dict:
    """The rules that the edition froze for this quiz, for somebody who may start it now."""
    rules = enrolment.edition.item(quiz_key)
    if rules is None or rules["kind"] != "quiz":
        raise ValidationError(_("Your edition of this course does not ask for this test."), code="not_in_edition")
    if enrolment.left_at or enrolment.completed_at:
        raise ValidationError(_("You are no longer studying this course. What you did is kept."), code="closed")
    if enrolment.edition.over_on(timezone.now().date()):
        raise ValidationError(
            _("Edition %(label)s ended on %(day)s. Move up to the newest edition; your completed lessons come with you."),
            code="edition_over",
            params={"label": enrolment.edition.label, "day": enrolment.edition.last_day.isoformat()},
        )
    if now_standing.passed:
        raise ValidationError(_("You have passed this test. Your answers stay here for you to read."), code="passed")
    if now_standing.opens_at:
        raise ValidationError(
            _("You can start again on %(moment)s. Reread the lessons until then."),
            code="cool_down",
            params={"moment": in_zone(now_standing.opens_at, enrolment.learner.time_zone)},
        )
    return rules


def _set_paper(enrolment: Enrolment, quiz_page: QuizPage, language: str, seed: int) -> tuple[list, dict]:
    course_language = enrolment.edition.language
    pools = pools_of(quiz_page, course_language)
    seen = _seen(enrolment.learner_id, quiz_page.translation_key)
    if language in dict(settings.LANGUAGES) and (set_paper := draw(pools, language, seed, seen)):
        return set_paper
    if language != course_language and supply(pools, [course_language])[course_language].enough:
        raise ValidationError(
            _("Too few questions are ready in this language. Take the test in the source language."), code="too_few"
        )
    raise ValidationError(_("This test is not ready: it has too few questions. The editors must add some."), code="not_ready")


def _seen(learner_id: int, quiz_key: UUID) -> Counter:
    """How often each question was set for this learner in this quiz, by key, whatever the language."""
    markings = Attempt.objects.filter(enrolment__learner=learner_id, quiz_key=quiz_key).values_list("marking", flat=True)
    return Counter(key["question_key"] for marking in markings for key in marking.values())


def save_response(attempt: Attempt, item: str, answer, sequence: int | None, come_back: bool) -> Response:
    """Keep an answer. Sent twice it is the same; of several the highest sequence number wins. Without one it is the next.

    `answer`: a choice id, a list of them (several right answers), a number as typed, or None. Returns what is kept.
    """
    question = next((question for question in attempt.paper if question["item"] == item), None)
    if question is None:
        raise ValidationError(_("This question is not in your test. Load the page again."), code="answer")
    if sequence is not None and not 0 < sequence < HIGHEST_SEQUENCE:
        raise ValidationError(_("This answer came without its number. Load the page again."), code="sequence")
    answer = checked(question, answer)
    with transaction.atomic():
        attempt = _lock_attempt(attempt)
        if attempt.submitted_at:
            raise ValidationError(_("This test is handed in. Its answers can no longer change."), code="closed")
        response = attempt.responses.filter(item=item).first() or Response(attempt=attempt, item=item)
        if response.pk and sequence is not None and sequence <= response.sequence:
            return response
        response.answer, response.come_back, response.saved_at = answer, come_back, timezone.now()
        response.sequence = response.sequence + 1 if sequence is None else sequence
        response.save()
    return response


def checked(question: dict, answer):
    """The answer in its one shape, or a refusal."""
    if answer in (None, "", []):
        return None
    if question["kind"] == QuestionKind.NUMERIC:
        return _checked_number(question, answer)
    several = question["kind"] == QuestionKind.MULTIPLE
    chosen = answer if several and isinstance(answer, list) else [answer]
    known = [choice["id"] for choice in question["choices"]]
    if any(not isinstance(choice, str) or choice not in known for choice in chosen):
        raise ValidationError(_("This choice is not in your test. Load the page again."), code="answer")
    return [choice for choice in known if choice in chosen] if several else chosen[0]


def _checked_number(question: dict, answer) -> str:
    if not isinstance(answer, str):
        raise ValidationError(_("This choice is not in your test. Load the page again."), code="answer")
    try:
        grading.parse_number(answer, question["unit"])
    except grading.NumberError as problem:
        if problem.code == "empty":
            return None
        if problem.code == "ambiguous":
            raise ValidationError(
                _("“%(typed)s” can be read in two ways. Write %(first)s or %(second)s."),
                code="number",
                params={"typed": answer.strip(), "first": problem.readings[0], "second": problem.readings[1]},
            ) from problem
        raise ValidationError(_("Write one number, for example 0.54 or 0,54."), code="number") from problem
    return answer.strip()


def submit(attempt: Attempt) -> Attempt:
    """Hand in and grade, once, on the paper and pass mark it was set; whoever hands in again gets the same result."""
    with transaction.atomic():
        # Starting and finishing lock the enrolment first: so does this, or two deeds could wait for each other.
        _lock_enrolment(attempt.enrolment)
        attempt = _lock_attempt(attempt)
        if attempt.submitted_at:
            return attempt
        responses = list(attempt.responses.all())
        credits_earned = credits_of(attempt, responses)
        for response in responses:
            response.credit = grading.floor_percent(credits_earned[response.item] * 100) / 100
        Response.objects.bulk_update(responses, ["credit"])
        percent = grading.percent_correct(credits_earned.values())
        attempt.percent = grading.floor_percent(percent)
        attempt.passed = grading.passed(percent, attempt.pass_mark)
        attempt.submitted_at = timezone.now()
        attempt.save(update_fields=["percent", "passed", "submitted_at"])
        if attempt.passed:
            finish_if_done(attempt.enrolment)
    return attempt


def credits_of(attempt: Attempt, responses: list[Response]) -> dict[str, Fraction]:
    """Credit by item, in the order of the paper; a question without an answer earns none."""
    answers = {response.item: response.answer for response in responses}
    return {
        question["item"]: grading.credit(question["kind"], attempt.marking[question["item"]], answers.get(question["item"]))
        for question in attempt.paper
    }


def results_by_objective(attempt: Attempt) -> list[dict]:
    """Of a submitted attempt: each objective with what was right of how much, and whether that is below the pass mark."""
    credits_earned = credits_of(attempt, list(attempt.responses.all()))
    rows: dict[tuple, dict] = {}
    for item, key in sorted(attempt.marking.items(), key=lambda entry: (entry[1]["pool"], entry[1]["objective"])):
        row = rows.setdefault((key["objective_words"], key["objective"]), {"right": Fraction(0), "total": 0, **_named(key)})
        row["right"] += credits_earned[item]
        row["total"] += 1
    return [{**row, "below": not grading.passed(row["right"] * 100 / row["total"], attempt.pass_mark)} for row in rows.values()]


def _named(key: dict) -> dict:
    return {"words": key["objective_words"], "lesson_key": key["lesson_key"]}


def in_zone(moment: datetime, zone: str) -> str:
    """ "31 January 2027, 23:59 Bangkok (UTC+07:00)" """
    local = moment.astimezone(ZoneInfo(zone))
    shift = f"{local:%z}"
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    utc = f"UTC{shift[:3]}:{shift[3:5]}".replace("-", "\u2212")
    return _("%(day)s, %(clock)s %(zone)s") % {
        "day": date_format(local, "DATE_FORMAT"),
        "clock": f"{local:%H:%M}",
        "zone": "UTC" if zone == "UTC" else f"{place} ({utc})",
    }


def _lock_enrolment(enrolment: Enrolment) -> Enrolment:
    """The row as it is now, held until the transaction ends."""
    return Enrolment.objects.select_for_update(of=("self",)).select_related("edition", "learner").get(pk=enrolment.pk)


def _lock_attempt(attempt: Attempt) -> Attempt:
    """The row as it is now, held until the transaction ends: an answer and handing in wait for each other here."""
    return Attempt.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=attempt.pk)

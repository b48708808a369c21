"""Sitting a quiz: starting an attempt, saving answers one by one, handing in."""

import secrets
from datetime import datetime
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BooleanField, CharField, ExpressionWrapper, IntegerField
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses import asking, grading, one_way
from courses.analysing.recording import keep_outcomes
from courses.answers import checked
from courses.deadlines import GRACE, OVER, deadline, is_over
from courses.drawing import draw, pools_of, supply
from courses.models import Attempt, Enrolment, QuizPage, Response, SeenQuestion
from courses.progress import finish_if_done, progress_of
from courses.quiz_rules import Rules
from courses.standing import Standing, standing
from courses.studying import hold_row, lock_row
from icrweb.trail.prepared import Given, Prepared

HIGHEST_SEQUENCE = 2**53  # a browser counts no further

# Saving an answer is what a test asks for most: of the attempt it locks, it reads only what decides.
STATE = Prepared(
    lambda: (
        Attempt.objects.select_for_update()
        .order_by()
        .filter(pk=Given("pk", IntegerField()))
        .values_list("submitted_at", ExpressionWrapper(OVER, BooleanField()))
    )
)
LOCKED = Prepared(
    lambda: (
        Attempt.objects.select_for_update(of=("self",))
        .order_by()
        .filter(pk=Given("pk", IntegerField()))
        .select_related("enrolment")
        .annotate(asked_at=Now())
    )
)
KEPT = Prepared(
    lambda: Response.objects.order_by().filter(attempt=Given("attempt", IntegerField()), item=Given("item", CharField()))
)
RESPONSES = Prepared(lambda: Response.objects.filter(attempt=Given("attempt", IntegerField())))


def start_attempt(enrolment: Enrolment, quiz_page: QuizPage, language: str, declared: bool) -> Attempt:
    """Set a paper in `language` and freeze it. An open attempt is gone on with, whoever asks how often, until its time is up."""
    quiz_key = quiz_page.translation_key
    with transaction.atomic():
        enrolment = lock_row(enrolment)
        now_standing = standing(enrolment, quiz_key)
        if now_standing.open:
            if not is_over(now_standing.open, enrolment.asked_at):
                return _bring_along(now_standing.open, enrolment)
            submit(now_standing.open)
            now_standing = standing(enrolment, quiz_key)
        rules = _may_start(enrolment, quiz_key, now_standing)
        if rules.final and not declared:
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
            pass_mark=rules.pass_mark,
            declared_at=timezone.now() if rules.final else None,
            started_at=enrolment.asked_at if rules.time_limit else timezone.now(),
            deadline=deadline(enrolment, quiz_key, rules, enrolment.asked_at),
        )


def _bring_along(attempt: Attempt, enrolment: Enrolment) -> Attempt:
    """An attempt left open in an enrolment that was left counts for the new one of the same edition."""
    if attempt.enrolment_id != enrolment.pk:
        Attempt.objects.open().filter(pk=attempt.pk).update(enrolment=enrolment)
    return Attempt.objects.get(pk=attempt.pk)


def _may_start(enrolment: Enrolment, quiz_key: UUID, now_standing: Standing) -> Rules:
    """The rules that the edition froze for this quiz, for somebody who may start it now."""
    rules = Rules.of(enrolment.edition.item(quiz_key))
    if rules is None:
        raise ValidationError(_("Your edition of this course does not ask for this test."), code="not_in_edition")
    if enrolment.left_at or enrolment.completed_at:
        raise ValidationError(_("You are no longer studying this course. What you did is kept."), code="closed")
    if enrolment.edition.over_on(timezone.now().date()):
        raise ValidationError(
            _("Edition %(label)s ended on %(day)s. Move up to the newest edition; your completed lessons come with you."),
            code="edition_over",
            params={"label": enrolment.edition.label, "day": enrolment.edition.last_day.isoformat()},
        )
    if rules.pre and not _left_to_study(enrolment, quiz_key):
        raise ValidationError(_("You have studied this module already. Its pre-test is for before."), code="studied")
    if now_standing.passed and not rules.formative:
        raise ValidationError(_("You have passed this test. Your answers stay here for you to read."), code="passed")
    if now_standing.tries_left == 0:
        raise ValidationError(
            _("You have used all your tries of this test. Ask the help desk: they can grant you one more."), code="no_tries_left"
        )
    if now_standing.opens_at:
        raise ValidationError(
            _("You can start again on %(moment)s. Reread the lessons until then."),
            code="cool_down",
            params={"moment": in_zone(now_standing.opens_at, enrolment.learner.time_zone)},
        )
    return rules


def _left_to_study(enrolment: Enrolment, quiz_key: UUID) -> bool:
    """Some lesson of the quiz's module is still to be done."""
    module = enrolment.edition.item(quiz_key)["module_key"]
    left = progress_of(enrolment).outstanding
    return any(item["kind"] == "lesson" and item["module_key"] == module for item in left)


def _set_paper(enrolment: Enrolment, quiz_page: QuizPage, language: str, seed: int) -> tuple[list, dict]:
    course_language = enrolment.edition.language
    pools = pools_of(quiz_page, course_language)
    seen = SeenQuestion.objects.counts(enrolment.learner_id)
    if language in dict(settings.LANGUAGES) and (set_paper := draw(pools, language, seed, seen)):
        SeenQuestion.objects.note(enrolment.learner_id, set_paper[1], seen)
        return set_paper
    if language != course_language and supply(pools, [course_language])[course_language].enough:
        raise ValidationError(
            _("Too few questions are ready in this language. Take the test in the source language."), code="too_few"
        )
    raise ValidationError(_("This test is not ready: it has too few questions. The editors must add some."), code="not_ready")


def save_response(attempt: Attempt, item: str, values: list[str], sequence: int | None, come_back: bool) -> Response:
    """Keep an answer. Sent twice it is the same; of several the highest sequence number wins. Without one it is the next.

    `values`: what the form sent for this question (`courses.asking`); none takes the answer back. Returns what is kept.
    """
    question = next((question for question in attempt.paper if question["item"] == item), None)
    if question is None:
        raise ValidationError(_("This question is not in your test. Load the page again."), code="answer")
    if sequence is not None and not 0 < sequence < HIGHEST_SEQUENCE:
        raise ValidationError(_("This answer came without its number. Load the page again."), code="sequence")
    answer = checked(question, values)
    with transaction.atomic():
        [(submitted_at, over)] = STATE.rows(pk=attempt.pk)
        if submitted_at:
            raise ValidationError(_("This test is handed in. Its answers can no longer change."), code="closed")
        if over:
            raise ValidationError(_("The time is up. This answer came too late; those saved before count."), code="time_up")
        if "case" in question:
            one_way.refuse(attempt.paper, item, attempt.responses.locked())
        response = KEPT.first(attempt=attempt.pk, item=item) or Response(attempt=attempt, item=item)
        if response.pk and sequence is not None and sequence <= response.sequence:
            return response
        response.answer, response.come_back, response.saved_at = answer, come_back, timezone.now()
        response.sequence = response.sequence + 1 if sequence is None else sequence
        response.save()
    return response


def go_on(attempt: Attempt, item: str, values: list[str]) -> Response:
    """Save the answer to a question of a case with no way back, and lock it: the next one may be shown.

    Whoever goes on again gets what was locked the first time.
    """
    if not one_way.leads_on(attempt.paper, item):
        raise ValidationError(_("This question is not in your test. Load the page again."), code="answer")
    with transaction.atomic():
        attempt = _lock_attempt(attempt)
        if kept := attempt.responses.filter(item=item, locked_at__isnull=False).first():
            return kept
        response = save_response(attempt, item, values, None, come_back=False)
        if response.answer in asking.ANSWERED_BY_NOTHING:
            raise ValidationError(_("Answer this question first: you cannot come back to it."), code="empty")
        response.locked_at = timezone.now()
        response.save(update_fields=["locked_at"])
    return response


def submit(attempt: Attempt) -> Attempt:
    """Hand in and grade, once, on the paper and pass mark it was set; whoever hands in again gets the same result.

    After its time an attempt is closed as it stood at the end, whoever asks for it and when.
    """
    with transaction.atomic():
        # Starting and finishing lock the enrolment first: so does this, or two deeds could wait for each other.
        hold_row(attempt.enrolment_id)
        attempt = _lock_attempt(attempt)
        if attempt.submitted_at:
            return attempt
        responses = RESPONSES.all(attempt=attempt.pk)
        credits_earned, percent = grade(attempt, responses)
        attempt.percent = grading.floor_percent(percent)
        attempt.passed = grading.passed(percent, attempt.pass_mark)
        attempt.ran_out = attempt.deadline is not None and attempt.asked_at >= attempt.deadline
        over = attempt.deadline is not None and is_over(attempt, attempt.asked_at)
        attempt.submitted_at = attempt.deadline + GRACE if over else timezone.now()
        attempt.save(update_fields=["percent", "passed", "submitted_at", "ran_out"])
        keep_outcomes([(attempt, responses, credits_earned)])
        if attempt.passed:
            finish_if_done(attempt.enrolment)
    return attempt


def grade(attempt: Attempt, responses: list[Response]) -> tuple[dict[str, Fraction | None], Fraction]:
    """Keep what each answer earns by the attempt's marking; returns credits by item, and the exact result in percent."""
    credits_earned = credits_of(attempt, responses)
    Response.objects.bulk_update(newly_credited(responses, credits_earned), ["credit"])
    return credits_earned, percent_of(attempt, credits_earned)


def newly_credited(responses: list[Response], credits_earned: dict[str, Fraction | None]) -> list[Response]:
    """Those that earn something else than before; they say so by now, and are not yet kept."""
    before = [response.credit for response in responses]
    for response in responses:
        earned = credits_earned[response.item]
        response.credit = None if earned is None else grading.floor_percent(earned * 100) / 100
    return [response for response, earned in zip(responses, before, strict=True) if response.credit != earned]


def credits_of(attempt: Attempt, responses: list[Response]) -> dict[str, Fraction | None]:
    """Credit by item, in the order of the paper; a question without an answer earns none. None: nobody marks it."""
    answers = {response.item: response.answer for response in responses}
    return {
        question["item"]: asking.credit(question["kind"], attempt.marking[question["item"]], answers.get(question["item"]))
        for question in attempt.paper
    }


def percent_of(attempt: Attempt, credits_earned: dict[str, Fraction | None]) -> Fraction:
    """The whole result, each question weighed by its points."""
    return grading.percent_correct(credits_earned.values(), [_points(attempt.marking[item]) for item in credits_earned])


def _points(marks: dict) -> Fraction:
    return Fraction(marks.get("points", "1"))


def results_by_objective(attempt: Attempt) -> list[dict]:
    """Of a submitted attempt: each objective with what was right of how much, and whether that is below the pass mark."""
    credits_earned = credits_of(attempt, list(attempt.responses.all()))
    rows: dict[tuple, dict] = {}
    for item, key in sorted(attempt.marking.items(), key=lambda entry: (entry[1]["pool"], entry[1]["objective"])):
        if credits_earned[item] is None:
            continue
        row = rows.setdefault((key["objective_words"], key["objective"]), {"right": Fraction(0), "total": 0, **_named(key)})
        row["right"] += credits_earned[item]
        row["total"] += 1
    return [{**row, "below": not grading.passed(row["right"] * 100 / row["total"], attempt.pass_mark)} for row in rows.values()]


def _named(key: dict) -> dict:
    return {"words": key["objective_words"], "lesson_key": key["lesson_key"], "paragraph": key.get("paragraph", "")}


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


def _lock_attempt(attempt: Attempt) -> Attempt:
    """The row as it is now, held until the transaction ends: an answer and handing in wait for each other here."""
    found = LOCKED.first(pk=attempt.pk)
    if found is None:
        raise Attempt.DoesNotExist
    return found

"""Trying a course as a learner would take it, from its drafts. What is tried lives in the session: no record is ever made."""

import secrets
from collections import Counter
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from courses import asking, grading, one_way
from courses.answers import checked
from courses.drawing import Pool, draw, pools_of, why_not_fill
from courses.models import Attempt, CoursePage, Edition, Enrolment, LessonPage, ModulePage, QuizPage, Response
from courses.outline import course_key_of, source_course
from courses.quiz_rules import FROZEN
from courses.quizzes import credits_of, percent_of
from icrweb.accounts.models import User


def draft_of(page):
    """The newest draft of a page; of an alias the words that it shows."""
    return page.specific if page.alias_of_id else page.get_latest_revision_as_object()


def draft_outline(course: CoursePage) -> list[dict]:
    """The modules of a course with their lessons and quizzes as drafts title them, published or not."""
    modules = {
        page.path: {"title": page.draft_title or page.title, "entries": []}
        for page in ModulePage.objects.child_of(course).order_by("path")
    }
    pages = [
        *LessonPage.objects.descendant_of(course).defer("body"),
        *QuizPage.objects.descendant_of(course).defer("pools", "introduction"),
    ]
    for page in sorted(pages, key=lambda page: page.path):
        if module := modules.get(page.path[: -page.steplen]):
            kind = "quiz" if isinstance(page, QuizPage) else "lesson"
            module["entries"].append(
                {"pk": page.pk, "title": page.draft_title or page.title, "kind": kind, "live": page.live, "minutes": page.minutes}
            )
    return list(modules.values())


def begin(quiz: QuizPage, *, drafts: bool) -> dict:
    """Draw a paper from the pools as the draft has them; with `drafts`, questions too as their newest drafts have them."""
    course = source_course(course_key_of(quiz))
    pools = pools_of(quiz, course.locale.language_code)
    language = quiz.locale.language_code
    drawn = draw(pools, language, secrets.randbits(62), Counter(), drafts)
    if drawn is None:
        raise ValidationError(_why_not(pools, language, drafts), code="not_ready")
    paper, marking = drawn
    return {"page": quiz.pk, "paper": paper, "marking": marking, "answers": {}, "submitted_at": None}


def _why_not(pools: list[Pool], language: str, drafts: bool) -> str:
    if why := why_not_fill(pools, drafts):
        return why
    if pools[0].bank.language != language:
        return _("Too few questions are ready in this language. Try the quiz in the source language.")
    return _("Some questions of the pools cannot be asked yet. Open them and complete what is missing, or ask for fewer.")


def answer(state: dict, item: str, values: list[str], come_back: bool) -> None:
    """Keep one answer in the state; the same refusals as for a learner."""
    question = next((question for question in state["paper"] if question["item"] == item), None)
    if question is None or state["submitted_at"]:
        raise ValidationError(_("This question is not in your test. Load the page again."), code="answer")
    one_way.refuse(state["paper"], item, [other for other, kept in state["answers"].items() if kept.get("locked")])
    state["answers"][item] = {"answer": checked(question, values), "come_back": come_back, "at": timezone.now().isoformat()}


def go_on(state: dict, item: str, values: list[str]) -> None:
    """Keep and lock the answer to a question of a case with no way back, as for a learner."""
    if state["answers"].get(item, {}).get("locked") or not one_way.leads_on(state["paper"], item):
        return
    answer(state, item, values, come_back=False)
    if state["answers"][item]["answer"] in asking.ANSWERED_BY_NOTHING:
        raise ValidationError(_("Answer this question first: you cannot come back to it."), code="empty")
    state["answers"][item]["locked"] = True


def hand_in(state: dict) -> None:
    state["submitted_at"] = state["submitted_at"] or timezone.now().isoformat()


def as_attempt(state: dict, quiz: QuizPage, user: User) -> Attempt:
    """The try in the shape of an attempt, in memory only, so that the learner's own pages can show it."""
    course = source_course(course_key_of(quiz))
    item = {"key": str(quiz.translation_key), "title": quiz.title, "kind": "quiz", "minutes": quiz.minutes}
    item |= {name: getattr(quiz, name) for name in FROZEN}
    edition = Edition(
        course_key=course.translation_key,
        title=course.title,
        code=course.code,
        language=course.locale.language_code,
        syllabus=[item],
    )
    enrolment = Enrolment(learner=user, edition=edition, course_key=course.translation_key)
    attempt = Attempt(
        pk=0,  # no row has it; Django asks for a key before it lends a relation
        key=UUID(int=0),
        enrolment=enrolment,
        quiz_key=quiz.translation_key,
        number=1,
        language=quiz.locale.language_code,
        paper=state["paper"],
        marking=state["marking"],
        pass_mark=quiz.pass_mark,
    )
    attempt._prefetched_objects_cache = {"responses": list(responses_of(state).values())}
    if state["submitted_at"]:
        credits_earned = credits_of(attempt, attempt._prefetched_objects_cache["responses"])
        percent = percent_of(attempt, credits_earned)
        attempt.percent, attempt.passed = grading.floor_percent(percent), grading.passed(percent, attempt.pass_mark)
        attempt.submitted_at = parse_datetime(state["submitted_at"])
    return attempt


def responses_of(state: dict) -> dict[str, Response]:
    return {
        item: Response(
            item=item,
            answer=kept["answer"],
            come_back=kept["come_back"],
            saved_at=datetime.fromisoformat(kept["at"]),
            locked_at=datetime.fromisoformat(kept["at"]) if kept.get("locked") else None,
        )
        for item, kept in state["answers"].items()
    }

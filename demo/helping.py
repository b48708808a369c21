"""Loading notes, questions with answers and evaluations of the demonstration's people, through the deeds."""

from pathlib import Path

from courses.models import CoursePage, Enrolment, LessonPage
from evaluation.giving import ANSWERS, evaluate
from evaluation.models import Evaluation, Stage
from helpdesk.answering import answer, publish_answer
from helpdesk.asking import ask
from helpdesk.models import Note, Thread
from helpdesk.noting import set_bookmark, write_note
from helpdesk.places import Place, blocks_of, place_of
from icrweb.accounts.models import User

from .files import course_key, facts_in


def load_help(path: Path) -> None:
    """Each part looks first whether it was done by an earlier loading."""
    facts = facts_in(path)
    for row in facts["notes"]:
        _note(row)
    for row in facts["questions"]:
        _ask(row)
    for row in facts["evaluations"]:
        _evaluate(row, Stage.AFTER)
    for row in facts["evaluations_later"]:
        _evaluate(row, Stage.LATER)


def _person(address: str) -> User:
    return User.objects.get(email=address)


def _place(row: dict) -> Place:
    course = CoursePage.objects.get(translation_key=course_key(row["course"]), locale__language_code=row["language"])
    lesson = LessonPage.objects.descendant_of(course).order_by("path")[row["lesson"] - 1]
    return place_of(lesson, course, list(blocks_of(lesson))[row["block"]])


def _note(row: dict) -> None:
    person, place = _person(row["person"]), _place(row)
    if Note.objects.for_learner(person).filter(lesson_key=place.lesson_key, block_id=place.block_id).exists():
        return
    if row["text"]:
        write_note(person, place, row["text"])
    else:
        set_bookmark(person, place)


def _ask(row: dict) -> None:
    person, place = _person(row["person"]), _place(row)
    if Thread.objects.for_learner(person).filter(lesson_key=place.lesson_key, block_id=place.block_id).exists():
        return
    thread = ask(person, row["kind"], row["text"], language=person.language, place=place)
    if "answer" in row:
        answer(thread, row["answer"], by=_person(row["by"]))
    if "published" in row:
        publish_answer(thread, row["published"]["question"], row["published"]["answer"], by=_person(row["by"]))


def _evaluate(row: dict, stage: str) -> None:
    enrolments = Enrolment.objects.for_learner(_person(row["person"])).completed()
    enrolment = enrolments.get(course_key=course_key(row["course"]))
    if not Evaluation.objects.filter(enrolment=enrolment, stage=stage).exists():
        evaluate(enrolment, stage, {name: row[name] for name in ANSWERS[stage]}, enrolment.language)

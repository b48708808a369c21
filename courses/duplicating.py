"""A course as the start of another: the same words under new keys, as drafts, with nothing of anybody's progress."""

import re
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from courses.files.bringing_in import import_course
from courses.files.collecting import collect
from courses.files.items import CourseFiles, Item, Tree
from courses.files.naming import Names
from courses.files.taking import sentence_of
from courses.models import CoursePage
from courses.outline import source_course
from icrweb.accounts.models import User
from icrweb.trail import audit

_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
OF_THE_COURSE = ("course", "access", "module", "lesson", "quiz")
OF_BANKS = ("bank", "objective", "case", "question")


def duplicate_course(
    course_key: UUID, *, title: str, code: str, slug: str, with_questions: bool, by: User | None, drafts: bool = False
) -> CoursePage:
    """Copy a course with its modules, lessons and quizzes in every language, as drafts; with its questions where asked for.

    Keys and ids of blocks are new throughout, and links between its pages lead to the new pages. Who may see it stays as it is.
    Editions, enrolments and progress stay with the old course. Without its questions the new quizzes draw on the same banks.
    """
    with transaction.atomic():
        old = source_course(course_key)
        names = Names(old)
        course = collect(course_key, drafts=drafts, names=names)
        wanted = OF_THE_COURSE + (OF_BANKS if with_questions else ())
        copy = CourseFiles(course.language, _under_new_keys([item for item in course.items if item.sort in wanted]))
        for item in copy.of("course"):
            item.values |= {"code": code, "slug": slug}
        for item in copy.of("bank"):
            item.values["name"] = f"{item.values['name'][: 155 - len(code)]} ({code})"
        copy.course.values["title"] = title
        there = {(sort, name): number for (sort, number), name in names.things.items()}
        if not with_questions:
            there |= {("bank", place): number for number, place in names.banks.items()}
        plan = import_course(copy, Tree({}), old.get_parent().specific, publish=False, by=by, there=there)
        if plan.refused:
            raise ValidationError([sentence_of(line) for line in plan.refused[:5]], code="refused")
        new = CoursePage.objects.get(translation_key=copy.course.key, locale=old.locale)
        audit.record("course.duplicate", new, actor=by, old={"code": old.code}, new={"code": code, "questions": with_questions})
    return new


def _under_new_keys(items: list[Item]) -> list[Item]:
    """The same items with new keys and new ids of blocks, wherever one of them is named."""
    new = {key: str(uuid4()) for key in {item.key for item in items if item.sort != "bank"}}

    def renewed(value):
        if isinstance(value, dict):
            if set(value) == {"type", "value", "id"}:
                return {**value, "value": renewed(value["value"]), "id": new.setdefault(value["id"], str(uuid4()))}
            return {name: renewed(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [renewed(inner) for inner in value]
        return _KEY.sub(lambda match: new.get(match[0], match[0]), value) if isinstance(value, str) else value

    for item in items:
        item.key = new.get(item.key, item.key)
        item.values = renewed(item.values)
    return items

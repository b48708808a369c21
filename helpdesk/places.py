"""A place in a lesson: its course, its block, and the words that stand there today."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.models import CoursePage, Enrolment, LessonPage
from courses.reading import parts_of
from icrweb.accounts.models import User
from icrweb.pages.languages import source_language

MOST_WORDS = 400
_FOOTNOTE = re.compile(r"\[\^\d{1,3}\]")


@dataclass(frozen=True)
class Place:
    """Where something was noted or asked; `words` are cut to 400 characters."""

    course_key: UUID
    course_title: str
    lesson_key: UUID
    lesson_title: str
    block_id: str
    words: str
    language: str


def course_of(lesson: LessonPage) -> CoursePage:
    return CoursePage.objects.get(path=lesson.path[: -2 * lesson.steplen])


def may_read(user: User, lesson: LessonPage, course: CoursePage) -> bool:
    """Who may read the lesson may note and ask there: whoever studies or studied it, anybody where it is open, and staff."""
    if lesson.open_to_guests:
        return True
    if not user.is_authenticated:
        return False
    if user.has_perm("wagtailadmin.access_admin"):
        return True
    return Enrolment.objects.for_learner(user).current().filter(course_key=course.translation_key).exists()


def place_of(lesson: LessonPage, course: CoursePage, block_id: str, selected: str = "") -> Place:
    """The place with its words: those that the reader selected, where they stand in the block, else how the block begins."""
    blocks = blocks_of(lesson)
    if block_id not in blocks:
        raise ValidationError(_("This place is not in the lesson any more. Load the page again."), code="no_such_block")
    words, selected = blocks[block_id], " ".join(selected.split())
    return Place(
        course_key=course.translation_key,
        course_title=course.title,
        lesson_key=lesson.translation_key,
        lesson_title=lesson.title,
        block_id=block_id,
        words=_cut(selected if selected and selected in words else words),
        language=source_language(lesson),
    )


def blocks_of(lesson: LessonPage) -> dict[str, str]:
    """The words of each block that has a place of its own on the page, in order."""
    content = {str(block.id): block for block in lesson.body}
    shown = [part.id for part in parts_of(lesson.body, source_language(lesson))]
    return {key: _words(content[key]) for key in shown if key in content}


def _words(bound) -> str:
    """As the search index reads the block; a block without searchable words goes by its name."""
    found = " ".join(" ".join(str(text).split()) for text in bound.block.get_searchable_content(bound.value))
    return _FOOTNOTE.sub("", found) or str(bound.block.label)


def _cut(words: str) -> str:
    return words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS - 1].rstrip()}…"

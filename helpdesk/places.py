"""A place in a lesson: its course, its block, and the words that stand there today."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks as wagtail_blocks
from wagtail.rich_text import RichText, get_text_for_indexing

from courses.models import CoursePage, Enrolment, LessonPage
from courses.reading import parts_of
from icrweb.accounts.models import User
from icrweb.pages.languages import source_language

MOST_WORDS = 400
_FOOTNOTE = re.compile(r"\[\^\d{1,3}\]")
_END_OF_HEADING = re.compile(r"(?=</h\d>)")
_APART = " · "


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
        words=_cut(selected if selected and selected in words.replace(_APART, " ") else words),
        language=source_language(lesson),
    )


def blocks_of(lesson: LessonPage) -> dict[str, str]:
    """The words of each block that has a place of its own on the page, in order."""
    content = {str(block.id): block for block in lesson.body}
    shown = [part.id for part in parts_of(lesson.body, source_language(lesson))]
    return {key: _words(content[key]) for key in shown if key in content}


def _words(bound) -> str:
    """What a reader sees first in the block, its pieces parted by dots; a block without words of its own goes by its name."""
    found = _APART.join(words for text in _pieces(bound) if (words := " ".join(_FOOTNOTE.sub("", text).split())))
    return found or str(bound.block.label)


def _pieces(bound) -> list[str]:
    """A self-check without what would give its answer away, a term with its word, sources by the block's name."""
    match bound.block_type:
        case "check" | "recall":
            return [bound.value["stem"]]
        case "term":
            return [bound.value["term"].word] if bound.value["term"] else []
        case "references":
            return []
    return list(_read(bound.block, bound.value))


def _read(block, value) -> Iterator[str]:
    """As the search index reads it, without the names of choices."""
    if isinstance(block, wagtail_blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _read(child, value.get(name))
    elif isinstance(value, RichText):
        yield from (part for part in get_text_for_indexing(_END_OF_HEADING.sub(_APART, value.source)).split(_APART))
    elif not isinstance(block, wagtail_blocks.ChoiceBlock):
        yield from (str(text) for text in block.get_searchable_content(value))


def _cut(words: str) -> str:
    return words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS - 1].rstrip()}…"

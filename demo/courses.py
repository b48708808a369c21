"""Loading the courses: each is imported as its folder stands, and then its edition is published through the deed."""

from datetime import date, timedelta
from pathlib import Path

from courses.editions import publish_edition
from courses.files.bringing_in import import_course
from courses.files.taking import opened, sentence_of
from courses.models import CourseIndexPage, CoursePage, Edition
from icrweb.accounts.models import User

from .files import course_key, facts_in


class RefusedError(Exception):
    """A course of the demonstration does not come in; the sentence names the files and says what to mend."""


def load_courses(folder: Path, editions: Path, day: date) -> None:
    """Loading again changes only what the files have changed."""
    index = CourseIndexPage.objects.get(locale__language_code="en")
    for course in sorted(folder.iterdir()):
        _import(course, index)
    for row in facts_in(editions):
        _publish_edition(row, day)


def _import(folder: Path, index: CourseIndexPage) -> None:
    with opened(folder) as (course, tree):
        plan = import_course(course, tree, index, publish=True, by=None)
    if plan.refused:
        raise RefusedError("\n".join(f"{folder.name}/{line.place} {line.at or ''}: {sentence_of(line)}" for line in plan.refused))


def _publish_edition(row: dict, day: date) -> None:
    key = course_key(row["course"])
    if Edition.objects.of_course(key).filter(label=row["label"]).exists():
        return
    publish_edition(
        CoursePage.objects.get(translation_key=key, locale__language_code="en"),
        label=row["label"],
        effective_on=day + timedelta(days=row["effective"]),
        guideline_parts=row["guideline_parts"],
        minutes_by_category=row["minutes_by_category"],
        review_by=day + timedelta(days=row["review_by"]),
        by=User.objects.get(email=row["by"]),
    )

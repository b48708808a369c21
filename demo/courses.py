"""Loading the courses: each is imported as its folder stands, and then its edition is published through the deed."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from courses.editions import publish_edition
from courses.files.bringing_in import import_course
from courses.files.introspecting import sorts
from courses.files.items import Tree, folder_tree
from courses.files.parsing import read_course
from courses.files.taking import sentence_of
from courses.models import CourseIndexPage, CoursePage, Edition
from icrweb.accounts.models import User

from .files import course_key, facts_in


class RefusedError(Exception):
    """A course of the demonstration does not come in; the sentence names the files and says what to mend."""


@dataclass
class Reworded:
    """What an earlier loading changed after the import: words by file, and keys whose translations are people's work by now."""

    words: dict[str, list[dict]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)


class _Read(Tree):
    """The files of one course, with the words that were put in the place of theirs."""

    def __init__(self, folder: Path, words: dict[str, list[dict]]):
        super().__init__(folder_tree(folder).files)
        self.folder, self.words = folder.name, words

    def text(self, name: str) -> str:
        text = super().text(name)
        for change in self.words.get(f"{self.folder}/{name}", []):
            text = text.replace(change["from"], change["to"])
        return text


def load_courses(folder: Path, editions: Path, day: date, reworded: Reworded) -> None:
    """Loading again changes only what the files have changed."""
    index = CourseIndexPage.objects.get(locale__language_code="en")
    for course in sorted(folder.iterdir()):
        _import(course, index, reworded)
    for row in facts_in(editions):
        _publish_edition(row, day)


def _import(folder: Path, index: CourseIndexPage, reworded: Reworded) -> None:
    tree = _Read(folder, reworded.words)
    course = read_course(tree, sorts(), folder.name)
    course.items = [item for item in course.items if item.key not in reworded.keys or item.language == course.language]
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

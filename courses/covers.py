"""The cover of a course: its title, code and time, in the language of its words."""

from django.utils import translation

from courses.catalogue import hours
from courses.models import CoursePage, Edition
from icrweb.pages.covers import Cover


def course_cover(page: CoursePage, language: str, edition: Edition | None) -> Cover:
    """`language` is the one whose words the page shows; `edition` the one that takes new learners, if there is one."""
    with translation.override(language):
        time = hours(edition.minutes) if edition else ""
    return Cover(language, page.title, course_key=page.translation_key, code=page.code, time=time, figure=page.figure)

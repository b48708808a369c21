"""Finding a lesson for somebody who may read it: nobody notes, asks or prints what they may not see."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from courses.models import CoursePage, LessonPage, visible_pages
from helpdesk.places import course_of, may_read
from icrweb.translating.showing import stale_rows


def readable(request, lesson_key) -> tuple[LessonPage, CoursePage]:
    """The live lesson in the language of the address, and its course."""
    lessons = LessonPage.objects.live().public().select_related("locale", "alias_of__locale").annotate(stale_rows=stale_rows())
    lesson = get_object_or_404(
        visible_pages(lessons, request.user), translation_key=lesson_key, locale__language_code=get_language()
    )
    course = course_of(lesson)
    if not may_read(request.user, lesson, course):
        raise Http404
    return lesson, course


def wants_json(request) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"

"""While somebody studies a lesson or quiz, it stays where it is. Editors retire it instead."""

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import CoursePage, Edition, EditionRevision
from courses.outline import course_key_of


def why_not_remove(pages) -> str:
    """The sentence that refuses deleting `pages` with all below them, or ""."""
    if refusal := why_not_unpublish(pages):
        return refusal
    below = _with_descendants(pages)
    if EditionRevision.objects.filter(
        revision__object_id__in=[str(pk) for pk in below.values_list("pk", flat=True)], **_OF_PAGES
    ).exists():
        return _(
            "An edition was published with these words, so they are kept as evidence. "
            "Retire the page in its settings, or unpublish it, instead of deleting it."
        )
    return ""


def why_not_unpublish(pages) -> str:
    """The sentence that refuses unpublishing `pages` with all below them, or ""."""
    below = _with_descendants(pages)
    needed = _needed_keys()
    wanted = {str(key) for key in below.values_list("translation_key", flat=True)} & needed if needed else set()
    if not wanted:
        return ""
    return _(
        "Learners are studying an edition that needs this page: “%(title)s”. Retire it in its settings: "
        "new editions leave it out, and those who need it still find it."
    ) % {"title": below.filter(translation_key__in=wanted).first().title}


def why_not_move(page: Page, destination: Page) -> str:
    """The sentence that refuses moving `page` out of its course, or "". Inside its course it may move."""
    if isinstance(page.specific_deferred, CoursePage):
        return ""
    return "" if course_key_of(page) == course_key_of(destination) else why_not_unpublish([page])


_OF_PAGES = {"revision__base_content_type__app_label": "wagtailcore", "revision__base_content_type__model": "page"}


def _with_descendants(pages):
    below = Q()
    for page in pages:
        below |= Q(path__startswith=page.path)
    return Page.objects.filter(below) if pages else Page.objects.none()


def _needed_keys() -> set[str]:
    """Keys of courses, modules, lessons and quizzes that an open enrolment needs."""
    keys = set()
    for course_key, syllabus in Edition.objects.in_use().values_list("course_key", "syllabus"):
        keys |= {str(course_key), *(item["key"] for item in syllabus), *(item["module_key"] for item in syllabus)}
    return keys

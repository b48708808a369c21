"""From an address to its page, in one query for a lesson and two for others; private pages are refused before anything is shown.

Wagtail's own way asks for the site, its root and every page on the way down, and checks private pages only after the hooks that
show ours. The order here is: find, may they, show. A course for some people only does
not exist for others, nor does anything below it.
"""

from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.models import Locale, Page, Site

from courses.choices import Audience
from courses.models import COURSE_DEPTH, CourseAccess, CoursePage, LessonPage, visible_pages
from icrweb.pages.context import frame
from icrweb.pages.privacy import refusal
from icrweb.trail.prepared import Given, Prepared
from icrweb.translating.crediting import credit_rows
from icrweb.translating.showing import stale_rows

LESSON_STEPS = 4  # courses/<course>/<module>/<lesson>


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Show the live page at `path` below the home page of the active language."""
    page = page_at(request, path)
    if page is None or (page.for_some and not visible_pages(Page.objects.filter(pk=page.pk), request.user).exists()):
        raise Http404
    request.shown_page = page
    if not page.path.startswith(frame(request).private):
        return _show(request, page)
    answer = refusal(request, page) or _show(request, page)
    add_never_cache_headers(answer)
    return answer


def page_at(request: HttpRequest, path: str) -> Page | None:
    """The live page with everything its frame asks for."""
    language = get_language()
    root = _root_path(request, language)
    if root is None:
        return None
    steps = [step for step in path.split("/") if step]
    at = {"url_path": f"{root}{'/'.join([*steps, ''])}", "slug": steps[-1] if steps else root.strip("/").rpartition("/")[2]}
    page = LESSON.first(**at) if len(steps) == LESSON_STEPS else None
    if page is None:
        model = next((ContentType.objects.get_for_id(kind).model_class() for (kind,) in KIND.rows(**at)), None)
        page = _page_of(model).first(**at) if model else None
    if page:
        page.locale = Locale(pk=page.locale_id, language_code=language)
    return page


def _here(pages):
    """The slug has an index, the whole address has none."""
    pages = pages.order_by().filter(live=True, slug=Given("slug"), url_path=Given("url_path"))
    course = CoursePage.objects.filter(path=Substr(OuterRef("path"), 1, COURSE_DEPTH * Page.steplen))
    for_some = course.filter(translation_key__in=CourseAccess.objects.exclude(audience=Audience.EVERYONE).values("course_key"))
    return pages.annotate(shown_in=F("alias_of__locale__language_code"), for_some=Exists(for_some), stale_rows=stale_rows())


LESSON = Prepared(lambda: _here(LessonPage.objects.for_reading()).annotate(credit_rows=credit_rows()))
KIND = Prepared(lambda: _here(Page.objects).values_list("content_type"))


@cache
def _page_of(model) -> Prepared:
    return Prepared(lambda: _here(model.objects))


def _root_path(request: HttpRequest, language: str) -> str | None:
    """Where the home page of a language lies in the tree. Wagtail keeps this list in the cache, and drops it when it changes."""
    paths = [path for path in Site.get_site_root_paths() if path.language_code == language]
    if len({path.site_id for path in paths}) > 1:
        site = Site.find_for_request(request)
        paths = [path for path in paths if path.site_id == site.pk]
    return paths[0].root_path if paths else None


def _show(request: HttpRequest, page: Page) -> HttpResponse:
    for visit in hooks.get_hooks("before_serve_page"):
        answer = visit(page, request, [], {})
        if isinstance(answer, HttpResponse):
            return answer
    return page.serve(request)

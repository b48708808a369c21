"""Where covers are fetched: only of what anybody may read, in the languages that have its words."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from courses.covers import course_cover
from courses.models import CoursePage, Edition
from icrweb.pages.covers import Cover, NotNowError, picture_of, site_cover
from icrweb.pages.privacy import open_to_all


@require_safe
def course(request: HttpRequest, key) -> HttpResponse:
    """The cover of a course that everybody may see."""
    language = get_language()
    public = open_to_all(CoursePage.objects.live().visible_to(AnonymousUser()))
    page = get_object_or_404(public.filter(alias_of=None, locale__language_code=language), translation_key=key)
    edition = Edition.objects.newest([key], timezone.now().date()).get(key)
    return _answer(request, course_cover(page, language, edition))


@require_safe
def site(request: HttpRequest) -> HttpResponse:
    """The cover of every page that has none of its own."""
    return _answer(request, site_cover(get_language()))


def _answer(request: HttpRequest, cover: Cover) -> HttpResponse:
    """For ever where the address names these very words; else for an hour. What is asked for never decides what is drawn."""
    try:
        picture = picture_of(cover)
    except NotNowError as refusal:
        return HttpResponse(status=503, headers={"Retry-After": str(refusal.seconds), "Cache-Control": "no-store"})
    forever = request.GET.get("v") == cover.digest
    kept = "public, max-age=31536000, immutable" if forever else "public, max-age=3600"
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": kept})

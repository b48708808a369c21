"""Where everything meets: the root, my/, search, and the addresses that machines ask for."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.sitemaps import views as sitemaps
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db import connection
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from certificates.outlook import outlook
from certificates.overview import my_certificates
from courses.group_overview import my_groups
from courses.overview import my_courses
from courses.path_overview import my_path
from courses.practice_overview import my_practice
from courses.quizzes import in_zone
from icrweb.accounts.sharing import coordinated_by
from icrweb.front.search import KINDS, LONGEST, find, found_in
from icrweb.front.sitemaps import PublicPages
from icrweb.pages.context import MEASURING_COOKIE
from icrweb.pages.languages import language_name
from icrweb.translating.volunteering import work_of
from seminars.overview import my_seminars
from seminars.selection.showing import asked_of
from training.renewing import to_renew

ROWS_A_PAGE = 20


@require_safe
def livez(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request):
    """The process can do its work: the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except connection.Database.Error:
        return JsonResponse({"database": "unreachable"}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"database": "ok"})


@require_safe
def to_reader_language(request):
    """`/` leads to the reader's language: a chosen one, else the browser's wish, else English."""
    response = redirect(f"/{get_language()}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def short_verification(request, code):
    """The permanent address that is printed in the QR."""
    return redirect("certificates:verify", code=code)


@require_safe
def to_certificate_check(request):
    """The address printed beside the number, for who types it without the number."""
    return redirect("certificates:check")


@require_safe
def short_letter(request, code):
    """The permanent address in the QR of an official letter."""
    return redirect("seminars:check_letter", code=code)


@require_safe
def to_letter_check(request):
    """The address printed beside the code of a letter, for who types it without the code."""
    return redirect("seminars:ask_letter")


@require_safe
def image(request, name):
    """Renditions of pictures; originals and documents are never served from here."""
    try:
        return FileResponse(
            default_storage.open(f"images/{name}"), headers={"Cache-Control": "public, max-age=31536000, immutable"}
        )
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Http404 from error


@login_required
@require_safe
def learning(request):
    context = my_courses(request.user, get_language(), request.GET.get("page")) | my_groups(request.user) | my_path(request.user)
    context |= my_practice(request.user, get_language()) | {"coordinates": coordinated_by(request.user)}
    return render(request, "front/my_learning.html", context)


@login_required
@require_safe
def seminars(request):
    language = get_language()
    context = my_seminars(request.user, language, request.GET.get("page"), request.GET.get("ahead"))
    return render(request, "front/my_seminars.html", {**context, "asked": asked_of(request.user, language)})


@login_required
@require_safe
def certificates(request):
    language = get_language()
    context = my_certificates(request.user, language, request.GET.get("page"))
    context |= {"to_renew": to_renew(request.user, language), "outlook": outlook(request.user, language)}
    return render(request, "front/my_certificates.html", context)


@login_required
@require_safe
def translations(request):
    """What the reader translated and reviewed, for their CV."""
    work = work_of(request.user, get_language())
    names = ("translated", "translated_words", "reviewed", "reviewed_words")
    context = {
        "page_obj": Paginator(work, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "total": {name: sum(getattr(one, name) for one in work) for name in names},
        "printed_at": in_zone(timezone.now(), request.user.time_zone),
    }
    return render(request, "front/my_translations.html", context)


@require_safe
def search(request):
    words, language = request.GET.get("q", "").strip()[:LONGEST], get_language()
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else ""
    found = find(words, language, request.user, kind)
    context = {"words": words, "kind": kind, "found": found, "elsewhere": []}
    if words and not found.kinds:
        others = [code for code, _name in settings.LANGUAGES if code != language]
        codes = found_in(words, others, request.user)
        query = urlencode({"q": words})
        context["elsewhere"] = [{"code": code, "name": language_name(code), "url": f"/{code}/search/?{query}"} for code in codes]
    page_obj = Paginator(found.hits, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "front/search.html", {**context, "page_obj": page_obj})


@require_POST
def save_choices(request):
    """Keep what the visitor said about measuring visits; nothing but this one cookie."""
    answer = "yes" if request.POST.get("measuring") == "yes" else "no"
    response = redirect(f"/{get_language()}/privacy/" if request.POST.get("from") == "privacy" else f"/{get_language()}/")
    response.set_cookie(
        MEASURING_COOKIE, answer, max_age=180 * 24 * 3600, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
    return response


@require_safe
def styleguide(request):
    """Every component on one page, for whoever builds the next page; demonstration only."""
    sample = json.loads((settings.BASE_DIR / "templates" / "styleguide.json").read_text(encoding="utf-8"))
    return render(request, "styleguide.html", {"sample": sample})


@require_safe
def robots(request):
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@require_safe
def sitemap(request):
    """The pages; where they are too many for one list, the addresses of its parts."""
    pages = PublicPages()
    if pages.paginator.num_pages > 1:
        return sitemaps.index(request, {"pages": pages}, sitemap_url_name="sitemap_part")
    return sitemaps.sitemap(request, {"pages": pages})


@require_safe
def sitemap_part(request, section):
    """One part: `?p=2` is the second."""
    return sitemaps.sitemap(request, {"pages": PublicPages()}, section)


def page_not_found(request, exception):
    return render(request, "404.html", status=404)

"""Where everything meets: the root, my/, search, and the addresses that machines ask for."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.db import connection
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

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
def image(request, name):
    """Renditions of pictures; originals and documents are never served from here."""
    try:
        return FileResponse(default_storage.open(f"images/{name}"), headers={"Cache-Control": "public, max-age=31536000, immutable"})
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Http404 from error


@login_required
def learning(request):
    return render(request, "front/my_learning.html")


@login_required
def seminars(request):
    return render(request, "front/my_seminars.html")


@login_required
def certificates(request):
    return render(request, "front/my_certificates.html")


def styleguide(request):
    return render(request, "styleguide.html")


def search(request):
    return render(request, "front/search.html")


def save_choices(request):
    return redirect("/")


def robots(request):
    return HttpResponse(f"User-agent: *\nDisallow: /admin/\nSitemap: {settings.BASE_URL}/sitemap.xml\n", content_type="text/plain")


def sitemap_index(request):
    raise Http404


def yardstick(request):
    return HttpResponse("x" * 2048)


def page_not_found(request, exception):
    return render(request, "404.html", status=404)

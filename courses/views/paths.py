"""Role paths: what a visit shows, and choosing one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.choosing import choose_path, drop_path
from courses.models import PathChoice, PathIndexPage, PathPage
from courses.path_overview import path_for
from icrweb.pages.languages import address, alias_label
from icrweb.translating.showing import stale_page


def index(request: HttpRequest, page: PathIndexPage) -> HttpResponse:
    """The paths, one a role."""
    rows = PathPage.objects.child_of(page).live().order_by("path").select_related("alias_of__locale")
    context = {
        "page": page,
        "self": page,
        "alias": alias_label(page),
        "stale": stale_page(page),
        "rows": [{"page": row, "url": address(row.url_path, get_language())} for row in rows],
        "chosen": _chosen(request),
    }
    return render(request, page.template, context)


def path(request: HttpRequest, page: PathPage) -> HttpResponse:
    """The steps as the reader has them; without an account, the outline."""
    context = {
        "page": page,
        "self": page,
        "alias": alias_label(page),
        "stale": stale_page(page),
        "path": path_for(page, request.user, request.GET.get("country", "")),
        "chosen": _chosen(request) == page.translation_key,
    }
    return render(request, page.template, context)


@require_POST
@login_required
def choose(request: HttpRequest, path_key) -> HttpResponse:
    """Follow a path; My learning shows it from now on."""
    page = get_object_or_404(PathPage.objects.live(), translation_key=path_key, locale__language_code=get_language())
    choose_path(request.user, path_key)
    messages.success(request, _("“My learning” shows this path now."))
    return redirect(page.get_url(request))


@require_POST
@login_required
def drop(request: HttpRequest) -> HttpResponse:
    drop_path(request.user)
    messages.success(request, _("You follow no path now. What you did is kept."))
    return redirect("my:learning")


def _chosen(request: HttpRequest):
    if not request.user.is_authenticated:
        return None
    return PathChoice.objects.filter(person=request.user).values_list("path_key", flat=True).first()

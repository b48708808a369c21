"""Coordinators check external training of people who share with their institution."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from icrweb.accounts.sharing import coordinated_by, members_of

from ..paging import page_of
from ..site_renewals import note_view
from . import case, checking
from .views import PRIVATE

VIEWED = "site_external.view"


@login_required
@require_safe
def queue(request: HttpRequest, institution_key) -> HttpResponse:
    """What waits, the oldest first. That one looked is kept."""
    institution = get_object_or_404(coordinated_by(request.user), key=institution_key)
    found = checking.oldest_first(checking.of_site(institution, request.user))
    page, pages = page_of(found, "page", request.GET)
    note_view(institution, request.user, [training.person for training in page], VIEWED)
    rows = [{"training": one, "age": case.age(one), "warned": one.shared_file or one.shared_number} for one in page]
    context = {"institution": institution, "rows": rows, "pages": pages, "sharing": members_of(institution).count()}
    return _page(request, "training/site_external.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, institution_key, external_key) -> HttpResponse:
    """The file beside what is stated; accepted or rejected."""
    institution = get_object_or_404(coordinated_by(request.user), key=institution_key)
    waiting = checking.oldest_first(checking.of_site(institution, request.user))
    training = get_object_or_404(waiting, key=external_key)
    forms, done = case.decide(request, training, institution)
    if done:
        messages.success(request, done)
        return redirect("training:site_external", institution.key)
    note_view(institution, request.user, [training.person], VIEWED)
    context = {
        "institution": institution,
        "training": training,
        "lines": case.lines(training),
        "warnings": case.warnings(training),
        **forms,
    }
    refused = any(form.errors for form in forms.values())
    return _page(request, "training/site_external_one.html", context, 422 if refused else 200)


def _page(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response

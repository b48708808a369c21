"""The queue of external training in the admin, for who checks it for the programme."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from certificates.models import ExternalTraining
from icrweb.accounts.models import User

from . import case, checking

ROWS = 50


@require_safe
@never_cache
@permission_required(checking.PERMISSION)
def queue(request):
    """What waits, the oldest first; or what was decided, the newest first."""
    shown = request.GET.get("show") if request.GET.get("show") in (checking.ACCEPTED, checking.REJECTED) else ""
    query = request.GET.get("q", "").strip()[:200]
    found = ExternalTraining.objects.exclude(person=request.user)
    if query:
        found = found.filter(person__in=User.objects.named(query))
    if shown:
        found = found.filter(state=shown).flagged().select_related("person", "checked_by").order_by("-checked_at", "-pk")
    else:
        found = checking.oldest_first(found)
    page = Paginator(found, ROWS).get_page(request.GET.get("p"))
    rows = [{"training": one, "age": case.age(one), "warned": one.shared_file or one.shared_number} for one in page]
    context = {"page_obj": page, "rows": rows, "show": shown, "query": query}
    return TemplateResponse(request, "training/admin/external.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permission_required(checking.PERMISSION)
def one(request, external_key):
    """The file beside what is stated; accepted, rejected, or its acceptance taken back."""
    found = ExternalTraining.objects.exclude(person=request.user).exclude(state=ExternalTraining.State.WITHDRAWN)
    training = get_object_or_404(found.flagged().select_related("person", "checked_by", "checked_for"), key=external_key)
    forms, done = case.decide(request, training)
    if done:
        messages.success(request, done)
        return redirect("external")
    context = {
        "training": training,
        "lines": case.lines(training),
        "warnings": case.warnings(training),
        "page_title": _("External training"),
        "page_subtitle": training.title,
        "header_icon": "doc-full-inverse",
        **forms,
    }
    return TemplateResponse(request, "training/admin/external_one.html", context)

"""What the checks found in the newest draft, for the editor's side panel."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET
from wagtail.models import Page

from courses.checks import findings_of
from courses.models.reviewed import Reviewed


@require_GET
def checks_panel(request: HttpRequest, page_id: int) -> HttpResponse:
    """The list alone: the page's script puts it in place after each save."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft = page.get_latest_revision_as_object()
    findings = findings_of(draft) if isinstance(draft, Reviewed) else []
    return render(request, "courses/admin/findings.html", {"findings": findings, "page": draft})

"""The whole list behind the dashboard's panel."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courses.waiting import MINE, OTHERS, OVERDUE, came_back_to, courses_of, drafts_with_errors, listed, page_of, waiting_for

MAY_SEE = "courses.view_question"


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for whom, by filter; drafts with errors below."""
    if not request.user.has_perm(MAY_SEE):
        raise PermissionDenied
    rows = waiting_for(request.user)
    chosen = {name: request.GET.get(name, "") for name in ("whose", "course", "step")}
    drafts = page_of(drafts_with_errors(), request.GET.get("drafts"))
    courses = courses_of(drafts.object_list)
    context = {
        "page_obj": page_of(listed(rows, **chosen), request.GET.get("page")),
        "chosen": chosen,
        "whose": [(MINE, _("For me")), (OTHERS, _("For others")), (OVERDUE, _("Longer than 7 days"))],
        "courses": sorted({(row.course_key, row.course) for row in rows if row.course_key}, key=lambda pair: pair[1]),
        "steps": sorted({row.step for row in rows}),
        "came_back": came_back_to(request.user),
        "drafts": drafts,
        "draft_rows": [(page, courses[page.pk]) for page in drafts.object_list],
    }
    return render(request, "courses/admin/waiting.html", context)

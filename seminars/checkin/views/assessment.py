"""The organizer's assessment: who passed, and on what ground."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from certificates.models import Certificate

from ...forms import CourseTestForm
from ...models import Seminar
from ...moments import moment
from ...views import people
from .. import course_tests
from ..assessing import assess

ROWS_A_PAGE = 50


@permission_required("seminars.change_attendance")
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request, pk):
    """Tick people, say passed or not, and on what ground; what was typed and refused comes back."""
    seminar = get_object_or_404(Seminar, pk=pk)
    chosen = {int(one) for one in request.POST.getlist("chosen") if one.isdecimal() and len(one) < 19}
    why, refusal = request.POST.get("why", ""), ""
    asked = request.POST if "course" in request.POST else None
    course_form = CourseTestForm(asked, course_tests.choices(seminar), seminar)
    if asked is not None and course_form.is_valid():
        try:
            course_tests.set_course_test(seminar, **course_form.cleaned_data, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("seminars_desk:assessment", seminar.pk)
        except ValidationError as error:
            course_form.add_error(None, ValidationError(error.messages))
    rows = seminar.registrations.confirmed().select_related("person", "assessment__by").order_by("number")
    page_obj = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    if request.method == "POST" and asked is None:
        try:
            changed = assess(seminar, chosen, request.user, passed="passed" in request.POST, why=why)
            sentence = ngettext("%(number)d assessment is saved.", "%(number)d assessments are saved.", len(changed))
            messages.success(request, sentence % {"number": len(changed)})
            return redirect(f"{reverse('seminars_desk:assessment', args=[seminar.pk])}?page={page_obj.number}")
        except ValidationError as error:
            refusal = error.messages[0]
    lines = list(page_obj.object_list)
    context = {
        "seminar": seminar,
        "page_obj": page_obj,
        "rows": _lines(seminar, lines, chosen),
        "why": why,
        "refusal": refusal,
        "course_form": course_form,
        "media": course_form.media,
        "is_over": seminar.ends_at <= timezone.now(),
        "page_title": _("Assessment"),
        "page_subtitle": str(seminar),
        **people.header(seminar, _("Assessment")),
    }
    return TemplateResponse(
        request, "seminars/checkin/assessment.html", context, status=422 if refusal or course_form.errors else 200
    )


def _lines(seminar: Seminar, rows: list, chosen: set[int]) -> list[dict]:
    found = {row.pk: row.assessment for row in rows if hasattr(row, "assessment")}
    keys = [one.key for one in found.values()]
    standing = Certificate.objects.filter(evidence_key__in=keys, superseded_by=None, revoked_at=None)
    certified = set(standing.values_list("evidence_key", flat=True))
    lines = []
    for row in rows:
        one = found.get(row.pk)
        lines.append(
            {
                "row": row,
                "chosen": row.pk in chosen,
                "one": one,
                "at": moment(one.at, seminar.time_zone) if one else "",
                "certified": one is not None and one.key in certified,
            }
        )
    return lines

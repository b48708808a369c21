"""After a seminar, for its organizer: numbers, what people said, what came of it, and what is asked."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.viewsets.base import ViewSet

from evaluation.followups import planning, replying, results
from evaluation.followups.forms import OutcomeForm, PlanForm, question_rows, questions_from
from evaluation.followups.questions import asked_of
from evaluation.models import Outcome, SeminarPlan
from evaluation.report import FEWEST
from seminars.models import Seminar

ICON = "form"
ROWS_A_PAGE = 50
may_view = permission_required("evaluation.view_seminarplan")
may_change = permission_required("evaluation.change_seminarplan")


@may_view
@require_safe
def afterwards(request, pk):
    """Everything that came after one seminar."""
    seminar = get_object_or_404(Seminar, pk=pk)
    later = Paginator(results.later_of(seminar), ROWS_A_PAGE).get_page(request.GET.get("page"))
    outcomes = Paginator(results.outcomes_of(seminar), ROWS_A_PAGE).get_page(request.GET.get("outcomes"))
    context = {
        "seminar": seminar,
        "numbers": results.numbers_of(seminar),
        "distributions": results.distributions_of(seminar),
        "texts": results.texts_of(seminar),
        "later": later,
        "rows": [results.later_row(row) for row in later.object_list],
        "outcomes": outcomes,
        "plan": planning.plan_of(seminar),
        "fewest": FEWEST,
        "may_change": request.user.has_perm("evaluation.change_seminarplan"),
        "page_title": _("After the seminar"),
        **_header(seminar, _("After the seminar")),
    }
    return TemplateResponse(request, "evaluation/followups/admin/afterwards.html", context)


@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request, pk):
    """What is asked at the end, and whether it goes on after 3 and 12 months."""
    seminar = get_object_or_404(Seminar, pk=pk)
    kept = planning.plan_of(seminar)
    data = request.POST if request.method == "POST" else None
    form, rows = PlanForm(data, instance=kept or SeminarPlan(seminar=seminar)), question_rows(data, kept)
    if request.method == "POST" and form.is_valid() & rows.is_valid():
        try:
            planning.set_plan(seminar, questions=questions_from(rows), by=request.user, **form.cleaned_data)
            messages.success(request, _("What is asked after the seminar is saved."))
            return redirect("afterwards:seminar", seminar.pk)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    context = {
        "seminar": seminar,
        "form": form,
        "rows": rows,
        "ours": asked_of(None, "en", "en"),
        "page_title": _("Questions after the seminar"),
        "page_subtitle": str(seminar),
        **_header(seminar, _("Questions after the seminar"), below=True),
        "action_url": request.path,
        "submit_button_label": _("Save"),
        "submit_button_active_label": _("Saving…"),
    }
    status = 422 if form.errors or rows.total_error_count() else 200
    return TemplateResponse(request, "evaluation/followups/admin/plan.html", context, status=status)


@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request, pk):
    """Note what came of the seminar for somebody who attended."""
    seminar = get_object_or_404(Seminar, pk=pk)
    people = seminar.registrations.filter(attended_at__isnull=False).select_related("person").order_by("number")
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    chosen = request.POST.get("registration", "")
    if request.method == "POST" and form.is_valid():
        row = get_object_or_404(people, pk=int(chosen) if chosen.isdecimal() else 0)
        try:
            replying.note_outcome(row, by=request.user, **form.cleaned_data)
            messages.success(request, _("The outcome is noted."))
            return redirect("afterwards:seminar", seminar.pk)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {
        "seminar": seminar,
        "form": form,
        "people": people,
        "chosen": chosen,
        "page_title": _("Note an outcome"),
        "page_subtitle": str(seminar),
        **_header(seminar, _("Note an outcome"), below=True),
        "action_url": request.path,
        "submit_button_label": _("Note it"),
        "submit_button_active_label": _("Saving…"),
    }
    return TemplateResponse(request, "evaluation/followups/admin/outcome.html", context, status=422 if form.errors else 200)


@may_change
@require_POST
def withdraw(request, pk, outcome_key):
    """An outcome that was noted wrongly counts no more."""
    found = get_object_or_404(Outcome.objects.filter(registration__seminar=pk), key=outcome_key)
    replying.withdraw_outcome(found, request.user)
    messages.success(request, _("The outcome counts no more."))
    return redirect("afterwards:seminar", pk)


def _header(seminar: Seminar, here: str, *, below: bool = False) -> dict:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("seminars_desk:index"), "label": _("Seminars")},
        {"url": reverse("seminars_desk:registrations", args=[seminar.pk]), "label": str(seminar)},
    ]
    if below:
        crumbs.append({"url": reverse("afterwards:seminar", args=[seminar.pk]), "label": _("After the seminar")})
    return {"breadcrumbs_items": [*crumbs, {"url": "", "label": here}], "header_title": here, "header_icon": ICON}


class AfterwardsViewSet(ViewSet):
    name = url_namespace = "afterwards"
    url_prefix = "after-seminars"
    icon = ICON
    add_to_admin_menu = False

    def get_urlpatterns(self):
        return [
            path("<int:pk>/", afterwards, name="seminar"),
            path("<int:pk>/questions/", plan, name="plan"),
            path("<int:pk>/outcome/", outcome, name="outcome"),
            path("<int:pk>/outcome/<uuid:outcome_key>/withdraw/", withdraw, name="withdraw"),
        ]

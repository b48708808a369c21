"""Regrading a question in the admin: choose what is applied, read who would change, apply with a reason."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.admin.auth import user_passes_test
from wagtail.models import Revision

from courses.models import Question, Regrade, RegradedAttempt
from courses.outline import page_words
from courses.regrade_forms import ApplyRegradeForm, RegradeForm, may_regrade
from courses.regrading import AT_ONCE, apply, go_on, look
from icrweb.pages.languages import language_name

A_PAGE = 50
LATELY = 20
NEWLY_PASSED = Q(passed_before=False, reached=True)
PASS_KEPT = Q(passed_before=True, reached=False)


@user_passes_test(may_regrade)
def regrade(request, pk):
    """Ask what is applied, then count; small counts are there at once."""
    question = get_object_or_404(Question.objects.select_related("bank", "locale"), pk=pk)
    form = RegradeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begun = look(question, void=form.cleaned_data["what"] == "void", by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            go_on(begun, AT_ONCE)
            return redirect("courses_regrade_report", key=begun.key)
    context = {
        "form": form,
        "media": form.media,
        "page_title": _("Regrade a question"),
        "page_subtitle": question.name,
        "header_icon": "rotate",
        "action_url": request.path,
        "submit_button_label": _("See who would change"),
        "submit_button_active_label": _("Counting…"),
        "earlier": Regrade.objects.filter(question_key=question.translation_key).select_related("by", "applied_by")[:LATELY],
    }
    return TemplateResponse(request, "courses/admin/regrade.html", context, status=422 if form.errors else 200)


@user_passes_test(may_regrade)
def report(request, key):
    """Who would change, or who changed; applying, with a reason."""
    found = get_object_or_404(Regrade.objects.select_related("by", "applied_by"), key=key)
    form = ApplyRegradeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            wanted = apply(found, by=request.user, why=form.cleaned_data["why"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            go_on(wanted, AT_ONCE)
            return redirect(request.path)
    changes = found.changes.all()
    if found.state in (Regrade.State.WANTED, Regrade.State.DONE):
        changes = changes.filter(applied_at__isnull=False)
    chosen = request.GET.get("show", "")
    context = {
        "page_title": _("Regrade a question"),
        "page_subtitle": found.name,
        "header_icon": "rotate",
        "regrade": found,
        "form": form,
        "question": Question.objects.filter(translation_key=found.question_key).order_by("pk").first(),
        "counts": changes.aggregate(
            changed=Count("pk"),
            newly_passed=Count("pk", filter=NEWLY_PASSED),
            pass_kept=Count("pk", filter=PASS_KEPT),
            higher=Count("pk", filter=Q(percent_after__gt=F("percent_before"))),
        ),
        "groups": _groups(found),
        "page_obj": (page := _page(changes, chosen, request.GET.get("page"))),
        "rows": _rows(page.object_list),
        "chosen": chosen,
    }
    return TemplateResponse(request, "courses/admin/regrade_report.html", context, status=422 if form.errors else 200)


def _page(changes, chosen: str, number):
    wanted = {"passed": NEWLY_PASSED, "kept": PASS_KEPT}.get(chosen, Q())
    rows = changes.filter(wanted).select_related("attempt__enrolment__learner", "attempt__enrolment__edition")
    return Paginator(rows.defer("attempt__paper", "attempt__marking"), A_PAGE).get_page(number)


def _rows(changes: list[RegradedAttempt]) -> list[dict]:
    changes = list(changes)
    titles = page_words({change.attempt.quiz_key for change in changes}, get_language())
    return [
        {"change": change, "attempt": change.attempt, "title": titles.get(str(change.attempt.quiz_key), ("",))[0]}
        for change in changes
    ]


def _groups(found: Regrade) -> list[dict]:
    """How many papers were set with which version, in which language."""
    groups = found.counts.get("groups", [])
    days = dict(Revision.objects.filter(pk__in={revision for revision, *_rest in groups}).values_list("pk", "created_at"))
    rows = [
        {"day": days.get(revision), "now": revision == found.revision_id, "language": language_name(language), "papers": papers}
        for revision, language, papers in groups
    ]
    return sorted(rows, key=lambda row: (str(row["day"] or ""), row["language"]))

"""What a member does with groups: joining, answering an invitation, reminders, leaving."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.access import course_titles
from courses.cohorts import How, cohort_by_key, join, leave_cohort, switch_reminders
from courses.enrolment import enrol
from courses.group_forms import JoinForm
from courses.models import Cohort, CohortMembership


@require_http_methods(["GET", "POST"])
@login_required
def join_group(request: HttpRequest) -> HttpResponse:
    """Type the key, read which group it is and what its teachers see, then join. The key is never part of an address."""
    form = JoinForm(request.POST or None)
    if not form.is_valid():
        return render(request, "courses/groups/join.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        cohort = cohort_by_key(request.user, form.cleaned_data["key"])
    except ValidationError as refusal:
        form.add_error("key", refusal)
        return render(request, "courses/groups/join.html", {"form": form}, status=422)
    if "agreed" in request.POST:
        return _join(request, cohort, How.KEY)
    context = {"form": form, "cohort": cohort, "teachers": cohort.teachers.order_by("latin_name")}
    if not CohortMembership.objects.standing().filter(cohort=cohort, person=request.user).exists():
        context["course"] = course_titles([cohort.course_key], request.user)[str(cohort.course_key)][0]
    return render(request, "courses/groups/join_confirm.html", context)


@require_POST
@login_required
def accept(request: HttpRequest, membership_key) -> HttpResponse:
    """Take up an invitation."""
    invited = CohortMembership.objects.of_person(request.user).standing().select_related("cohort")
    return _join(request, get_object_or_404(invited, key=membership_key).cohort, How.LIST)


@require_POST
@login_required
def leave(request: HttpRequest, membership_key) -> HttpResponse:
    """Leave a group, or decline an invitation."""
    membership = get_object_or_404(CohortMembership.objects.of_person(request.user), key=membership_key)
    leave_cohort(membership, by=request.user)
    messages.success(request, _("Done. Your teacher sees nothing about you any more."))
    return redirect("my:learning")


@require_POST
@login_required
def reminders(request: HttpRequest, membership_key) -> HttpResponse:
    """Switch the reminders of one group on or off."""
    membership = get_object_or_404(CohortMembership.objects.filter(person=request.user), key=membership_key)
    switch_reminders(membership, request.POST.get("wanted") == "yes")
    return redirect("my:learning")


def _join(request: HttpRequest, cohort: Cohort, how: str) -> HttpResponse:
    """Join, and enrol where nothing stands in between; what does is said."""
    try:
        join(cohort, request.user, how, get_language())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("my:learning")
    try:
        enrol(request.user, cohort.course_key, get_language())
    except ValidationError as refusal:
        messages.success(request, _("You are in the group “%(group)s”.") % {"group": cohort.name})
        if refusal.code != "finished":
            messages.info(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("You are in the group “%(group)s”, and enrolled.") % {"group": cohort.name})
    url = course_titles([cohort.course_key], request.user)[str(cohort.course_key)][1]
    return redirect(url or "my:learning")

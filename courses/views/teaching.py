"""A teacher's pages: every group is found among those that the visitor teaches, every member through the group."""

from defusedcsv import csv
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.access import course_titles, missing_first, waive
from courses.cohorts import extend, extend_for, leave_cohort, renew_key, revoke_key
from courses.group_forms import DueForm, InviteForm, MessageForm, ReasonForm
from courses.group_overview import CONDITIONS, counts_of, member_rows, members_of, rows_for, taught_groups
from courses.inviting import invite, read_list
from courses.models import Cohort, Waiver
from courses.teaching import take_list_along, write_to_group
from icrweb.pages.spreadsheets import harmless

FORM_OR_DEED = require_http_methods(["GET", "POST"])


def _mine(request: HttpRequest, cohort_key) -> Cohort:
    return get_object_or_404(Cohort.objects.taught_by(request.user), key=cohort_key)


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The groups somebody teaches."""
    page_obj, rows = taught_groups(request.user, request.GET.get("page"))
    return render(request, "courses/groups/index.html", {"page_obj": page_obj, "rows": rows})


@FORM_OR_DEED
@login_required
def group(request: HttpRequest, cohort_key) -> HttpResponse:
    """Who is in, how far they are, and what can be done for them; its form sets another due day for all."""
    cohort = _mine(request, cohort_key)
    due_form = DueForm(request.POST or None, initial={"due_on": cohort.due_on})
    if due_form.is_valid():
        day = due_form.cleaned_data["due_on"]
        return _then(request, cohort, lambda: extend(cohort, day, by=request.user), _("The due day is changed."))
    wanted = request.GET.get("show", "")
    page_obj, rows = member_rows(cohort, wanted, request.GET.get("page"))
    context = {
        **_frame(request, cohort),
        "page_obj": page_obj,
        "rows": rows,
        "show": wanted if wanted in CONDITIONS else "",
        "counts": counts_of(cohort),
        "due_form": due_form,
        "sent": cohort.messages.select_related("by")[:5],
    }
    return render(request, "courses/groups/group.html", context, status=422 if due_form.errors else 200)


@require_POST
@login_required
def export(request: HttpRequest, cohort_key) -> HttpResponse:
    """The list as shown, as CSV; who took it along is kept."""
    cohort = _mine(request, cohort_key)
    rows = take_list_along(cohort, request.POST.get("show", ""), by=request.user)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="group-{cohort.key}.csv"'
    response.write("\ufeff")  # spreadsheets take UTF-8 for granted only with this mark
    writer = csv.writer(response)
    writer.writerow(["name", "native_name", "state", "percent", "last_seen_utc", "finished_utc", "due_on", "late", "certificate"])
    writer.writerows(
        [
            harmless(row["name"]),
            harmless(row["native_name"]),
            row["state"][1],
            row["percent"],
            f"{row['last_seen_at']:%Y-%m-%d %H:%M}" if row["last_seen_at"] else "",
            f"{row['finished_at']:%Y-%m-%d %H:%M}" if row["finished_at"] else "",
            row["due"].isoformat(),
            "yes" if row["late"] else "no",
            "yes" if row["certificate"] else "no",
        ]
        for row in rows
    )
    return response


@FORM_OR_DEED
@login_required
def invite_people(request: HttpRequest, cohort_key) -> HttpResponse:
    """First what the list says and what is wrong in it, line by line; then, on a second click, the invitations."""
    cohort = _mine(request, cohort_key)
    form = InviteForm(request.POST or None, request.FILES or None)
    found = None
    if form.is_bound and form.is_valid():
        try:
            found = read_list(form.cleaned_data["text"], cohort)
            if "send" in request.POST and found.addresses:
                number = invite(cohort, found.addresses, by=request.user)
                messages.success(request, ngettext("%(n)d person is invited.", "%(n)d people are invited.", number) % {"n": number})
                return redirect("groups:group", cohort_key=cohort.key)
        except ValidationError as refusal:
            form.add_error("addresses", refusal)
            found = None
    if found is not None:
        form = InviteForm(initial={"addresses": form.cleaned_data["text"]})
    context = {**_frame(request, cohort), "form": form, "found": found}
    return render(request, "courses/groups/invite.html", context, status=422 if form.is_bound else 200)


@FORM_OR_DEED
@login_required
def write(request: HttpRequest, cohort_key) -> HttpResponse:
    """A message to the group, or to those of it who are behind."""
    cohort = _mine(request, cohort_key)
    form = MessageForm(request.POST or None, initial={"behind_only": request.GET.get("to") == "behind"})
    if form.is_valid():
        try:
            sent = write_to_group(cohort, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            words = ngettext("Your message goes to %(n)d person.", "Your message goes to %(n)d people.", sent.recipients)
            messages.success(request, words % {"n": sent.recipients})
            return redirect("groups:group", cohort_key=cohort.key)
    context = {**_frame(request, cohort), "form": form}
    return render(request, "courses/groups/write.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def key(request: HttpRequest, cohort_key) -> HttpResponse:
    """A new key, or none."""
    cohort = _mine(request, cohort_key)
    if request.POST.get("key") == "none":
        return _then(
            request, cohort, lambda: revoke_key(cohort, by=request.user), _("The key is taken away. Nobody joins by key now.")
        )
    return _then(
        request, cohort, lambda: renew_key(cohort, by=request.user), _("The key is new. The old one opens nothing any more.")
    )


@FORM_OR_DEED
@login_required
def member(request: HttpRequest, cohort_key, member_key) -> HttpResponse:
    """One member: another due day, a waiver, or removal."""
    cohort = _mine(request, cohort_key)
    membership = get_object_or_404(members_of(cohort), key=member_key)
    what = request.POST.get("do", "")
    forms = {
        "extend": DueForm(request.POST if what == "extend" else None, initial={"due_on": membership.due}),
        "waive": ReasonForm(request.POST if what == "waive" else None, prefix="waive"),
        "remove": ReasonForm(request.POST if what == "remove" else None, prefix="remove"),
    }
    if what in forms and forms[what].is_valid():
        given = forms[what].cleaned_data
        if what == "extend":
            return _then(
                request, cohort, lambda: extend_for(membership, given["due_on"], by=request.user), _("The due day is changed.")
            )
        if what == "waive" and membership.person:
            deed = lambda: waive(membership.person, cohort.course_key, by=request.user, why=given["why"])
            return _then(request, cohort, deed, _("They may take the course now."))
        if what == "remove":
            deed = lambda: leave_cohort(membership, by=request.user, why=given["why"])
            return _then(request, cohort, deed, _("They are not in the group any more."))
    missing = missing_first(membership.person, cohort.course_key) if membership.person else []
    context = {
        **_frame(request, cohort),
        "row": rows_for([membership])[0],
        "forms": forms,
        "missing": [title for title, _url, _lang in course_titles(missing, request.user).values()],
        "waived": bool(membership.person)
        and Waiver.objects.filter(person=membership.person, course_key=cohort.course_key).exists(),
    }
    return render(request, "courses/groups/member.html", context, status=422 if what else 200)


def _frame(request: HttpRequest, cohort: Cohort) -> dict:
    title, url, lang = course_titles([cohort.course_key], request.user).get(str(cohort.course_key), ("", "", ""))
    return {"cohort": cohort, "course": {"title": title, "url": url, "lang": lang}}


def _then(request: HttpRequest, cohort: Cohort, deed, done: str) -> HttpResponse:
    try:
        deed()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
    return redirect("groups:group", cohort_key=cohort.key)

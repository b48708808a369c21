"""Reports of online meetings: choosing a file, looking at what it would do, bringing it in, and deciding what nobody can be sure of."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from icrweb.accounts.profile_forms import time_zone_choices
from icrweb.uploads import LimitedFileInput, takes_files

from ...models import MeetingReport, Seminar
from ...moments import moment
from ...views import people
from .. import importing, reports

REPORTS_A_PAGE, ROWS_A_PAGE, FAULTS_SHOWN = 20, 25, 50
TOO_LARGE = gettext_lazy("This file is larger than %(limit)s MB. Export the report of one meeting.")
KINDS = {
    reports.ZOOM: "Zoom",
    reports.TEAMS: "Microsoft Teams",
    reports.WEBEX: "Webex",
    reports.MEET: "Google Meet",
    reports.OTHER: gettext_lazy("Another program"),
}
FAULTS = {
    "time": gettext_lazy("The time cannot be read. Write it as 2027-03-31 09:00 in the file, or leave the line out."),
    "clock": gettext_lazy("Clocks skip or show this time twice on that day. Write the minutes on the sheet."),
    "order": gettext_lazy("They left before they joined. Look at the line; it is left out."),
    "day": gettext_lazy("This is not a day of the seminar. The line is left out; is it the right file, and the right time zone?"),
    "who": gettext_lazy("Neither name nor address. The line is left out."),
}


class ReportForm(forms.Form):
    """A file, and whose clock its times are of."""

    file = forms.FileField(
        label=gettext_lazy("Participants' report, CSV"),
        widget=LimitedFileInput(importing.MOST_BYTES, TOO_LARGE, accept=".csv,.tsv,.txt"),
        help_text=gettext_lazy("As Zoom, Microsoft Teams, Webex or Google Meet export it, with times of joining and leaving."),
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of the report"),
        choices=time_zone_choices,
        help_text=gettext_lazy("That of the account or computer which exported it."),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > importing.MOST_BYTES:
            raise ValidationError(TOO_LARGE % {"limit": importing.MOST_BYTES // 10**6}, code="large")
        return file


@permission_required("seminars.change_attendance")
@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(importing.MOST_BYTES)
def meeting(request, pk):
    """The reports there are, and a form for the next one: it is looked at first."""
    seminar = get_object_or_404(Seminar, pk=pk)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReportForm(*posted, initial={"zone": seminar.time_zone})
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        report = importing.look(seminar, file.name, file.read(), form.cleaned_data["zone"], request.user)
        return redirect("seminars_desk:meeting_report", seminar.pk, report.key)
    found = seminar.meeting_reports.exclude(brought_in_at=None).select_related("brought_in_by")
    page_obj = Paginator(found, REPORTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "seminar": seminar,
        "form": form,
        "page_obj": page_obj,
        "rows": [{"report": one, "at": moment(one.brought_in_at, seminar.time_zone)} for one in page_obj.object_list],
        "waiting": seminar.meeting_rows.exclude(waits="").count(),
        **_titles(_("Online meeting"), seminar),
    }
    return TemplateResponse(request, "seminars/checkin/meeting.html", context, status=422 if form.errors else 200)


@permission_required("seminars.change_attendance")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, pk, report_key):
    """What a report would do, line by line where something is wrong; it does it when asked to."""
    seminar = get_object_or_404(Seminar, pk=pk)
    found = get_object_or_404(MeetingReport.objects.select_related("seminar"), key=report_key, seminar=seminar)
    planned, refusal = None, ""
    try:
        if request.method == "POST":
            importing.bring_in(found, request.user)
            messages.success(request, _("The report is brought in, and the minutes are counted."))
            return redirect("seminars_desk:meeting", seminar.pk)
        if not found.brought_in_at:
            planned = importing.plan(found)
    except ValidationError as error:
        refusal = error.messages[0]
        if error.code == "early":
            planned = importing.plan(found)
    context = {
        "seminar": seminar,
        "report": found,
        "planned": planned,
        "kind": KINDS[planned.kind] if planned else "",
        "faults": [{"line": one.number, "value": one.value, "words": FAULTS[one.code]} for one in planned.faults[:FAULTS_SHOWN]]
        if planned
        else [],
        "more_faults": max(0, len(planned.faults) - FAULTS_SHOWN) if planned else 0,
        "brought_in": moment(found.brought_in_at, seminar.time_zone) if found.brought_in_at else "",
        "refusal": refusal,
        **_titles(found.filename, seminar),
    }
    return TemplateResponse(request, "seminars/checkin/report.html", context, status=422 if refusal else 200)


@permission_required("seminars.change_attendance")
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request, pk):
    """Rows that a person decides on: whose connection it was, and how they know. One row at a time."""
    seminar = get_object_or_404(Seminar, pk=pk)
    refusal, typed = "", {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in ("row", "who", "why")}
        row = get_object_or_404(seminar.meeting_rows, pk=typed["row"] if typed["row"].isdecimal() else 0)
        try:
            theirs = None if "nobody" in request.POST else _registration(seminar, typed["who"])
            importing.decide(row, theirs, request.user, typed["why"])
            messages.success(request, _("It is decided, and the minutes are counted."))
            return redirect("seminars_desk:meeting_waiting", seminar.pk)
        except ValidationError as error:
            refusal = error.messages[0]
    rows = seminar.meeting_rows.exclude(waits="").select_related("report").order_by("name", "joined_at", "pk")
    page_obj = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "seminar": seminar,
        "page_obj": page_obj,
        "rows": [_waiting_row(one, seminar, typed, refusal) for one in page_obj.object_list],
        "people": seminar.registrations.confirmed().select_related("person").order_by("number"),
        "refusal": refusal,
        **_titles(_("To decide"), seminar),
    }
    return TemplateResponse(request, "seminars/checkin/waiting.html", context, status=422 if refusal else 200)


def _registration(seminar: Seminar, who: str):
    """By the number that stands before the name."""
    number = re.match(r"\d{1,9}", who)
    found = number and seminar.registrations.filter(number=int(number[0])).first()
    if not found:
        raise ValidationError(_("Choose a person from the list, or write the number of their registration."), code="who")
    return found


def _waiting_row(row, seminar: Seminar, typed: dict, refusal: str) -> dict:
    mine = refusal and typed.get("row") == str(row.pk)
    return {
        "row": row,
        "joined": moment(row.joined_at, seminar.time_zone),
        "left": moment(row.left_at, seminar.time_zone),
        "who": typed["who"] if mine else "",
        "why": typed["why"] if mine else "",
        "refusal": refusal if mine else "",
    }


def _titles(title: str, seminar: Seminar) -> dict:
    return {"page_title": title, "page_subtitle": str(seminar), **people.header(seminar, title)}

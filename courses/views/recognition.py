"""Mutual recognition and CPD of an edition in the admin: stated and taken back, noted and removed."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from courses.forms import AttestForm, CpdForm, ParticipantsForm, WhyForm
from courses.models import CpdActivity, Edition
from courses.participants import HEADER, take_list_along
from courses.recognition import add_cpd, attest, remove_cpd, withdraw_attestation
from icrweb.pages.spreadsheets import as_file


@permission_required("courses.attest_edition")
def state(request, pk):
    """State that an edition meets the minimum criteria; where that is stated, take it back."""
    edition = get_object_or_404(Edition.objects.select_related("recognised_by"), pk=pk)
    stated = edition.recognised_on is not None
    form_class = WhyForm if stated else AttestForm
    form = form_class(request.POST or None, initial={"checked_on": timezone.now().date()})
    deed = withdraw_attestation if stated else attest
    if _done(request, form, lambda data: deed(edition, by=request.user, **data)):
        messages.success(request, _("Stated no longer.") if stated else _("Stated. Certificates issued from now on say so."))
        return redirect("editions:index")
    button = _("State it no longer") if stated else _("State it for this edition")
    return _page(request, edition, form, _("Mutual recognition"), button, "courses/admin/recognition.html")


@permission_required("courses.change_edition")
def cpd(request, pk):
    """The accreditations there are, and one more."""
    edition = get_object_or_404(Edition, pk=pk)
    form = CpdForm(request.POST or None)
    if _done(request, form, lambda data: add_cpd(edition, by=request.user, **data)):
        messages.success(request, _("Noted. Certificates of what is completed in its period say so."))
        return redirect("editions:cpd", edition.pk)
    more = {"activities": edition.cpd_activities.all()}
    return _page(request, edition, form, _("CPD accreditations"), _("Add this accreditation"), "courses/admin/cpd.html", **more)


@permission_required("courses.change_edition")
def remove(request, pk, activity_pk):
    """Ask why, then remove it."""
    activity = get_object_or_404(CpdActivity.objects.select_related("edition"), edition=pk, pk=activity_pk)
    form = WhyForm(request.POST or None)
    if _done(request, form, lambda data: remove_cpd(activity, by=request.user, **data)):
        messages.success(request, _("Removed. Certificates that have it keep it."))
        return redirect("editions:cpd", pk)
    more = {"activity": activity}
    return _page(
        request, activity.edition, form, _("Remove a CPD accreditation"), _("Remove it"), "courses/admin/remove_cpd.html", **more
    )


@permission_required("courses.view_enrolment")
def participants(request, pk):
    """The accreditations of an edition, to choose one whose list is taken along."""
    edition = get_object_or_404(Edition, pk=pk)
    context = {
        "edition": edition,
        "activities": edition.cpd_activities.all(),
        "page_title": _("CPD participants"),
        "page_subtitle": str(edition),
        "header_icon": "clipboard-list",
    }
    return TemplateResponse(request, "courses/admin/cpd_participants.html", context)


@permission_required("courses.view_enrolment")
def take_participants(request, pk, activity_pk):
    """Ask between which days, then hand out the list as CSV; who took it along is kept."""
    activity = get_object_or_404(CpdActivity.objects.select_related("edition"), edition=pk, pk=activity_pk)
    form = ParticipantsForm(request.POST or None, initial={"first": activity.starts_on, "last": activity.ends_on})
    if request.method == "POST" and form.is_valid():
        try:
            rows = take_list_along(activity, **form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return as_file([HEADER, *rows], f"{activity.edition.code}-cpd-participants", "csv")
    more = {"activity": activity}
    title, button = _("CPD participants"), _("Take the list along (CSV)")
    return _page(request, activity.edition, form, title, button, "courses/admin/take_participants.html", **more)


def _done(request, form, deed) -> bool:
    """Whether the deed was done; a refusal stands at its field."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        deed(form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def _page(request, edition: Edition, form, title: str, button: str, template: str, **more) -> TemplateResponse:
    context = {
        "form": form,
        "media": form.media,
        "edition": edition,
        "page_title": title,
        "page_subtitle": str(edition),
        "header_icon": "clipboard-list",
        "action_url": request.path,
        "submit_button_label": button,
        "submit_button_active_label": _("Saving…"),
        **more,
    }
    return TemplateResponse(request, template, context)

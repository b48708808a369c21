"""Certificates in the admin: found, read with their history, revoked or corrected with a reason; never edited, never deleted."""

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from icrweb.pages.folding import fold
from icrweb.trail.models import AuditEntry

from . import issuing, reporting, statement, words
from .forms import CloseReportForm, RevokeForm, RevokeManyForm, SupersedeForm
from .models import Achievement, Certificate, Report, Status


class CertificateFilters(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=gettext_lazy("Status"), choices=Status.choices, method="having_status")
    achievement = django_filters.ModelChoiceFilter(label=gettext_lazy("Course or seminar"), queryset=Achievement.objects.all())
    completed_at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Completed"), widget=DateRangePickerWidget)

    class Meta:
        model = Certificate
        fields = ["status", "achievement", "completed_at"]

    def having_status(self, certificates, name, value):
        return certificates.with_status(value)


class CertificateIndex(generic.IndexView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Certificates")
    default_ordering = ["-issued_at", "pk"]
    is_searchable = True

    @cached_property
    def header_buttons(self):
        if not self.request.user.has_perm("certificates.revoke_certificate"):
            return []
        return [HeaderButton(_("Revoke many"), url=reverse("certificates_admin:revoke_many"), icon_name="cross")]

    def get_base_queryset(self):
        return Certificate.objects.all()

    @cached_property
    def columns(self):
        return [
            TitleColumn("number", label=_("Number"), get_url=self.get_inspect_url),
            Column("latin_name", label=_("Name"), sort_key="latin_name"),
            Column("native_name", label=_("Own script")),
            Column("title", label=_("Title")),
            Column("completed", accessor=lambda one: f"{one.completed_at:%Y-%m-%d}", label=_("Completed"), sort_key="completed_at"),
            Column("status", accessor=lambda one: one.status().label, label=_("Status")),
        ]

    def search_queryset(self, queryset):
        """By the number or its beginning, by names and titles in any script, with or without their marks."""
        if not self.search_query:
            return queryset
        found = Q()
        for token in fold(self.search_query).split():
            found &= Q(folded__contains=token)
        beginning = "".join(char for char in self.search_query.upper() if char.isalnum())
        return queryset.filter(found | Q(code__startswith=beginning)) if len(beginning) >= 4 else queryset.filter(found)


class CertificateInspect(generic.InspectView):
    any_permission_required = ["view"]
    template_name = "certificates/admin/certificate.html"

    @cached_property
    def header_more_buttons(self):
        return []

    def get_context_data(self, **kwargs):
        certificate = self.object
        user = self.request.user
        open_to_change = not certificate.superseded_by_id and not certificate.revoked_at
        return {
            **super().get_context_data(**kwargs),
            "certificate": certificate,
            "status": certificate.status(),
            "lines": [*statement.as_lines(certificate, get_language()), *self._for_staff()],
            "successor": statement.successor_of(certificate),
            "papers": certificate.papers.all(),
            "history": AuditEntry.objects.filter(
                subject_type=Certificate._meta.label, subject_key=str(certificate.pk)
            ).select_related("actor"),
            "may_revoke": open_to_change and user.has_perm("certificates.revoke_certificate"),
            "may_supersede": open_to_change and user.has_perm("certificates.supersede_certificate"),
        }

    def _for_staff(self) -> list[dict]:
        facts = self.object.facts
        return [
            {"label": _("Institution at that time"), "value": facts["institution"] or "–"},
            {"label": _("Evidence"), "value": self.object.evidence_key},
            *({"label": _("CPD"), "value": line} for line in words.cpd(facts)),
        ]


@permission_required("certificates.revoke_certificate")
def revoke(request, pk):
    """Ask for the reason, then take it back."""
    certificate = get_object_or_404(Certificate, pk=pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issuing.revoke(certificate, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request, _("%(certificate)s is revoked. Everyone who checks it is told.") % {"certificate": certificate}
            )
            return redirect("certificates_admin:inspect", certificate.pk)
    return _form_page(request, certificate, form, _("Revoke a certificate"), _("Revoke it"), "cross")


@permission_required("certificates.supersede_certificate")
def supersede(request, pk):
    """Ask for the name as it should be, then issue the corrected certificate."""
    certificate = get_object_or_404(Certificate, pk=pk)
    names = {name: certificate.facts[name] for name in ("latin_name", "native_name", "name_order")}
    form = SupersedeForm(request.POST or None, initial=names)
    if request.method == "POST" and form.is_valid():
        try:
            corrected = issuing.supersede(certificate, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Issued: %(certificate)s. The old one says which one counts.") % {"certificate": corrected})
            return redirect("certificates_admin:inspect", corrected.pk)
    return _form_page(request, certificate, form, _("Correct a certificate"), _("Issue the corrected certificate"), "edit")


def _form_page(request, certificate: Certificate, form, title: str, submit: str, icon: str):
    context = {
        "form": form,
        "page_title": title,
        "page_subtitle": str(certificate),
        "header_icon": icon,
        "action_url": request.path,
        "submit_button_label": submit,
        "submit_button_active_label": _("Working…"),
    }
    return TemplateResponse(request, "certificates/admin/form.html", context)


@permission_required("certificates.revoke_certificate")
def revoke_many(request):
    """Ask which and why, show them, then take them back, 500 at a time until none is left."""
    form = RevokeManyForm(request.POST or None)
    chosen = form.chosen() if request.method == "POST" and form.is_valid() else None
    if chosen is not None and "confirmed" in request.POST:
        wanted = {name: form.cleaned_data[name] for name in ("reason", "why")}
        number = issuing.revoke_many(chosen, by=request.user, **wanted)
        messages.success(
            request,
            ngettext("%(number)d certificate is revoked.", "%(number)d certificates are revoked.", number) % {"number": number},
        )
        if not chosen.exists():
            return redirect("certificates_admin:index")
    context = {
        "form": form,
        "page_title": _("Revoke many"),
        "header_icon": "cross",
        "action_url": request.path,
        "chosen": chosen[:20] if chosen is not None else None,
        "number": chosen.count() if chosen is not None else 0,
    }
    return TemplateResponse(request, "certificates/admin/revoke_many.html", context)


class ReportIndex(generic.IndexView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Reports about certificates")

    def get_base_queryset(self):
        return Report.objects.select_related("certificate")

    @cached_property
    def columns(self):
        return [
            TitleColumn("words", label=_("What is wrong"), accessor=lambda one: one.words[:90], get_url=self.get_inspect_url),
            Column("number", label=_("Number")),
            Column("received", accessor=lambda one: f"{one.created_at:%Y-%m-%d %H:%M} UTC", label=_("Received")),
            Column(
                "state", accessor=lambda one: _("Closed") if one.closed_at else pgettext("of a report", "Open"), label=_("State")
            ),
        ]


class ReportInspect(generic.InspectView):
    any_permission_required = ["view"]
    template_name = "certificates/admin/report.html"

    @cached_property
    def header_more_buttons(self):
        return []

    def get_context_data(self, **kwargs):
        may_close = not self.object.closed_at and self.request.user.has_perm("certificates.change_report")
        return {**super().get_context_data(**kwargs), "report": self.object, "form": CloseReportForm() if may_close else None}


@permission_required("certificates.change_report")
@require_POST
def close_report(request, pk):
    """Close a report with what was found."""
    report = get_object_or_404(Report, pk=pk)
    form = CloseReportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write what was found, then close the report."))
        return redirect("certificate_reports:inspect", report.pk)
    try:
        reporting.close(report, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, refusal.message)
    return redirect("certificate_reports:index")

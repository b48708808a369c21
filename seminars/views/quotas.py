"""The organizer's page of quotas and offers."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from ..models import Seminar
from ..quota_forms import OffersForm, quota_formset
from ..quotas import set_quotas
from . import people


@permission_required("seminars.change_seminar")
def quotas(request, pk):
    """Show what is kept for whom; keep what was typed, all of it or nothing."""
    seminar = get_object_or_404(Seminar, pk=pk)
    form, rows = OffersForm(request.POST or None, seminar), quota_formset(request.POST or None, seminar)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        found = [quota for row in rows if row.cleaned_data and (quota := row.quota())]
        try:
            data = form.cleaned_data
            set_quotas(seminar, found, request.user, kept_until=data["kept_until"], offer_hours=data["offer_hours"])
            messages.success(request, _("The quotas are saved. Free seats went to who is next."))
            return redirect("seminars_desk:registrations", seminar.pk)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    context = {
        "form": form,
        "rows": rows,
        "seminar": seminar,
        "page_title": _("Quotas and offers"),
        **people.header(seminar, _("Quotas and offers")),
        "action_url": request.path,
        "submit_button_label": _("Save"),
        "submit_button_active_label": _("Saving…"),
    }
    return TemplateResponse(request, "seminars/admin/quotas.html", context, status=200 if request.method == "GET" else 422)

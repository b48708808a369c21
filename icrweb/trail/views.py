"""Reading the audit trail and the outbox in the admin, and trying dead mail again."""

import json
import re

import django_filters
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.views import generic

from .models import AuditEntry, Mail
from .reading import header, text_of
from .retrying import retry


def _deeds() -> list[tuple[str, str]]:
    return [(deed, deed) for deed in AuditEntry.objects.order_by("deed").values_list("deed", flat=True).distinct()]


class AuditFilters(WagtailFilterSet):
    deed = django_filters.ChoiceFilter(label=gettext_lazy("What"), choices=_deeds)
    person = django_filters.CharFilter(label=gettext_lazy("Whose record (name or address)"), method="about")
    actor = django_filters.CharFilter(label=gettext_lazy("Who (name or address)"), method="done_by")
    at = django_filters.DateFromToRangeFilter(label=gettext_lazy("When"), widget=DateRangePickerWidget)

    class Meta:
        model = AuditEntry
        fields = ["deed", "person", "actor", "at"]

    def about(self, entries, name, value):
        return entries.filter(Q(person__email__iexact=value) | Q(person__folded__icontains=value.casefold()))

    def done_by(self, entries, name, value):
        return entries.filter(Q(actor__email__iexact=value) | Q(actor__folded__icontains=value.casefold()))


class MailFilters(WagtailFilterSet):
    STATES = [("waiting", gettext_lazy("Waiting")), ("sent", gettext_lazy("Sent")), ("dead", gettext_lazy("Given up"))]
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=STATES, method="in_state")
    person = django_filters.CharFilter(label=gettext_lazy("To (address or name)"), method="sent_to")
    created_at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Written"), widget=DateRangePickerWidget)

    class Meta:
        model = Mail
        fields = ["state", "person", "created_at"]

    def in_state(self, mails, name, value):
        return {"waiting": mails.filter(sent_at=None, dead_at=None), "sent": mails.exclude(sent_at=None)}.get(
            value, mails.exclude(dead_at=None)
        )

    def sent_to(self, mails, name, value):
        return mails.filter(Q(to__icontains=value) | Q(person__email__iexact=value) | Q(person__folded__icontains=value.casefold()))


class AuditIndex(generic.IndexView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Audit trail")

    def get_base_queryset(self):
        return AuditEntry.objects.select_related("actor", "person")


class AuditInspect(generic.InspectView):
    any_permission_required = ["view"]

    def get_old_display_value(self):
        return _pretty(self.object.old)

    def get_new_display_value(self):
        return _pretty(self.object.new)


class MailIndex(generic.IndexView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Mail")

    def get_base_queryset(self):
        return Mail.objects.defer("raw", "last_error").select_related("person")


class MailInspect(generic.InspectView):
    """What a mail says, but for its code: that is its reader's key, and not for staff."""

    any_permission_required = ["view"]
    template_name = "trail/admin/mail.html"

    def get_context_data(self, **kwargs):
        raw = self.object.raw
        text = text_of(raw) if settings.DEMO else re.sub(r"^\d{6}$", "••••••", text_of(raw), flags=re.MULTILINE)
        return {**super().get_context_data(**kwargs), "mail": self.object, "text": text, "sender": header(raw, "From")}

    @cached_property
    def header_more_buttons(self):
        return []


@require_POST
@permission_required("trail.change_mail")
def retry_mail(request, pk):
    mail = get_object_or_404(Mail, pk=pk)
    try:
        retry(mail, by=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It will be tried again within a minute."))
    return redirect("mail_outbox:inspect", pk)


def _pretty(value) -> str:
    if value is None:
        return "–"
    return format_html("<pre>{}</pre>", json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))

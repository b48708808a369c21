"""The funder's report in the admin: a period, a programme, tables with their plots, and the same as files."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from evaluation.followups import funder
from icrweb.pages.spreadsheets import KINDS, as_file
from icrweb.trail import audit

ICON = "history"
may_read = permission_required("evaluation.view_seminarplan")


class PeriodForm(forms.Form):
    first = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=gettext_lazy("To"), widget=forms.DateInput(attrs={"type": "date"}))
    programme = forms.ChoiceField(label=pgettext_lazy("that pays for seminars", "Programme"), required=False)

    def __init__(self, data):
        super().__init__(data)
        self.fields["programme"].choices = [("", _("Every programme")), *((one, one) for one in funder.programmes())]

    def clean(self):
        cleaned = super().clean()
        if any(cleaned.get(name) and not 2000 <= cleaned[name].year <= 2400 for name in ("first", "last")):
            raise ValidationError(_("Write years of the common era, for example 2027."), code="calendar")
        if cleaned.get("first") and cleaned.get("last") and cleaned["first"] > cleaned["last"]:
            raise ValidationError(_("The first day is after the last one. Swap them."), code="order")
        return cleaned

    def period(self) -> funder.Period:
        return funder.Period(**self.cleaned_data)


def _form(request) -> PeriodForm:
    """The period asked for, or the last twelve months to today."""
    today = timezone.localdate()
    usual = {"first": today.replace(year=today.year - 1, day=1).isoformat(), "last": today.isoformat()}
    return PeriodForm(request.GET if "first" in request.GET else usual)


@may_read
@require_safe
def show(request):
    """All tables of the period."""
    form = _form(request)
    context = {
        "form": form,
        "tables": funder.report(form.period()) if form.is_valid() else [],
        "method": funder.method(),
        "query": request.GET.urlencode(),
        "page_title": _("Funder's report"),
        "header_title": _("Funder's report"),
        "header_icon": ICON,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Funder's report")},
        ],
    }
    return TemplateResponse(request, "evaluation/followups/admin/funder.html", context, status=422 if form.errors else 200)


@may_read
@require_POST
def export(request, kind):
    """The report as shown, as one file; who took it out is kept. It names nobody."""
    form = _form(request)
    if kind not in KINDS or not form.is_valid():
        raise Http404
    period, rows = form.period(), []
    rows.append([_("Funder's report"), f"{period.first} – {period.last}", period.programme or _("Every programme")])
    for table in funder.report(period):
        rows += [[], [table.title], table.heads, *table.rows]
    rows += [[], [_("Method")], *([line] for line in funder.method())]
    new = {"first": period.first, "last": period.last, "programme": period.programme, "kind": kind}
    audit.record("funder_report.export", request.user, actor=request.user, new=new)
    return as_file(rows, f"seminars-{period.first}-{period.last}", kind)


class FunderMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("evaluation.view_seminarplan")


class FunderViewSet(ViewSet):
    name = url_namespace = "funder_report"
    url_prefix = "funder-report"
    icon = ICON
    menu_label = gettext_lazy("Funder's report")
    menu_hook = "register_reports_menu_item"
    menu_order = 210
    add_to_admin_menu = True
    menu_item_class = FunderMenuItem

    def get_urlpatterns(self):
        return [path("", show, name="index"), path("<slug:kind>/", export, name="export")]

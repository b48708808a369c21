"""What organizers type about quotas and offers."""

from datetime import time
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from icrweb.accounts.choices import AffiliationRole, Country
from icrweb.accounts.models import Institution

from . import seating
from .models import Mode, Quota, Seminar
from .scheduling import instant

_FIELDS = {seating.COUNTRY: "country", seating.SITE: "institution_id", seating.ROLE: "role"}


class QuotaForm(forms.Form):
    """One quota; a row left empty is none."""

    group = forms.ChoiceField(label=gettext_lazy("For"), required=False)
    seats = forms.IntegerField(label=gettext_lazy("Seats"), min_value=1, max_value=100_000, required=False)
    mode = forms.ChoiceField(label=gettext_lazy("Takes part"), choices=Mode)

    def __init__(self, *args, seminar: Seminar, groups: list, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = groups
        if len(seminar.modes) == 1:
            self.fields["mode"] = forms.ChoiceField(choices=Mode, widget=forms.HiddenInput)
        self.fields["mode"].initial = self.initial.get("mode") or seminar.modes[0]

    def clean(self):
        data = super().clean()
        if data.get("group") and not data.get("seats") and "seats" not in self.errors:
            self.add_error("seats", _("Say how many seats."))
        if data.get("seats") and not data.get("group"):
            self.add_error("group", _("Say for whom these seats are, or empty the row."))
        return data

    def quota(self) -> Quota | None:
        kind, _colon, value = self.cleaned_data["group"].partition(":")
        if not kind:
            return None
        return Quota(mode=self.cleaned_data["mode"], seats=self.cleaned_data["seats"], **{_FIELDS[kind]: value})


class OffersForm(forms.Form):
    """Until when seats of a quota are kept, and how long an offered place is held."""

    kept_day = forms.DateField(
        label=gettext_lazy("Seats of a quota stay empty until"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("Empty: they are never kept; the countries, sites and roles only come first in the line."),
    )
    kept_time = forms.TimeField(label=gettext_lazy("at, venue time"), required=False, widget=AdminTimeInput, initial=time(0, 0))
    offer_hours = forms.IntegerField(
        label=gettext_lazy("Hours to accept a place from the waiting list"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=gettext_lazy("Empty: places are given at once. Otherwise they are held so long, then go to the next one."),
    )

    def __init__(self, data, seminar: Seminar):
        initial = {"offer_hours": seminar.offer_hours}
        if seminar.quotas_kept_until:
            local = seminar.quotas_kept_until.astimezone(ZoneInfo(seminar.time_zone))
            initial |= {"kept_day": local.date(), "kept_time": local.time()}
        super().__init__(data, initial=initial)
        self.seminar = seminar

    def clean(self):
        data = super().clean()
        data["kept_until"] = None
        if day := data.get("kept_day"):
            try:
                at = data.get("kept_time") or time(0, 0)
                data["kept_until"] = instant(day, at, self.seminar.time_zone, str(self.fields["kept_day"].label))
            except ValidationError as error:
                self.add_error("kept_time", error)
        return data


def quota_formset(data, seminar: Seminar):
    """The quotas there are, and empty rows for more."""
    quotas = list(seminar.quotas.select_related("institution"))
    initial = [{"group": f"{one.group[0]}:{one.group[1]}", "seats": one.seats, "mode": one.mode} for one in quotas]
    formset = forms.formset_factory(QuotaForm, extra=4, max_num=100, absolute_max=120)
    return formset(data, initial=initial, prefix="quotas", form_kwargs={"seminar": seminar, "groups": _groups()})


def _groups() -> list:
    sites = [(f"{seating.SITE}:{one.pk}", one.name) for one in Institution.objects.order_by("name")]
    return [
        ("", _("Nobody")),
        (_("Countries"), [(f"{seating.COUNTRY}:{code}", label) for code, label in Country.choices]),
        (_("Institutions"), sites),
        (_("Roles"), [(f"{seating.ROLE}:{code}", label) for code, label in AffiliationRole.choices]),
    ]

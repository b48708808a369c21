"""What organizers and coordinators type about nominations."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from icrweb.accounts.models import Institution, User

from ..deadlines import closing_day
from ..models import NominationCall, Seminar
from .nominating import eligible, sites_of


class CallForm(forms.Form):
    """For which way to take part, until when, and how many of each site."""

    mode = forms.ChoiceField(label=gettext_lazy("Takes part"))
    ends_on = forms.DateField(
        label=gettext_lazy("Sites name people, and they accept, until the end of"),
        widget=AdminDateInput,
        help_text=gettext_lazy("A day at the venue, at most the day on which registration closes."),
    )

    def __init__(self, data, seminar: Seminar, call: NominationCall | None):
        super().__init__(data)
        self.fields["mode"].choices = [(mode.value, mode.label) for mode in seminar.modes]
        self.fields["ends_on"].initial = call.ends_at.astimezone().date() if call else closing_day(seminar)
        if call:
            self.fields["mode"].initial = call.mode
        self.sites = list(Institution.objects.filter(kind=Institution.Kind.SITE).order_by("country", "name"))
        now = sites_of(call) if call else {site.pk: site.site_quota for site in self.sites}
        for site in self.sites:
            self.fields[f"site-{site.pk}"] = forms.IntegerField(
                label=f"{site.name} ({site.get_country_display()})",
                min_value=0,
                max_value=1000,
                required=False,
                initial=now.get(site.pk, 0),
            )

    def numbers(self) -> dict[Institution, int]:
        return {site: self.cleaned_data[f"site-{site.pk}"] or 0 for site in self.sites}


class NominateForm(forms.Form):
    """Whom, and why."""

    person = forms.ModelChoiceField(label=gettext_lazy("Person"), queryset=User.objects.none(), empty_label=gettext_lazy("Choose"))
    why = forms.CharField(
        label=gettext_lazy("Why this person"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A sentence or two. The person and the organizer read it."),
    )

    def __init__(self, data, institution: Institution):
        super().__init__(data)
        self.fields["person"].queryset = eligible(institution)
        self.fields["person"].error_messages["invalid_choice"] = _("Choose somebody from the list.")

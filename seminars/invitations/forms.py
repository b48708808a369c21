"""What organizers type about invitations: lists of people, until when, and which rows they look at."""

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from icrweb.accounts.address_lists import pasted_and_sent

from ..deadlines import closing_day
from ..models import Invitation, Seminar


class EndsForm(forms.Form):
    """Until the end of which day, at the venue, an invitation can be accepted."""

    ends_on = forms.DateField(label=gettext_lazy("Can be accepted until the end of"), widget=AdminDateInput)

    def __init__(self, data, seminar: Seminar, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["ends_on"].initial = closing_day(seminar)
        self.fields["ends_on"].help_text = _("A day at the venue, at most the day on which registration closes.")


class InviteForm(EndsForm):
    """People to invite, pasted or in a file."""

    people = forms.CharField(
        label=gettext_lazy("People"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "One a line: address; name; language; way to take part. Only the address is needed. At most 1,000 lines."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a CSV file"), required=False, help_text=gettext_lazy("The same columns, saved as CSV in UTF-8.")
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("Where a line does not say it."),
    )
    holds_seat = forms.BooleanField(
        label=gettext_lazy("Hold a seat for each of them"),
        required=False,
        help_text=gettext_lazy(
            "The seat counts as taken until they accept, the invitation ends, or you take it back. Otherwise they get a seat while "
            "one is free, and wait in line else."
        ),
    )
    field_order = ["people", "file", "language", "ends_on", "holds_seat"]

    def clean(self):
        data = super().clean()
        data["text"] = pasted_and_sent(self, data, "people")
        return data


class InvitationFilter(forms.Form):
    """Which invitations the organizer sees."""

    q = forms.CharField(label=gettext_lazy("Address or name"), required=False, max_length=100)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, data, seminar: Seminar):
        super().__init__(data)
        self.fields["state"].choices = [("", _("All states")), *Invitation.State.choices]
        self.seminar = seminar

    def found(self):
        """The invitations that fit, the latest first; all of them while the form is wrong."""
        rows = self.seminar.invitations.select_related("mail", "registration").order_by("-pk")
        data = self.cleaned_data if self.is_valid() else {}
        for word in data.get("q", "").split():
            rows = rows.filter(Q(address__icontains=word) | Q(name__icontains=word))
        return rows.in_state(data["state"]) if data.get("state") else rows

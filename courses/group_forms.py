"""The forms of groups: joining, inviting, writing, and another due day."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from icrweb.accounts.address_lists import pasted_and_sent


class JoinForm(forms.Form):
    """The key that a teacher gave, typed by hand."""

    key = forms.CharField(
        label=_("Key of the group"),
        max_length=60,
        help_text=_("Eight letters and digits from your teacher, for example 7KMQ-4XTH. Small letters are fine."),
        error_messages={"required": _("Type the key that your teacher gave you.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )


class InviteForm(forms.Form):
    """Addresses, pasted or in a file."""

    addresses = forms.CharField(
        label=_("E-mail addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("One a line, at most 200. Names beside them are passed over."),
    )
    file = forms.FileField(label=_("Or a CSV file"), required=False, help_text=_("The first column with an @ is the address."))

    def clean(self):
        data = super().clean()
        data["text"] = pasted_and_sent(self, data, "addresses")
        return data


class MessageForm(forms.Form):
    """The teacher's own words."""

    subject = forms.CharField(label=pgettext_lazy("of a mail", "Subject"), max_length=120)
    text = forms.CharField(
        label=_("Message"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Plain words; no links are made."),
    )
    behind_only = forms.BooleanField(label=_("Only to those who are late or have not begun"), required=False)


class DueForm(forms.Form):
    """Another due day; today or later."""

    due_on = forms.DateField(
        label=_("New due day"), widget=forms.DateInput(attrs={"type": "date", "max": "2399-12-31"}, format="%Y-%m-%d")
    )

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < timezone.now().date():
            raise ValidationError(_("This day is over. Choose today or a later one."), code="past")
        return day


class ReasonForm(forms.Form):
    """Why; it is kept."""

    why = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It is kept in the audit trail."))

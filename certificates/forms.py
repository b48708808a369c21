"""Asking for a certificate by its number; and what staff fill in to revoke or correct one."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icrweb.accounts.choices import NameOrder
from icrweb.accounts.profile_forms import latin, printable

from .models import Achievement, Certificate
from .typed import MOST, lines_of, read_code


class CheckForm(forms.Form):
    """The number as it stands on the paper, however it was typed."""

    code = forms.CharField(
        label=gettext_lazy("Certificate number"),
        max_length=200,
        help_text=gettext_lazy("As on the paper. Small letters, spaces and dashes are fine."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "placeholder": "7KMQ 4XTH 9RWC 2PNJ 6VDB F",
            }
        ),
        error_messages={"required": gettext_lazy("Type the number from the paper.")},
    )

    def __init__(self, *args, refused: str = "", **kwargs):
        self.refused = refused
        super().__init__(*args, **kwargs)

    def clean_code(self):
        if self.refused:
            raise ValidationError(self.refused, code="refused")
        return read_code(self.cleaned_data["code"])


class RevokeForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=Certificate.RevocationReason.choices,
        help_text=gettext_lazy("Everyone who checks the certificate sees it."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("Kept in the audit trail; only staff see it."),
    )


class SupersedeForm(forms.Form):
    latin_name = forms.CharField(label=gettext_lazy("Name in Latin letters"), max_length=150)
    native_name = forms.CharField(label=gettext_lazy("Name in their own script"), max_length=150, required=False)
    name_order = forms.ChoiceField(label=gettext_lazy("Name order"), choices=NameOrder.choices)
    why = forms.CharField(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("Kept in the audit trail; only staff see it."),
    )

    def clean_latin_name(self):
        return latin(self.cleaned_data["latin_name"])

    def clean_native_name(self):
        return printable(self.cleaned_data["native_name"])


class BatchForm(forms.Form):
    """Numbers as a monitor has them in a list."""

    codes = forms.CharField(
        label=gettext_lazy("Certificate numbers"),
        help_text=gettext_lazy("One a line, up to 200. Numbers or addresses, copied from a list as they are."),
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Paste at least one number.")},
    )

    def clean_codes(self):
        lines = lines_of(self.cleaned_data["codes"])
        if len(lines) > MOST:
            raise ValidationError(
                _("These are %(number)d numbers, and one check takes %(most)d. Check the first %(most)d, then the rest.")
                % {"number": len(lines), "most": MOST},
                code="many",
            )
        return lines


class ReportForm(forms.Form):
    """What somebody noticed about a paper."""

    number = forms.CharField(
        label=gettext_lazy("Certificate number"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("As on the paper, if there is one."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    words = forms.CharField(
        label=gettext_lazy("What is wrong"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Which line differs, where you got the paper, what you were told."),
        error_messages={"required": gettext_lazy("Write in a sentence what is wrong.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"), required=False, help_text=gettext_lazy("Only if you want an answer.")
    )


class CloseReportForm(forms.Form):
    outcome = forms.CharField(
        label=gettext_lazy("What was found"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("Kept in the audit trail; only staff see it."),
    )


class RevokeManyForm(RevokeForm):
    """Which certificates of one course or seminar, and why."""

    achievement = forms.ModelChoiceField(label=gettext_lazy("Course or seminar"), queryset=Achievement.objects.all())
    edition = forms.CharField(label=gettext_lazy("Edition"), required=False, help_text=gettext_lazy("Empty: every edition."))
    completed_from = forms.DateField(
        label=gettext_lazy("Completed from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    completed_until = forms.DateField(
        label=gettext_lazy("Completed until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("This day included, in UTC."),
    )
    field_order = ["achievement", "edition", "completed_from", "completed_until", "reason", "why"]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("completed_from"), cleaned.get("completed_until")
        if first and last and last < first:
            self.add_error("completed_until", ValidationError(_("Choose a day on or after the first one."), code="order"))
        return cleaned

    def chosen(self):
        """The standing certificates that the form means, oldest first."""
        wanted = self.cleaned_data
        found = Certificate.objects.standing().filter(achievement=wanted["achievement"])
        if wanted["edition"]:
            found = found.filter(facts__edition_label=wanted["edition"])
        if wanted["completed_from"]:
            found = found.filter(completed_at__date__gte=wanted["completed_from"])
        if wanted["completed_until"]:
            found = found.filter(completed_at__date__lte=wanted["completed_until"])
        return found.order_by("completed_at", "pk")

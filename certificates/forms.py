"""Asking for a certificate by its number; and what staff fill in to revoke or correct one."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icrweb.accounts.choices import NameOrder
from icrweb.accounts.profile_forms import latin, printable

from . import codes
from .models import Certificate


def read_code(text: str) -> str:
    """The number somebody meant, or a sentence about what is wrong with it; the database is not asked."""
    try:
        return codes.parse_code(text)
    except codes.MistypedError as error:
        raise ValidationError(
            _("This number is mistyped: its last character does not fit the others. Compare it with the paper."), code="mistyped"
        ) from error
    except codes.WrongShapeError as error:
        raise ValidationError(
            _("A certificate number has 21 characters, letters A to Z without I and O, digits 2 to 9. Compare it with the paper."),
            code="shape",
        ) from error


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

"""Forms about the terms of translators."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from icrweb.translating.models import TermProposal
from icrweb.translating.sending import MOST_BYTES, TOO_LARGE, text_of
from icrweb.uploads import LimitedFileInput


class ProposalForm(forms.ModelForm):
    class Meta:
        model = TermProposal
        fields = ["word", "language", "form", "standing", "why"]


class TermFileForm(forms.Form):
    """A table of terms, to be looked at first."""

    file = forms.FileField(
        label=_("Table of terms"),
        widget=LimitedFileInput(MOST_BYTES, TOO_LARGE, ".csv,.tsv,.txt"),
        help_text=_("CSV in UTF-8, as “Download the terms” writes it. Terms that are not in it stay as they are."),
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise ValidationError(TOO_LARGE % {"limit": MOST_BYTES // 10**6}, code="too_large")
        self.text = text_of(upload)
        return upload

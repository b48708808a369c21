"""A badge to be checked, as a file or as text."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .baking import MOST, NoBadgeError
from .presented import Presented

LARGEST = 2 * 1024 * 1024  # bytes of a picture


class BadgeForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The badge as a file"),
        required=False,
        help_text=gettext_lazy("A PNG or SVG picture with the badge in it, or a JSON file; up to 2 MB. It is read and not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.png,.svg,application/json,image/png,image/svg+xml"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        max_length=MOST,
        help_text=gettext_lazy("The JSON, all of it, from the first brace to the last."),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise ValidationError(_("This file is larger than 2 MB. Choose the badge as a JSON file instead."), code="large")
        return file

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if not file and not text:
            raise ValidationError(_("Choose a file, or paste the text of a badge."), code="empty")
        try:
            cleaned["presented"] = Presented.read(file.read() if file else text.encode())
        except NoBadgeError as error:
            sentence = _("There is no badge of Open Badges 3.0 in it. Choose the file as the holder got it, not a screenshot.")
            raise ValidationError(sentence, code="no_badge") from error
        return cleaned

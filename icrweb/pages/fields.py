"""One field: several choices of a short list, kept as a list of words."""

from django import forms
from django.db import models


class ChoiceListField(models.JSONField):
    """A list of values of `choices`; in forms a group of check boxes."""

    def __init__(self, *args, of=(), **kwargs):
        self.of = list(getattr(of, "choices", of))
        super().__init__(*args, default=list, blank=True, **{k: v for k, v in kwargs.items() if k not in ("default", "blank")})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {key: value for key, value in kwargs.items() if key not in ("default", "blank")}

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            choices=self.of, required=False, label=self.verbose_name, help_text=self.help_text, widget=forms.CheckboxSelectMultiple
        )

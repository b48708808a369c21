"""The two forms of an evaluation. Every question is optional."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evaluation.giving import LONGEST
from evaluation.models import Used, Wording
from icrweb.accounts.profile_forms import language_choices

ENDS = {1: _("1, not at all"), 5: _("5, fully")}
SCALE = [(str(value), ENDS.get(value, str(value))) for value in range(1, 6)]


def scale_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(choices=SCALE, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect)


def words_field() -> forms.CharField:
    return forms.CharField(required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))


class AfterForm(forms.Form):
    useful = scale_field()
    clear = scale_field()
    words = words_field()

    def __init__(self, *args, words: dict, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("useful", "clear", "words"):
            self.fields[name].label = words[name]
        self.fields["words"].help_text = _("Write no names. The course team reads this without yours.")


class LaterForm(forms.Form):
    used = forms.ChoiceField(choices=Used, required=False, widget=forms.RadioSelect)
    sure = scale_field()
    words = words_field()

    def __init__(self, *args, words: dict, **kwargs):
        super().__init__(*args, **kwargs)
        for name, question in (("used", "used"), ("sure", "sure"), ("words", "later_words")):
            self.fields[name].label = words[question]
        self.fields["words"].help_text = _("Write no names. The course team reads this without yours.")


class WordingForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("language"), choices=language_choices)

    class Meta:
        model = Wording
        fields = ["question", "language", "words"]

    def clean_words(self):
        words = " ".join(self.cleaned_data["words"].split())
        if not words:
            raise ValidationError(_("Write the question."), code="required")
        return words

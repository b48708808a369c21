"""Forms for questions from and for other systems."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.choices import QuestionKind
from courses.exchange.sending import TOO_LARGE
from courses.formats import MOST_BYTES, WRITERS
from courses.incoming import not_larger
from courses.models import Objective, QuestionBank
from icrweb.uploads import LimitedFileInput

FORMATS = [("moodle", _("Moodle XML")), ("gift", "GIFT"), ("aiken", "Aiken"), ("csv", _("Table (CSV)")), ("qti", "QTI")]
WRITTEN = [one for one in FORMATS if one[0] in (*WRITERS, "csv")]


def may_exchange(user) -> bool:
    """The answer keys are in the files: whoever may write questions may have them."""
    return user.has_perm("courses.add_question") and user.has_perm("courses.change_question")


class QuestionFileForm(forms.Form):
    """A file, the bank it goes into, and the objective of what names none."""

    bank = forms.ModelChoiceField(QuestionBank.objects, label=_("Question bank"))
    file = forms.FileField(
        label=_("File of questions"),
        widget=LimitedFileInput(MOST_BYTES, TOO_LARGE, ".xml,.gift,.txt,.csv,.zip"),
        help_text=_("At most 20 MB and 500 questions."),
    )
    kind = forms.ChoiceField(label=_("Format"), choices=[("", _("As its name and content say")), *FORMATS], required=False)
    objective = forms.SlugField(
        label=_("Objective"),
        required=False,
        max_length=60,
        help_text=_("The short name of an objective of the bank, for new questions that name none themselves."),
    )

    def clean_file(self):
        not_larger(self.cleaned_data["file"], MOST_BYTES, TOO_LARGE)
        return self.cleaned_data["file"]

    def clean(self):
        cleaned = super().clean()
        bank, slug = cleaned.get("bank"), cleaned.get("objective")
        if bank and slug and not Objective.objects.filter(bank=bank, slug=slug).exists():
            self.add_error("objective", _("This bank has no objective of this short name."))
        return cleaned


class QuestionExportForm(forms.Form):
    """A bank, or a part of it, and a format."""

    bank = forms.ModelChoiceField(QuestionBank.objects, label=_("Question bank"))
    objective = forms.SlugField(label=_("Objective"), required=False, max_length=60, help_text=_("Empty: all."))
    of_kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *QuestionKind.choices], required=False)
    live = forms.BooleanField(label=_("Only what is published"), required=False)
    kind = forms.ChoiceField(label=_("Format"), choices=WRITTEN)

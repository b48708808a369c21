"""The forms after a seminar: of participants, of supervisors, of organizers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.forms import scale_field, words_field
from evaluation.models import Outcome, SeminarPlan
from icrweb.pages.languages import lines_by_language, words_by_language

from .questions import MOST_QUESTIONS, SCALE, SITE, STATES, STEPS, WORDS

KINDS = [(SCALE, gettext_lazy("1 to 5")), (WORDS, gettext_lazy("In own words"))]


class EndForm(forms.Form):
    """The questions at the end, whichever they are."""

    def __init__(self, *args, questions: list[dict], **kwargs):
        super().__init__(*args, **kwargs)
        for question in questions:
            field = scale_field() if question["kind"] == SCALE else words_field()
            field.label = question["words"]
            if question["kind"] == WORDS:
                field.help_text = _("Write no names. The organizer reads this without yours.")
            self.fields[question["key"]] = field


class LaterForm(forms.Form):
    """Where plans stand after 3 and 12 months."""

    supervisor = forms.EmailField(
        label=gettext_lazy("E-mail of your supervisor"),
        required=False,
        help_text=gettext_lazy("They get one mail with two questions about how you use what you learned."),
    )

    def __init__(self, *args, asks_supervisor: bool, **kwargs):
        super().__init__(*args, **kwargs)
        for key, label in STEPS:
            self.fields[key] = forms.ChoiceField(choices=STATES, required=False, label=label, widget=forms.RadioSelect)
        self.fields["site"] = words_field()
        self.fields["site"].label = SITE
        if asks_supervisor:
            self.order_fields([*(key for key, _label in STEPS), "site", "supervisor"])
        else:
            del self.fields["supervisor"]


class SupervisorForm(forms.Form):
    uses = scale_field()
    words = words_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["uses"].label = _("What was learned is used at our site.")
        self.fields["words"].label = _("What is done differently, or what keeps you from it?")


class OutcomeForm(forms.ModelForm):
    evidence = forms.URLField(
        label=gettext_lazy("Where it can be seen"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("An address, for example of a registry or a paper."),
    )

    class Meta:
        model = Outcome
        fields = ["kind", "happened_on", "evidence", "note"]
        widgets = {"happened_on": forms.DateInput(attrs={"type": "date"})}


class PlanForm(forms.ModelForm):
    class Meta:
        model = SeminarPlan
        fields = ["follows_up", "asks_supervisor"]


class QuestionForm(forms.Form):
    """One question in one or more languages; an empty row is none."""

    kind = forms.ChoiceField(label=gettext_lazy("Answer"), choices=KINDS)
    words = forms.CharField(
        label=gettext_lazy("Question"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One language a line, as “en: What was missing?”."),
    )

    def clean_words(self) -> dict[str, str]:
        said = words_by_language(self.cleaned_data["words"])
        if any(len(words) > 200 for words in said.values()):
            raise ValidationError(_("Write at most 200 characters a question."), code="long")
        return said


def question_rows(data, plan: SeminarPlan | None):
    """Six rows: the questions there are, and empty ones."""
    kept = plan.questions if plan else []
    initial = [{"kind": one["kind"], "words": lines_by_language(one["words"])} for one in kept]
    rows = forms.formset_factory(
        QuestionForm, extra=MOST_QUESTIONS - len(initial), max_num=MOST_QUESTIONS, absolute_max=MOST_QUESTIONS
    )
    return rows(data, initial=initial, prefix="questions")


def questions_from(rows) -> list[dict]:
    said = [row.cleaned_data for row in rows if row.cleaned_data.get("words")]
    return [{"key": f"q{number}", "kind": one["kind"], "words": one["words"]} for number, one in enumerate(said, 1)]

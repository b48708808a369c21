"""What organizers type about the questions of a seminar."""

from datetime import time
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from icrweb.pages.languages import lines_by_language, words_by_language

from ..forms import OTHER_TITLES_HINT
from ..models import ExtraQuestion, Mode, Seminar
from ..models.applications import FILE_ENDINGS
from ..scheduling import instant
from .asking import MOST_QUESTIONS, Row
from .files import MOST_MEGABYTES

ENDINGS = [("pdf", "PDF"), ("docx", "Word (.docx)"), ("jpg", "JPEG"), ("png", "PNG")]
EMPTY_ROWS = 3


def _lines(label, hint="", rows: int = 2) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), help_text=hint, max_length=6000
    )


class QuestionForm(forms.Form):
    """One question; a row without words is none. Its words are those of the seminar's own language, others stand one a line."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(label=gettext_lazy("Question"), required=False, max_length=255)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=ExtraQuestion.Kind)
    part = forms.ChoiceField(label=gettext_lazy("Asked"), choices=ExtraQuestion.Part)
    mode = forms.ChoiceField(
        label=gettext_lazy("Asked of"), required=False, choices=[("", gettext_lazy("Everybody")), *Mode.choices]
    )
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False, initial=True)
    position = forms.IntegerField(label=gettext_lazy("Place in the order"), required=False, min_value=0, max_value=999)
    hint = forms.CharField(label=gettext_lazy("A line of help"), required=False, max_length=500)
    other_labels = _lines(gettext_lazy("Question in other languages"), OTHER_TITLES_HINT)
    other_hints = _lines(gettext_lazy("Help in other languages"), OTHER_TITLES_HINT)
    choices = _lines(
        gettext_lazy("Choices"), gettext_lazy("One a line; other languages after a bar, as “Vegetarian | ja: 菜食”."), rows=4
    )
    endings = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of file"), required=False, choices=ENDINGS, widget=forms.CheckboxSelectMultiple
    )
    most_megabytes = forms.IntegerField(
        label=gettext_lazy("Largest file, MB"), required=False, min_value=1, max_value=MOST_MEGABYTES, initial=5
    )

    def __init__(self, *args, seminar: Seminar, **kwargs):
        super().__init__(*args, **kwargs)
        self.seminar = seminar
        if len(seminar.modes) == 1:
            self.fields["mode"].widget = forms.HiddenInput()

    @property
    def is_new(self) -> bool:
        return not self.initial.get("key")

    def clean_other_labels(self) -> dict[str, str]:
        return {code: words[:255] for code, words in words_by_language(self.cleaned_data["other_labels"]).items()}

    def clean_other_hints(self) -> dict[str, str]:
        return {code: words[:500] for code, words in words_by_language(self.cleaned_data["other_hints"]).items()}

    def clean_choices(self) -> list[dict[str, str]]:
        found = []
        for line in self.cleaned_data["choices"].splitlines():
            first, *others = (part.strip() for part in line.split("|"))
            if first:
                said = {self.seminar.language: first, **words_by_language("\n".join(others))}
                found.append({code: words[:200] for code, words in said.items()})
        return found

    def clean(self):
        data = super().clean()
        if self.has_changed() and not data.get("label") and (data.get("other_labels") or data.get("choices")):
            self.add_error("label", _("Write the question."))
        return data

    def row(self, number: int) -> Row | None:
        data = self.cleaned_data
        if not data.get("label"):
            return None
        language = self.seminar.language
        chooses, sends = data["kind"] in ExtraQuestion.CHOOSING, data["kind"] == ExtraQuestion.Kind.FILE
        return Row(
            part=data["part"],
            kind=data["kind"],
            labels={language: data["label"], **data["other_labels"]},
            number=number,
            key=data["key"],
            mode=data["mode"],
            hints={**({language: data["hint"]} if data["hint"] else {}), **data["other_hints"]},
            choices=data["choices"] if chooses else [],
            endings=[one for one in FILE_ENDINGS if one in data["endings"]] if sends else [],
            most_megabytes=data["most_megabytes"] or 5,
            required=data["required"],
        )


class UntilForm(forms.Form):
    """Until when people with a place answer what is asked then."""

    until_day = forms.DateField(
        label=gettext_lazy("Questions after acceptance are answered by"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy(
            "Who gets a place is asked by mail, and reminded once, three days before. Who gets a place later has three days. "
            "Empty: until the start."
        ),
    )
    until_time = forms.TimeField(label=gettext_lazy("at, venue time"), required=False, widget=AdminTimeInput, initial=time(23, 59))

    def __init__(self, data, seminar: Seminar):
        initial = {}
        if seminar.acceptance_form_until:
            local = seminar.acceptance_form_until.astimezone(ZoneInfo(seminar.time_zone))
            initial = {"until_day": local.date(), "until_time": local.time()}
        super().__init__(data, initial=initial)
        self.seminar = seminar

    def clean(self):
        data = super().clean()
        data["until"] = None
        if day := data.get("until_day"):
            try:
                at = data.get("until_time") or time(23, 59)
                data["until"] = instant(day, at, self.seminar.time_zone, str(self.fields["until_day"].label))
            except ValidationError as error:
                self.add_error("until_time", error)
        return data


def question_formset(data, seminar: Seminar):
    """The questions there are, in order, and empty rows for more."""
    questions = list(seminar.extra_questions.filter(retired_at=None).select_related("seminar"))
    initial = [_initial(one, seminar.language, position) for position, one in enumerate(questions, 1)]
    formset = forms.formset_factory(
        QuestionForm, extra=EMPTY_ROWS, max_num=MOST_QUESTIONS, absolute_max=MOST_QUESTIONS + EMPTY_ROWS, can_delete=True
    )
    return formset(data, initial=initial, prefix="questions", form_kwargs={"seminar": seminar})


def rows_of(formset) -> list[Row]:
    """The rows that are kept, in the order that was typed; those without a place come last, as they stand."""
    found = []
    for number, form in enumerate(formset, 1):
        if form.cleaned_data and not form.cleaned_data.get("DELETE") and (row := form.row(number)):
            position = form.cleaned_data.get("position")
            found.append((1000 if position is None else position, number, row))
    return [row for _position, _number, row in sorted(found, key=lambda one: one[:2])]


def _initial(question: ExtraQuestion, language: str, position: int) -> dict:
    def others(words: dict) -> str:
        return lines_by_language({code: said for code, said in words.items() if code != language})

    def line(choice: dict) -> str:
        rest = [f"{code}: {words}" for code, words in choice.items() if code != language]
        return " | ".join([choice.get(language, ""), *rest])

    return {
        "key": question.key,
        "label": question.labels.get(language, ""),
        "kind": question.kind,
        "part": question.part,
        "mode": question.mode,
        "required": question.required,
        "position": position,
        "hint": question.hints.get(language, ""),
        "other_labels": others(question.labels),
        "other_hints": others(question.hints),
        "choices": "\n".join(line(one) for one in question.choices),
        "endings": question.endings,
        "most_megabytes": question.most_megabytes,
    }

"""The extra questions of a seminar as a form, built with Wagtail's form builder."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.contrib.forms.forms import FormBuilder

from icrweb.trail.prepared import Given, Prepared
from icrweb.uploads import LimitedFileInput

from ..models import ApplicationFile, ExtraQuestion, Mode, Seminar
from ..models.applications import shown_in, words_in
from .files import ACCEPT, endings_words, judge

Kind = ExtraQuestion.Kind
MOST_CHOICES = 100
LONGEST = {Kind.SINGLELINE: 255, Kind.MULTILINE: 5000, Kind.URL: 500}

QUESTIONS = Prepared(
    lambda: ExtraQuestion.objects.filter(seminar=Given("seminar"), part=Given("part"), retired_at=None).select_related("seminar")
)


def questions_of(seminar: Seminar, part: str) -> list[ExtraQuestion]:
    """What is asked now, in order."""
    return QUESTIONS.all(seminar=seminar.pk, part=part)


def field_name(question: ExtraQuestion) -> str:
    return f"question-{question.pk}"


class Asked:
    """One question as the form builder takes it: in one language, with the name of its field."""

    default_value = ""

    def __init__(self, question: ExtraQuestion, language: str):
        self.question, self.language = question, language
        self.clean_name, self.field_type = field_name(question), question.kind
        self.label, self.help_text = question.label_in(language), question.hint_in(language)
        self.required = question.required


class Builder(FormBuilder):
    """Wagtail's, with our lengths and inputs, choices in the reader's language, and files."""

    def create_singleline_field(self, field, options):
        return forms.CharField(max_length=LONGEST[Kind.SINGLELINE], **options)

    def create_multiline_field(self, field, options):
        return forms.CharField(max_length=LONGEST[Kind.MULTILINE], widget=forms.Textarea(attrs={"rows": 5}), **options)

    def create_url_field(self, field, options):
        return forms.URLField(max_length=LONGEST[Kind.URL], assume_scheme="https", **options)

    def create_date_field(self, field, options):
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)

    def create_file_field(self, field, options):
        question = field.question
        widget = LimitedFileInput(
            question.most_megabytes * 10**6,
            _("This file is larger than %(limit)s MB. Choose a smaller one."),
            ",".join(ACCEPT[ending] for ending in question.endings),
        )
        kinds = _("%(endings)s, up to %(most)d MB.") % {"endings": endings_words(question), "most": question.most_megabytes}
        options["help_text"] = format_html("{} {}", options["help_text"], kinds) if options["help_text"] else kinds
        options["initial"] = None
        return forms.FileField(widget=widget, max_length=250, **options)

    def create_checkboxes_field(self, field, options):
        options.pop("initial")
        return forms.MultipleChoiceField(
            choices=self.get_formatted_field_choices(field), widget=forms.CheckboxSelectMultiple, **options
        )

    def create_radio_field(self, field, options):
        choices = self.get_formatted_field_choices(field)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)

    def get_formatted_field_choices(self, field):
        """What is kept is the choice in the seminar's own language."""
        source = field.question.seminar.language
        return [(words_in(one, source, source), shown_in(one, field.language, source)) for one in field.question.choices]


class ApplicationForm(forms.Form):
    """Answers to the questions of one part. What is asked only of the other way to take part is neither needed nor kept."""

    use_required_attribute = False

    def __init__(self, data, files, *, questions: list[ExtraQuestion], language: str, mode: str = "", kept=None, initial=None):
        super().__init__(data, files, initial=initial, label_suffix="")
        self.mode = mode
        self.kept: dict[int, ApplicationFile] = kept or {}
        self.questions = {field_name(one): one for one in questions}
        self.fields |= Builder([Asked(one, language) for one in self.questions.values()]).formfields

    def rows(self) -> list[dict]:
        """For the template: each field, the file that is there already, the words of the way to take part it is asked of."""
        return [
            {
                "field": self[name],
                "question": question,
                "file": self.kept.get(question.pk),
                "mode": question.mode,
                "mode_words": Mode(question.mode).label if question.mode else "",
            }
            for name, question in self.questions.items()
        ]

    def asked(self) -> list[ExtraQuestion]:
        """Those that are asked of who takes part in the chosen way."""
        return [one for one in self.questions.values() if one.mode in ("", self.mode)]

    def uploads(self) -> list[tuple[ExtraQuestion, object, str]]:
        """What was sent and is what it should be: question, file, ending. What is not stands among the errors."""
        return [
            (question, self.cleaned_data[name], self.endings[name])
            for name, question in self.questions.items()
            if name in self.endings and self.cleaned_data.get(name)
        ]

    def values(self) -> dict[int, object]:
        """What is answered, by question: text, a list of choices, or true; nothing where nothing was said."""
        found = {}
        for question in self.asked():
            value = self.cleaned_data.get(field_name(question))
            if question.kind != Kind.FILE and value not in (None, "", [], False):
                found[question.pk] = value if isinstance(value, str | bool | list) else str(value)
        return found

    def refused_files(self) -> list[dict]:
        """The files that were sent and cannot be kept: their names, and why."""
        return [
            {"name": self.files[name].name, "why": " ".join(self.errors[name])}
            for name, question in self.questions.items()
            if question.kind == Kind.FILE and name in self.files and name in self.errors
        ]

    def only_files(self) -> bool:
        """Leave nothing among the errors but what is wrong with a file that was sent; says whether something is left."""
        sent = {name for name, question in self.questions.items() if question.kind == Kind.FILE and name in self.files}
        self._errors = ErrorDict({name: said for name, said in self.errors.items() if name in sent}, renderer=self.renderer)
        return bool(self._errors)

    def clean(self):
        self._forgive()
        self.endings = {}
        for name, question in self.questions.items():
            file = self.cleaned_data.get(name) if question.kind == Kind.FILE else None
            if file:
                try:
                    self.endings[name] = judge(file, question)
                except ValidationError as refusal:
                    self.add_error(name, refusal)
        return super().clean()

    def _forgive(self) -> None:
        """What is not asked of this person cannot be wrong, and a file that is there need not be sent again."""
        asked = {one.pk for one in self.asked()}
        for name, question in self.questions.items():
            there = question.pk in self.kept and name not in self.files
            if name in self._errors and (there or question.pk not in asked):
                del self._errors[name]


def typed_in(data, questions: list[ExtraQuestion]) -> dict[str, list[str]]:
    """What was typed, as it was typed, for a draft: only fields that are asked for, none longer than a field may be."""
    names = [field_name(one) for one in questions if one.kind != Kind.FILE]
    longest = LONGEST[Kind.MULTILINE]
    typed = {name: data.getlist(name)[:MOST_CHOICES] for name in [*names, "mode"] if name in data}
    return {name: [text[:longest].replace("\x00", "") for text in texts] for name, texts in typed.items()}

"""What organizers write: a message, and paragraphs of their own, each in the languages of its readers."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icrweb.pages.languages import language_name

from ..letters.texts import refuse_wrong_placeholders
from ..models import Registration, Seminar

MOST = 5000  # characters of a text


def _text(label: str, rows: int, most: int = MOST) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most, widget=forms.Textarea(attrs={"rows": rows}))


class MessageForm(forms.Form):
    """A subject and a text for each language of the people it goes to; `seen` is the mark of what was shown before it is sent."""

    seen = forms.CharField(required=False)

    def __init__(self, data, seminar: Seminar, rows: list[Registration]):
        super().__init__(data)
        self.rows, spoken = rows, [row.language for row in rows]
        self.codes = list(dict.fromkeys([seminar.language, "en", *sorted(set(spoken))]))
        self.numbers = {code: spoken.count(code) for code in self.codes}
        for code in self.codes:
            self.fields[f"subject_{code}"] = forms.CharField(label=_("Subject"), required=False, max_length=150)
            self.fields[f"text_{code}"] = _text(_("Text"), 8)

    def clean(self):
        data = super().clean()
        for code in self.codes:
            subject, text = data.get(f"subject_{code}", ""), data.get(f"text_{code}", "")
            for name in (f"subject_{code}", f"text_{code}"):
                _refuse_wrong(self, name, data.get(name, ""))
            if text and not subject:
                self.add_error(f"subject_{code}", _("Write a subject for this text."))
            if subject and not text:
                self.add_error(f"text_{code}", _("Write a text for this subject, or empty the subject."))
        if not self.errors and not self.texts():
            self.add_error(f"text_{self.codes[0]}", _("Write the text in at least one language."))
        return data

    def texts(self) -> dict[str, dict[str, str]]:
        data = self.cleaned_data
        found = {code: {"subject": data.get(f"subject_{code}"), "text": data.get(f"text_{code}")} for code in self.codes}
        return {code: text for code, text in found.items() if text["subject"] and text["text"]}

    def mark(self) -> str:
        """The mark of the texts and of the people they go to."""
        said = repr((sorted(self.texts().items()), [row.pk for row in self.rows])).replace("\\r\\n", "\\n")
        return salted_hmac("seminars.message", said).hexdigest()

    def says_what_was_shown(self) -> bool:
        return self.cleaned_data["seen"] == self.mark()

    def parts(self) -> list[dict]:
        """The fields by language, with how many people read it."""
        return [
            {
                "code": code,
                "name": language_name(code),
                "number": self.numbers[code],
                "subject": self[f"subject_{code}"],
                "text": self[f"text_{code}"],
            }
            for code in self.codes
        ]


class OwnWordsForm(forms.Form):
    """A paragraph of the organizer's own for one kind of mail, in any language of the site."""

    def __init__(self, data, seminar: Seminar, written: dict[str, str]):
        super().__init__(data)
        self.codes = list(dict.fromkeys([seminar.language, "en", *sorted(written), *dict(settings.LANGUAGES)]))
        for code in self.codes:
            self.fields[f"text_{code}"] = _text(language_name(code), 4, 2000)
            self.initial[f"text_{code}"] = written.get(code, "")
        self.open = 2 + len(set(written) - {seminar.language, "en"})

    def clean(self):
        data = super().clean()
        for name in list(data):
            _refuse_wrong(self, name, data[name])
        return data

    def texts(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(f"text_{code}", "") for code in self.codes}

    def shown(self) -> list:
        """The languages that stand open: the seminar's, English, and those that are written."""
        return [self[f"text_{code}"] for code in self.codes[: self.open]]

    def others(self) -> list:
        return [self[f"text_{code}"] for code in self.codes[self.open :]]


def _refuse_wrong(form: forms.Form, name: str, text: str) -> None:
    try:
        refuse_wrong_placeholders(text)
    except ValidationError as refusal:
        form.add_error(name, refusal)


HINT = gettext_lazy(
    "Placeholders: {name} the person, {seminar} its title, {when}, {where}, {position} in the line, {link} the page of the "
    "registration. Write a brace that is meant as one twice: {{ or }}."
)

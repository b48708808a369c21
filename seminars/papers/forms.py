"""What organizers fill in about letters, and what a person gives of their passport."""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminDateInput

from certificates.template_forms import PictureField
from icrweb.accounts import glyphs
from icrweb.accounts.names import not_latin, tidy
from icrweb.pages.languages import language_name

from ..models import LetterKind, LetterTemplate, LetterTerms, Registration, Seminar
from . import passports
from .templating import refuse_wrong_places

PLACES_HINT = gettext_lazy("Places such as {name} are filled for each person; they are listed below.")


def language_choices() -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code, _name in settings.LANGUAGES]


def on_paper(text: str) -> str:
    """Text that the fonts of the papers hold, with its lines."""
    text = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
    if missing := glyphs.printable(text.replace("\n", " ").replace("\t", " ")):
        sentence = _("These characters cannot be printed: %(characters)s")
        raise ValidationError(sentence % {"characters": " ".join(missing)}, code="unprintable")
    return text


class TemplateForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=LetterKind.choices)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=language_choices)
    seminar = forms.ModelChoiceField(
        label=gettext_lazy("Seminar"),
        queryset=Seminar.objects.order_by("-starts_at"),
        required=False,
        empty_label=gettext_lazy("Every seminar that has none of its own"),
    )
    letterhead = forms.CharField(
        label=gettext_lazy("Letterhead"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Name and address, one line each. Empty: the name of the issuer."),
    )
    logo = PictureField(
        label=gettext_lazy("Logo"), help_text=gettext_lazy("PNG, JPEG or WebP, at most 2 MB. Empty: the mark of this site.")
    )
    addressee = forms.CharField(
        label=gettext_lazy("Addressed to"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=PLACES_HINT,
    )
    title = forms.CharField(label=pgettext_lazy("of a letter", "Title"), max_length=120)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy("An empty line begins a paragraph. A line whose places are all empty for a person is left out."),
    )
    signatory = forms.CharField(
        label=gettext_lazy("Who signs"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Empty: the responsible person of the site."),
    )
    signatory_title = forms.CharField(
        label=gettext_lazy("Title of who signs"), max_length=160, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    signature = PictureField(label=gettext_lazy("Signature"))
    seal = PictureField(label=gettext_lazy("Seal"))

    def clean(self):
        cleaned = super().clean()
        for name in ("letterhead", "addressee", "title", "body", "signatory", "signatory_title"):
            if cleaned.get(name):
                try:
                    cleaned[name] = on_paper(cleaned[name])
                    if name in ("addressee", "title", "body"):
                        refuse_wrong_places(cleaned[name], name)
                except ValidationError as refusal:
                    self.add_error(None if hasattr(refusal, "error_dict") else name, refusal)
        return cleaned

    def words(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.cleaned_data if name not in ("kind", "language", "seminar")}

    @staticmethod
    def initial_of(template: LetterTemplate) -> dict:
        return {name: getattr(template, name) for name in TemplateForm.base_fields}


class TermsForm(forms.ModelForm):
    class Meta:
        model = LetterTerms
        fields = ["programme", "sponsor", "flight", "hotel", "per_diem", "passport_until"]
        widgets = {"passport_until": AdminDateInput}
        help_texts = {"flight": gettext_lazy("As the letter is to say it, for example “the National Cancer Center”.")}


class IssueForm(forms.Form):
    """Which letters, in which language, and to whom; the people are boxes of the list."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=LetterKind.choices)
    language = forms.ChoiceField(label=gettext_lazy("Language of the letters"), required=False)
    with_passport = forms.BooleanField(
        label=gettext_lazy("With the lines that print passport data"),
        required=False,
        help_text=gettext_lazy("Without the tick these lines are left out, whatever the template says."),
    )
    chosen = forms.ModelMultipleChoiceField(queryset=Registration.objects.none(), required=False)

    def __init__(self, data, seminar: Seminar, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["language"].choices = [("", _("That of each person's registration")), *language_choices()]
        self.fields["chosen"].queryset = seminar.registrations.all()

    def pks(self) -> list[int]:
        return [row.pk for row in self.cleaned_data["chosen"]]


class VoidForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("In the mail to each person and in the list of letters. The public check does not show it."),
    )
    again = forms.BooleanField(
        label=gettext_lazy("Issue a new letter in its place, with today's facts and words"),
        required=False,
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code on the letter"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


def consent_sentence() -> str:
    """What a person agrees to who gives passport data; kept with them as they read it."""
    return _(
        "I agree that these data are used for my official letters and my visa only. They are kept encrypted, two roles of the "
        "programme can read them, each look is recorded, and they are deleted 30 days after the seminar."
    )


class PassportForm(forms.Form):
    """As it stands in the passport. Nothing of it is kept anywhere but sealed."""

    passport_name = forms.CharField(
        label=gettext_lazy("Name as in the passport"),
        max_length=120,
        help_text=gettext_lazy("In Latin letters, in the order of the passport."),
    )
    birth_date = forms.DateField(label=gettext_lazy("Date of birth"), widget=forms.DateInput(attrs={"type": "date"}))
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        required=False,
        help_text=gettext_lazy("Only if the embassy asks for it."),
    )
    nationality = forms.ChoiceField(label=gettext_lazy("Nationality"))
    passport_number = forms.RegexField(
        r"^[A-Za-z0-9]{5,20}\Z",
        label=gettext_lazy("Passport number"),
        error_messages={"invalid": gettext_lazy("Letters A to Z and digits only, without spaces, as in the passport.")},
    )
    passport_expires = forms.DateField(label=gettext_lazy("Valid until"), widget=forms.DateInput(attrs={"type": "date"}))
    position = forms.CharField(
        label=gettext_lazy("Position"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("As your institution names it, for the embassy."),
    )
    agrees = forms.BooleanField(
        label=gettext_lazy("I agree to this"), error_messages={"required": gettext_lazy("Without your agreement nothing is kept.")}
    )

    def __init__(self, data, registration: Registration, **kwargs):
        super().__init__(data, **kwargs)
        self.registration = registration
        self.fields["sex"].choices = [("", _("Not stated")), ("F", _("female")), ("M", _("male")), ("X", "X")]
        self.fields["nationality"].choices = [("", _("Choose a country")), *passports.countries(get_language())]
        self.fields["agrees"].help_text = consent_sentence()
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean_passport_name(self) -> str:
        name = tidy(self.cleaned_data["passport_name"])
        if wrong := not_latin(name):
            sentence = _("Write the name in Latin letters. These are others: %(characters)s")
            raise ValidationError(sentence % {"characters": " ".join(wrong)}, code="latin")
        return name

    def clean_birth_date(self) -> date:
        born, today = self.cleaned_data["birth_date"], timezone.localdate()
        if born.year > 2400:
            raise ValidationError(_("Write the year of the common era, for example 1988."), code="calendar")
        if not today - timedelta(days=366 * 110) < born < today - timedelta(days=365 * 15):
            raise ValidationError(_("Look at the date of birth again: the year cannot be right."), code="born")
        return born

    def clean_passport_expires(self) -> date:
        until = self.cleaned_data["passport_expires"]
        if until.year > 2400:
            raise ValidationError(_("Write the year of the common era, for example 2031."), code="calendar")
        if until < self.registration.seminar.ends_at.date():
            raise ValidationError(
                _("The passport ends before the seminar does. Renew it first, then write its new number here."), code="expired"
            )
        return until

    def clean_passport_number(self) -> str:
        return self.cleaned_data["passport_number"].upper()

    def clean_position(self) -> str:
        return on_paper(self.cleaned_data["position"])

    def values(self) -> dict:
        """What is sealed."""
        cleaned = self.cleaned_data
        return {
            **{name: cleaned[name] for name in ("passport_name", "sex", "nationality", "passport_number", "position")},
            **{name: cleaned[name].isoformat() for name in ("birth_date", "passport_expires")},
        }


PASSPORT_LABELS = {
    "passport_name": gettext_lazy("Name as in the passport"),
    "birth_date": gettext_lazy("Date of birth"),
    "sex": gettext_lazy("Sex"),
    "nationality": gettext_lazy("Nationality"),
    "passport_number": gettext_lazy("Passport number"),
    "passport_expires": gettext_lazy("Valid until"),
    "position": gettext_lazy("Position"),
}

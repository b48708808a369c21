"""What staff fill in about a template: its use, its look, who signs, and the programme's own words."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from icrweb.accounts.profile_forms import printable
from icrweb.pages.languages import lines_by_language, words_by_language

from . import pictures
from .designs import A4, HOUSE, LETTER, MOST_SIGNATORIES, WORDINGS
from .models import Achievement, CertificateTemplate

LINES = gettext_lazy("One language a line, as “en: Director”. Empty: nothing.")
OURS = gettext_lazy("One language a line, as “en: …”. A language that is missing has our words.")
Use = CertificateTemplate.Use


@dataclass
class Sent:
    """What comes with a picture's field: a file, the picture there was, and whether that is to go."""

    upload: UploadedFile | None
    kept: str
    remove: bool


class PictureInput(forms.FileInput):
    """A file beside the picture there is. An accepted file is kept by its hash, so another field's error never loses it."""

    template_name = "certificates/admin/picture_input.html"

    def value_from_datadict(self, data, files, name):
        upload = files.get(name)
        kept = getattr(upload, "kept_as", "") or data.get(f"{name}-kept", "")
        return Sent(upload, kept, f"{name}-remove" in data)

    def value_omitted_from_data(self, data, files, name):
        return False

    def get_context(self, name, value, attrs):
        kept = value.kept if isinstance(value, Sent) else value
        return {**super().get_context(name, None, attrs), "kept": kept if kept and pictures.is_kept(kept) else ""}


class PictureField(forms.Field):
    """The SHA-256 of a picture that is kept, or an empty string."""

    widget = PictureInput(attrs={"accept": "image/png,image/jpeg,image/webp"})

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def clean(self, sent: Sent) -> str:
        if sent.upload:
            sent.upload.kept_as = pictures.keep(sent.upload)
            return sent.upload.kept_as
        return "" if sent.remove or not pictures.is_kept(sent.kept) else sent.kept


class WordsField(forms.CharField):
    """Words by language, that the fonts of the paper hold."""

    def __init__(self, *, most: int, **kwargs):
        self.most = most
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def prepare_value(self, value):
        return lines_by_language(value) if isinstance(value, dict) else value

    def clean(self, value):
        said = {code: printable(words) for code, words in words_by_language(super().clean(value)).items()}
        if longest := max((words for words in said.values() if len(words) > self.most), key=len, default=""):
            sentence = _("This has %(number)d characters, and %(most)d fit on the paper: %(words)s")
            raise ValidationError(sentence % {"number": len(longest), "most": self.most, "words": longest[:60]}, code="long")
        return said


class SignatoryForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, required=False)
    titles = WordsField(label=pgettext_lazy("of a signatory", "Title"), most=90, help_text=LINES)
    signature = PictureField(label=gettext_lazy("Signature"))
    seal = PictureField(label=gettext_lazy("Seal"))

    def clean_name(self):
        return printable(self.cleaned_data["name"])

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("name") and any(cleaned.get(name) for name in ("titles", "signature", "seal")):
            self.add_error("name", ValidationError(_("Write who signs, or empty the rest of this row."), code="name"))
        return cleaned


class TemplateForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of a template", "Name"),
        max_length=80,
        help_text=gettext_lazy("Printed small on each paper, with the version."),
    )
    use = forms.ChoiceField(label=gettext_lazy("Used for"), choices=Use.choices)
    achievements = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Courses and seminars"),
        queryset=Achievement.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("A course is in this list from its first edition on, a seminar from its dates on."),
    )
    paper = forms.ChoiceField(label=gettext_lazy("Paper"), choices=[(A4, gettext_lazy("A4")), (LETTER, gettext_lazy("Letter"))])
    bilingual = forms.BooleanField(label=gettext_lazy("English beside the language of the paper"), required=False)
    wet_stamp = forms.BooleanField(label=gettext_lazy("Leave room for a stamp"), required=False)
    logo = PictureField(
        label=gettext_lazy("Logo"),
        help_text=gettext_lazy("PNG, JPEG or WebP, at most 2 MB. Clear ground looks best. Empty: the mark of this site."),
    )
    opening = WordsField(label=gettext_lazy("In place of “This certifies that”"), most=90, help_text=OURS)
    sentence = WordsField(
        label=gettext_lazy("In place of “completed the course” or “attended the seminar”"), most=90, help_text=OURS
    )
    statement = WordsField(
        label=gettext_lazy("In place of “This paper records training; it is not a licence to practise.”"),
        most=300,
        help_text=OURS,
    )
    field_order = ("name", "use", "achievements", "paper", "bilingual", "wet_stamp", "logo", *WORDINGS)

    def clean_name(self):
        return printable(self.cleaned_data["name"])

    def clean(self):
        cleaned = super().clean()
        chosen = {one.kind for one in cleaned.get("achievements") or ()} if cleaned.get("use") == Use.CHOSEN else set()
        if cleaned.get("sentence") and (cleaned.get("use") == Use.ALL or len(chosen) > 1):
            sentence = _("Courses are completed and seminars attended: give a template for both no sentence of its own.")
            self.add_error("sentence", ValidationError(sentence, code="both"))
        return cleaned

    def kind(self) -> str:
        """Of the specimens: what the template is for, a course where it is for both."""
        chosen = self.cleaned_data["achievements"].first() if self.cleaned_data["use"] == Use.CHOSEN else None
        if chosen:
            return chosen.kind
        return Use.ATTENDANCE.value if self.cleaned_data["use"] == Use.ATTENDANCE else Use.COMPLETION.value


def forms_for(template: CertificateTemplate | None, data=None, files=None):
    """The form and its rows of signatories, filled with the newest version."""
    design = HOUSE | (template.newest.design if template else {})
    initial = {**design, **design["wording"]}
    if template:
        initial |= {"name": template.name, "use": template.use, "achievements": template.achievements.all()}
    rows = forms.formset_factory(SignatoryForm, extra=MOST_SIGNATORIES, max_num=MOST_SIGNATORIES, absolute_max=MOST_SIGNATORIES)
    return (
        TemplateForm(data, files, initial=initial),
        rows(data, files, initial=design["signatories"], prefix="signatories"),
    )


def design_from(form: TemplateForm, rows) -> dict:
    """The design that two valid forms state."""
    cleaned = form.cleaned_data
    return {
        **{name: cleaned[name] for name in HOUSE if name in cleaned},
        "signatories": [dict(row.cleaned_data) for row in rows if row.cleaned_data.get("name")],
        "wording": {which: cleaned[which] for which in WORDINGS if cleaned[which]},
    }

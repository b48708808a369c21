"""The forms of a person's own profile."""

from datetime import date

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from . import glyphs, names
from .choices import AffiliationRole, Country, NameOrder, time_zones
from .models import Affiliation, Institution, User

NOT_LISTED = "other"
LAST_YEAR = 2400  # later years are years of the Buddhist era


def language_choices() -> list[tuple[str, str]]:
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


def time_zone_choices() -> list:
    """Zones under their part of the world, Asia first."""
    areas: dict[str, list] = {"Asia": [], "Pacific": [], "Australia": [], "Indian": []}
    for name in time_zones():
        area, _slash, place = name.partition("/")
        areas.setdefault(area, []).append((name, place.replace("_", " ").replace("/", ", ") or name))
    return list(areas.items())


class NameForm(forms.ModelForm):
    """How the person is called. Locked once it stands on a certificate."""

    class Meta:
        model = User
        fields = ("latin_name", "native_name", "name_order")
        labels = {
            "latin_name": _("Name in Latin letters"),
            "native_name": _("Name in your own script"),
            "name_order": _("Name order"),
        }
        help_texts = {
            "latin_name": _("As in your passport. One name is fine."),
            "native_name": _("Printed below the Latin name."),
            "name_order": _("How you write it above. We never change the order."),
        }
        widgets = {"name_order": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["latin_name"].required = True
        self.fields["latin_name"].error_messages["required"] = _("Write your name. Certificates are made out to it.")
        self.fields["latin_name"].widget.attrs.update(autocomplete="name", spellcheck="false", **{"data-name-input": "latin"})
        self.fields["native_name"].widget.attrs.update(autocomplete="off", spellcheck="false", **{"data-name-input": "native"})
        self.fields["name_order"].choices = NameOrder.choices
        if self.locked:
            for field in self.fields.values():
                field.disabled = True

    @property
    def locked(self) -> bool:
        return self.instance.names_locked_at is not None

    def clean_latin_name(self):
        return self.instance.latin_name if self.locked else latin(self.cleaned_data["latin_name"])

    def clean_native_name(self):
        return self.instance.native_name if self.locked else printable(self.cleaned_data["native_name"])


class ContactForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zone_choices, help_text=_("Times of seminars and deadlines are shown in it.")
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=language_choices, help_text=_("Mails come in it, and the site opens in it.")
    )

    class Meta:
        model = User
        fields = ("country", "time_zone", "language")
        labels = {"country": _("Country")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *Country.choices]
        self.fields["country"].widget.attrs["autocomplete"] = "country"


class MailForm(forms.ModelForm):
    """Which mails may be left out; the others always come."""

    class Meta:
        model = User
        fields = ("early_reminders",)
        labels = {"early_reminders": _("Remind me 90, 60 and 30 days before training ends")}
        help_texts = {"early_reminders": _("Reminders in the last week, on the last day and once after it always come.")}


class FirstVisitForm(NameForm):
    """What a certificate and a calendar need: asked once, after signing up, and may be skipped."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zone_choices, help_text=_("Times of seminars and deadlines are shown in it.")
    )

    class Meta(NameForm.Meta):
        fields = (*NameForm.Meta.fields, "country", "time_zone")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *Country.choices]
        self.fields["time_zone"].widget.attrs["data-time-zone"] = ""


class AffiliationForm(forms.ModelForm):
    """Where somebody works, in their own words until somebody confirms it."""

    institution = forms.ChoiceField(label=_("Institution"), choices=lambda: _institution_choices())

    class Meta:
        model = Affiliation
        fields = ("unlisted_name", "role", "department", "started_on", "ended_on")
        labels = {
            "unlisted_name": _("Name of the institution"),
            "role": _("Your role there"),
            "department": _("Department"),
            "started_on": _("From"),
            "ended_on": _("To"),
        }
        help_texts = {"unlisted_name": _("Only if it is not in the list."), "ended_on": _("Leave empty while you work there.")}

    field_order = ("institution", "unlisted_name", "role", "department", "started_on", "ended_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["institution"].error_messages["required"] = _("Choose your institution, or “Not in this list”.")
        self.fields["role"].choices = [("", _("Choose a role")), *AffiliationRole.choices]
        self.fields["unlisted_name"].widget.attrs["autocomplete"] = "organization"
        for name in ("started_on", "ended_on"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date", "max": "2399-12-31"}, format="%Y-%m-%d")
            self.fields[name].error_messages["invalid"] = _("Write the date as year-month-day, for example 2026-04-01.")

    def clean_started_on(self):
        return christian_era(self.cleaned_data["started_on"])

    def clean_ended_on(self):
        return christian_era(self.cleaned_data["ended_on"])

    def clean(self):
        cleaned = super().clean()
        chosen = cleaned.get("institution")
        if chosen == NOT_LISTED and not cleaned.get("unlisted_name"):
            self.add_error("unlisted_name", ValidationError(_("Write the name of your institution."), code="required"))
        if chosen and chosen != NOT_LISTED:
            self.instance.institution = Institution.objects.listed().get(pk=chosen)
            cleaned["unlisted_name"] = ""
        started, ended = cleaned.get("started_on"), cleaned.get("ended_on")
        if started and ended and ended < started:
            self.add_error("ended_on", ValidationError(_("The end lies before the beginning."), code="order"))
        return cleaned


def christian_era(day: date | None) -> date | None:
    """Refuse a year of the Buddhist era, and say which year that is."""
    if day and day.year > LAST_YEAR:
        raise ValidationError(
            _("%(year)s looks like a year of the Buddhist era. Write %(western)s instead."),
            code="buddhist_era",
            params={"year": day.year, "western": day.year - 543},
        )
    return day


def latin(name: str) -> str:
    """A name in Latin letters, tidied; refused when something else stands in it."""
    name = names.tidy(name)
    if wrong := names.not_latin(name):
        raise ValidationError(
            _("Use Latin letters here, as in your passport. These do not fit: %(characters)s"),
            code="not_latin",
            params={"characters": " ".join(wrong)},
        )
    if name and not names.has_a_letter(name):
        raise ValidationError(_("Write your name in letters."), code="no_letters")
    return printable(name, glyphs.latin_printable)


def printable(name: str, missing_from=glyphs.printable) -> str:
    """A name that the certificate's fonts hold, tidied."""
    name = names.tidy(name)
    if missing := missing_from(name):
        raise ValidationError(
            _("The certificate cannot print these characters: %(characters)s"),
            code="unprintable",
            params={"characters": " ".join(missing)},
        )
    return name


def _institution_choices() -> list:
    by_country: dict[str, list] = {}
    for institution in Institution.objects.listed():
        by_country.setdefault(institution.get_country_display(), []).append((institution.pk, institution.name))
    return [("", _("Choose an institution")), *by_country.items(), (NOT_LISTED, _("Not in this list"))]

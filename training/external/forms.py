"""What a learner states about training of another provider, and what whoever checks it decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates import words
from certificates.days import LATEST
from certificates.models import Family
from icrweb.pages.models import GuidelineEdition
from icrweb.uploads import LimitedFileInput

from . import files
from .sending import MOST_MINUTES, Stated


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", "max": f"{LATEST}-12-31"}, format="%Y-%m-%d")


class EditionField(forms.ModelChoiceField):
    """Editions of the register that have a day: others say nothing about when training under them was possible."""

    def label_from_instance(self, edition):
        return str(edition)


class SendForm(forms.Form):
    provider = forms.CharField(label=_("Provider"), max_length=200, help_text=_("Who gave the training, as on the certificate."))
    title = forms.CharField(label=_("Title of the course"), max_length=255)
    edition = EditionField(
        GuidelineEdition.objects.exclude(effective_on=None)
        .exclude(guideline__short="")
        .order_by("guideline__short", "-effective_on"),
        label=_("Guideline and edition"),
        required=False,
        empty_label=_("Not in this list, or none"),
    )
    guideline = forms.CharField(
        label=_("Guideline, if it is not in the list"),
        max_length=120,
        required=False,
        help_text=_("For example a national guideline."),
    )
    version = forms.CharField(label=_("Its version"), max_length=120, required=False)
    category = forms.ChoiceField(label=_("What it is about"))
    minutes = forms.IntegerField(
        label=_("Minutes of training"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=_("6 hours are 360. Leave it empty if the certificate does not say."),
    )
    completed_on = forms.DateField(label=_("Day of completion"), widget=_day())
    valid_until = forms.DateField(
        label=_("Valid until"), widget=_day(), required=False, help_text=_("Only if the certificate says so.")
    )
    file = forms.FileField(
        label=_("The certificate"),
        required=False,
        allow_empty_file=True,
        widget=LimitedFileInput(files.MOST, _("This file is too large: at most %(limit)d MB can be sent."), files.ACCEPT),
        help_text=_("PDF, JPEG or PNG, at most 10 MB. Only you and whoever checks it can open it."),
    )
    number = forms.CharField(label=_("Number or code of verification"), max_length=120, required=False)
    address = forms.URLField(
        label=_("Address of verification"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Where the provider shows that the certificate is genuine."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", "–"), *words.CATEGORIES.items()]

    def stated(self) -> Stated:
        given = self.cleaned_data
        names = ("provider", "title", "guideline", "version", "category", "completed_on", "valid_until", "number", "address")
        return Stated(**{name: given[name] for name in names}, minutes=given["minutes"] or 0)


HOURS_ONLY = "hours"


class AcceptForm(forms.Form):
    family = forms.ChoiceField(
        label=_("What it counts as"),
        help_text=_("For bodies that ask for training. A refresher between two editions is a bridge, not the whole training."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["family"].choices = [*Family.choices, (HOURS_ONLY, _("Nothing that they ask for: its hours only"))]

    def clean_family(self):
        chosen = self.cleaned_data["family"]
        return "" if chosen == HOURS_ONLY else chosen


class RejectForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is not accepted"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The person reads it: say what to mend. Write in a language they read."),
    )

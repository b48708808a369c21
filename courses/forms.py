"""Forms for the deeds done to editions in the admin."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput

from courses.choices import HoursCategory


def may_publish_editions(user) -> bool:
    return user.has_perm("courses.add_edition")


class PublishEditionForm(forms.Form):
    """What an editor says of a new edition; the rest is frozen from the pages."""

    label = forms.CharField(label=_("Label"), max_length=40, help_text=_("For example 2026.2. It is printed on certificates."))
    effective_on = forms.DateField(
        label=_("Effective from"), widget=AdminDateInput, help_text=_("New learners get this edition from that day on.")
    )
    guideline_parts = forms.CharField(
        label=_("Guideline parts covered"), required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("One a line.")
    )
    review_by = forms.DateField(label=_("Review by"), required=False, widget=AdminDateInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for value, label in HoursCategory.choices:
            self.fields[f"minutes_{value}"] = forms.IntegerField(
                label=_("Approved minutes: %(category)s") % {"category": label}, required=False, min_value=0, max_value=10_000
            )

    def clean(self):
        data = super().clean()
        if data.get("review_by") and data.get("effective_on") and data["review_by"] <= data["effective_on"]:
            raise ValidationError(
                {"review_by": ValidationError(_("Choose a day after the edition takes effect."), code="review_before")}
            )
        return data

    def facts(self) -> dict:
        """The keyword arguments of the deed."""
        data = self.cleaned_data
        return {
            "label": data["label"],
            "effective_on": data["effective_on"],
            "review_by": data["review_by"],
            "guideline_parts": [line.strip() for line in data["guideline_parts"].splitlines() if line.strip()],
            "minutes_by_category": {value: data[f"minutes_{value}"] for value in HoursCategory.values if data[f"minutes_{value}"]},
        }


class AttestForm(forms.Form):
    """What the programme compared an edition with."""

    source = forms.CharField(
        label=_("Which criteria"),
        max_length=500,
        help_text=_("Title, version and address of the criteria that every module of the edition was compared with."),
    )
    checked_on = forms.DateField(label=_("Compared on"), widget=AdminDateInput)


class WhyForm(forms.Form):
    """The reason for a deed."""

    why = forms.CharField(label=_("Why"), max_length=500, help_text=_("Kept in the audit trail."))


class CpdForm(forms.Form):
    """What a CPD scheme gave an edition."""

    scheme = forms.CharField(label=_("Scheme"), max_length=120)
    points = forms.DecimalField(label=pgettext_lazy("of a CPD scheme", "Points"), max_digits=5, decimal_places=2)
    number = forms.CharField(label=_("Accreditation number"), max_length=60)
    starts_on = forms.DateField(label=_("Activity period, first day"), widget=AdminDateInput)
    ends_on = forms.DateField(label=_("Activity period, last day"), widget=AdminDateInput)


class ParticipantsForm(forms.Form):
    """Between which days people completed an edition; both inclusive."""

    first = forms.DateField(label=_("Completed from"), widget=AdminDateInput)
    last = forms.DateField(label=_("Completed until"), widget=AdminDateInput)


class WithdrawEditionForm(forms.Form):
    """The last day for those in progress."""

    last_day = forms.DateField(label=_("Last day for learners in progress"), widget=AdminDateInput)

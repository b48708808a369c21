"""What a learner fills in about their training record: which days, for whom a link is, which language."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certificates.days import LATEST
from icrweb.pages.languages import language_name

from .sharing import DAYS


class WindowForm(forms.Form):
    """The days to look at, both inclusive; open where empty."""

    first = forms.DateField(label=gettext_lazy("Completed from"), required=False)
    last = forms.DateField(label=gettext_lazy("Completed until"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.DateInput(attrs={"type": "date", "max": f"{LATEST}-12-31"}, format="%Y-%m-%d")

    def clean(self):
        cleaned = super().clean()
        days = [day for day in (cleaned.get("first"), cleaned.get("last")) if day]
        if any(day.year > LATEST for day in days):
            raise ValidationError(_("Write years of the common calendar: 2027, not 2570."), code="calendar")
        if len(days) == 2 and days[0] > days[1]:
            raise ValidationError(_("The first day is after the last. Change one of them."), code="order")
        return cleaned

    def window(self) -> tuple:
        return (self.cleaned_data.get("first"), self.cleaned_data.get("last")) if self.is_valid() else (None, None)


class WithinWindow(forms.Form):
    """The days of the page that is shown go along, unseen."""

    first = forms.DateField(required=False, widget=forms.HiddenInput)
    last = forms.DateField(required=False, widget=forms.HiddenInput)


class LinkForm(WithinWindow):
    name = forms.CharField(
        label=gettext_lazy("Whom it is for"),
        max_length=120,
        help_text=gettext_lazy("For your own list: the monitor of a study, an ethics office. They do not see it."),
        error_messages={"required": gettext_lazy("Write whom the link is for, so that you know it again.")},
    )
    days = forms.TypedChoiceField(label=gettext_lazy("It works for"), coerce=int, initial=30)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [(days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in DAYS]


class PaperForm(WithinWindow):
    language = forms.ChoiceField(label=gettext_lazy("Language of the paper, beside English"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, language_name(code)) for code, _name in settings.LANGUAGES]

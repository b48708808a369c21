"""What organizers and leaders type about teams."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Seminar, TeamRule


class RuleForm(forms.Form):
    """Whether a seminar takes teams, and of how many people."""

    mode = forms.ChoiceField(label=gettext_lazy("Teams take part"))
    least = forms.IntegerField(label=gettext_lazy("People in a team, at least"), min_value=2, max_value=50, initial=2)
    most = forms.IntegerField(
        label=gettext_lazy("At most"),
        min_value=0,
        max_value=50,
        initial=3,
        help_text=gettext_lazy("With the leader. 0: this seminar takes no teams."),
    )
    may_pass = forms.BooleanField(
        label=gettext_lazy("Who is fewer may pass a team that lacks seats"),
        required=False,
        help_text=gettext_lazy("Otherwise free seats stay empty until there are enough for the first team in line."),
    )
    reply_days = forms.IntegerField(
        label=gettext_lazy("Days to name somebody instead of who left"), min_value=1, max_value=90, initial=7
    )

    def __init__(self, data, seminar: Seminar, rule: TeamRule | None):
        names = ("mode", "least", "most", "may_pass", "reply_days")
        super().__init__(data, initial={name: getattr(rule, name) for name in names} if rule else {"most": 0})
        self.fields["mode"].choices = [(mode.value, mode.label) for mode in seminar.modes]


class TeamForm(forms.Form):
    """A name, and the others' addresses."""

    name = forms.CharField(label=gettext_lazy("Name of the team"), max_length=80)
    addresses = forms.CharField(
        label=gettext_lazy("E-mail addresses of the others"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy("One a line, without your own."),
        max_length=5000,
    )

    def clean_addresses(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]
        if not lines:
            raise ValidationError(_("Name at least one other person."), code="required")
        return lines


class MemberForm(forms.Form):
    """One more address."""

    address = forms.CharField(label=gettext_lazy("E-mail address"), max_length=254)

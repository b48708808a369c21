"""What organizers type about a selection, and what sites and delegates say."""

from collections.abc import Iterable
from datetime import time
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from icrweb.accounts.choices import AffiliationRole, Country
from icrweb.accounts.models import Institution, User
from icrweb.pages.languages import lines_by_language, words_by_language

from ..models import Criterion, Registration, Review, Selection
from ..scheduling import instant
from .arranging import DEADLINES, CriterionRow

STEPS = {"endorse_until": "endorsed", "rank_until": "ranked", "score_until": "scores"}
LAST_MINUTE = time(23, 59)
PARTED_BY = "|"


class StepsForm(forms.ModelForm):
    """Which steps a selection has, until when each, and what reviewers see."""

    class Meta:
        model = Selection
        fields = ("endorsed", "ranked", "scores", "wide_spread", "hides_names", "hides_sites")

    def __init__(self, data, selection: Selection):
        super().__init__(data, instance=selection)
        self.seminar = selection.seminar
        zone = ZoneInfo(self.seminar.time_zone)
        for name in DEADLINES:
            local = (at := getattr(selection, name)) and at.astimezone(zone)
            self.fields[f"{name}_day"] = forms.DateField(
                label=_("until"),
                required=False,
                widget=AdminDateInput,
                initial=local and local.date(),
                help_text=_("Empty: until it is decided."),
            )
            self.fields[f"{name}_time"] = forms.TimeField(
                label=_("at, venue time"),
                required=False,
                widget=AdminTimeInput,
                initial=local.time() if local else LAST_MINUTE,
                help_text=_("This minute still counts."),
            )
        step_by_step = [part for name in DEADLINES for part in (STEPS[name], f"{name}_day", f"{name}_time")]
        self.order_fields([*step_by_step, "wide_spread", "hides_names", "hides_sites"])

    def clean(self):
        data = super().clean()
        for name in DEADLINES:
            data[name] = None
            if day := data.get(f"{name}_day"):
                try:
                    label = str(self.fields[STEPS[name]].label)
                    data[name] = instant(day, data.get(f"{name}_time") or LAST_MINUTE, self.seminar.time_zone, label)
                except ValidationError as error:
                    self.add_error(f"{name}_time", error)
        return data

    def facts(self) -> dict:
        """The facts that the deed takes."""
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, *DEADLINES)}


class CriterionForm(forms.Form):
    """One line of the rubric; a line without a title is none."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("What is marked"), max_length=120, required=False)
    weight = forms.IntegerField(label=gettext_lazy("Weight"), min_value=1, max_value=10, required=False, initial=1)
    level_1 = forms.CharField(label=gettext_lazy("1 means"), max_length=200, required=False)
    level_2 = forms.CharField(label=gettext_lazy("2 means"), max_length=200, required=False)
    level_3 = forms.CharField(label=gettext_lazy("3 means"), max_length=200, required=False)
    level_4 = forms.CharField(label=gettext_lazy("4 means"), max_length=200, required=False)
    level_5 = forms.CharField(label=gettext_lazy("5 means"), max_length=200, required=False)
    others = forms.CharField(
        label=gettext_lazy("In other languages"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One a line, as “ja: 題名 | 1 | 2 | 3 | 4 | 5”; the words for 1 to 5 can be left out."),
    )

    def __init__(self, *args, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.language = language

    @property
    def levels(self) -> list:
        return [self[f"level_{level}"] for level in Criterion.LEVELS]

    def clean_others(self) -> dict[str, list[str]]:
        rows = words_by_language(self.cleaned_data["others"])
        parted = {code: [part.strip() for part in line.split(PARTED_BY)] for code, line in rows.items()}
        if any(len(parts) > len(Criterion.LEVELS) + 1 for parts in parted.values()):
            raise ValidationError(_("A line has a title and five more parts at most, parted by “|”."), code="parts")
        return parted

    def clean(self):
        data = super().clean()
        levels = [data.get(f"level_{level}") for level in Criterion.LEVELS]
        if not data.get("title") and (any(levels) or data.get("others")):
            self.add_error("title", _("Say what is marked, or empty the row."))
        if data.get("title") and not data.get("weight") and "weight" not in self.errors:
            self.add_error("weight", _("Give it a weight, 1 where all weigh the same."))
        return data

    def row(self) -> CriterionRow | None:
        data = self.cleaned_data
        if not data.get("title"):
            return None
        own = [data["title"], *(data[f"level_{level}"] for level in Criterion.LEVELS)]
        return CriterionRow(data["weight"], {**data["others"], self.language: own}, data["key"])


def rubric_formset(data, selection: Selection):
    """The criteria there are, and empty rows for more."""
    language = selection.seminar.language
    criteria = list(selection.criteria.all()) if selection.pk else []
    initial = [_typed(one, language) for one in criteria]
    formset = forms.formset_factory(CriterionForm, extra=2 if criteria else 4, max_num=20, absolute_max=30)
    return formset(data, initial=initial, prefix="criteria", form_kwargs={"language": language})


def _typed(criterion: Criterion, language: str) -> dict:
    title, *levels = [*criterion.words.get(language, []), *[""] * 6][:6]
    others = {code: f" {PARTED_BY} ".join(parts) for code, parts in criterion.words.items() if code != language}
    return {
        "key": criterion.key,
        "title": title,
        "weight": criterion.weight,
        "others": lines_by_language(others),
        **{f"level_{level}": words for level, words in zip(Criterion.LEVELS, levels, strict=True)},
    }


class PersonForm(forms.Form):
    """Somebody with an account, by the address they sign in with."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)

    def clean(self):
        data = super().clean()
        if email := data.get("email"):
            data["person"] = User.objects.filter(email__iexact=email, is_active=True).first()
            if data["person"] is None:
                self.add_error("email", _("Nobody has an account with this address. Ask them to sign up first."))
        return data


class DelegateForm(PersonForm):
    """Who puts the applications of a country in order; without an address, nobody."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=Country)
    field_order = ("country", "email")

    def __init__(self, data=None):
        super().__init__(data)
        self.fields["email"].required = False
        self.fields["email"].help_text = _("Empty: nobody any more.")


class EndorsementForm(forms.Form):
    """The site's word about one application."""

    endorsed = forms.TypedChoiceField(
        label=gettext_lazy("Does your site endorse this application?"),
        choices=[("yes", gettext_lazy("Yes, our site endorses it")), ("no", gettext_lazy("No, our site does not"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("Why, in a sentence"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The organizer, the delegate of your country and the reviewers read it."),
    )


class OrderForm(forms.Form):
    """A country's order, by a menu of places for each application; as `order.js` shows it, or as typed without script."""

    def __init__(self, data, keys: Iterable[UUID]):
        super().__init__(data)
        self.keys = list(keys)
        places = [("", "–"), *((str(place), str(place)) for place in range(1, len(self.keys) + 1))]
        for key in self.keys:
            self.fields[str(key)] = forms.TypedChoiceField(choices=places, coerce=int, required=False, empty_value=None)

    def clean(self):
        data = super().clean()
        places = [data.get(str(key)) for key in self.keys]
        if None in places:
            raise ValidationError(_("Give every application a place."), code="place")
        if len(set(places)) < len(places):
            raise ValidationError(_("Each application has a place of its own. Two of them share one."), code="tie")
        return data

    def in_order(self) -> list[UUID]:
        return sorted(self.keys, key=lambda key: self.cleaned_data[str(key)])


class ConflictForm(forms.Form):
    """Whether a reviewer is free of a conflict of interest, before anything is read."""

    conflict = forms.TypedChoiceField(
        label=gettext_lazy("Do you have a conflict of interest?"),
        choices=[
            ("no", gettext_lazy("No, I have none")),
            ("yes", gettext_lazy("Yes: I hand this application back, and somebody else is asked")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "For example: you work or publish together, one of you supervises the other, you are family or rivals."
        ),
    )


class ReviewForm(forms.Form):
    """The marks of one review, in its reader's language; a draft may lack some."""

    comment = forms.CharField(
        label=gettext_lazy("Comment for the committee"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What decided your marks. The applicant does not read it."),
    )

    def __init__(self, data, review: Review, criteria: Iterable[Criterion], language: str):
        super().__init__(data, initial={"comment": review.comment, **review.marks})
        self.names = []
        for criterion in criteria:
            title, *levels = criterion.shown_in(language)
            named = [
                (str(at), format_html("{}: {}", at, words) if words else str(at))
                for at, words in zip(Criterion.LEVELS, levels, strict=True)
            ]
            field = forms.TypedChoiceField(
                label=title, choices=named, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
            )
            self.fields[str(criterion.key)] = field
            self.names.append(str(criterion.key))
        self.order_fields([*self.names, "comment"])

    @property
    def marks(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in self.names if self.cleaned_data.get(name)}


class ReviewerForm(PersonForm):
    """Who may score."""


class AssignForm(forms.Form):
    """One more reviewer for an application."""

    reviewer = forms.ModelChoiceField(label=gettext_lazy("Reviewer"), queryset=None, empty_label=gettext_lazy("Choose"))

    def __init__(self, data, selection: Selection):
        super().__init__(data)
        self.fields["reviewer"].queryset = User.objects.filter(reviewing__selection=selection).order_by("latin_name", "pk")


class BoardFilter(forms.Form):
    """Whom the board shows, and in what order."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    site = forms.ModelChoiceField(
        label=gettext_lazy("Institution"), required=False, queryset=None, empty_label=gettext_lazy("All institutions")
    )
    show = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[
            ("", gettext_lazy("Everybody")),
            ("unscored", gettext_lazy("Scores missing")),
            ("spread", gettext_lazy("Scores differ widely")),
            ("unendorsed", gettext_lazy("Not endorsed")),
            ("first", gettext_lazy("For the first time")),
        ],
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[
            ("score", gettext_lazy("By score")),
            ("number", gettext_lazy("By arrival")),
            ("name", gettext_lazy("By name")),
            ("country", gettext_lazy("By country and its order")),
            ("institution", gettext_lazy("By institution")),
            ("role", gettext_lazy("By role")),
            ("spread", gettext_lazy("By spread of scores")),
        ],
    )

    def __init__(self, data, selection: Selection):
        super().__init__(data)
        found = selection.applications.order_by()
        countries, roles = (set(found.values_list(name, flat=True).distinct()) for name in ("country", "role"))
        states = [one for one in Registration.State.choices if one[0] != Registration.State.CANCELLED]
        self.fields["state"].choices = [("", _("All states")), *states]
        self.fields["country"].choices = [("", _("All countries")), *(one for one in Country.choices if one[0] in countries)]
        self.fields["role"].choices = [("", _("All roles")), *(one for one in AffiliationRole.choices if one[0] in roles)]
        self.fields["site"].queryset = Institution.objects.filter(pk__in=found.values("institution"))

    def wanted(self) -> dict:
        """What was asked for; nothing while the form is wrong."""
        return self.cleaned_data if self.is_valid() else {}

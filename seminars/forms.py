"""What organizers type: the facts of a seminar with its sittings, reasons, filters."""

from datetime import date, time
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from certificates.models import Achievement
from icrweb.accounts import names
from icrweb.accounts.choices import Country, time_zones
from icrweb.accounts.models import Institution
from icrweb.pages.languages import lines_by_language, words_by_language

from .applications.owing import owes
from .clashes import countries_known
from .models import ExtraQuestion, Mode, Registration, Seminar
from .scheduling import Row, instant

SEATS = ("seats", "seats_online")
OTHER_TITLES_HINT = gettext_lazy("One a line, as “ja: 題名”.")


class SeminarForm(forms.ModelForm):
    """The facts of a seminar. Times are typed as clocks at the venue show them."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of the venue"), choices=lambda: [(zone, zone) for zone in time_zones()]
    )
    online_link = forms.URLField(
        label=gettext_lazy("Link to the meeting"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Shown to confirmed participants only."),
    )
    opens_day = forms.DateField(label=gettext_lazy("Registration opens on"), widget=AdminDateInput)
    opens_time = forms.TimeField(label=gettext_lazy("at, venue time"), widget=AdminTimeInput, initial=time(0, 0))
    closes_day = forms.DateField(label=gettext_lazy("Registration closes on"), widget=AdminDateInput)
    closes_time = forms.TimeField(
        label=gettext_lazy("at, venue time"),
        widget=AdminTimeInput,
        initial=time(23, 59),
        help_text=gettext_lazy("This minute still counts."),
    )
    invited_countries = forms.MultipleChoiceField(
        label=gettext_lazy("Invited countries"),
        required=False,
        choices=countries_known,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Holidays of these countries on the days of the seminar are pointed out to you."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why you change this"),
        required=False,
        help_text=gettext_lazy(
            "Kept in the audit trail. When time, place or link change, everybody with a place or in line is told."
        ),
    )
    field_order = (
        "code", "format", "time_zone", "city", "venue", "online_link", "seats", "seats_online", "opens_day", "opens_time", "closes_day",
        "closes_time", "decides_on_site", "decides_online",
        "attendance_rule", "sittings_needed", "share_needed", "gives_certificate", "prerequisites", "host",
        "co_hosts", "invited_countries", "contact_email", "why",
    )  # fmt: skip

    class Meta:
        model = Seminar
        fields = (
            "code", "format", "time_zone", "city", "venue", "online_link", "seats", "seats_online", "decides_on_site",
            "decides_online", "attendance_rule",
            "sittings_needed", "share_needed", "gives_certificate", "prerequisites", "host", "co_hosts", "contact_email",
        )  # fmt: skip
        widgets = {"prerequisites": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seats_online"].required = False
        self.fields["prerequisites"].queryset = Achievement.objects.filter(kind=Achievement.Kind.COMPLETION)
        if self.instance.pk:
            self.initial["invited_countries"] = self.instance.countries
            zone = ZoneInfo(self.instance.time_zone)
            for name in ("opens", "closes"):
                local = getattr(self.instance, f"registration_{name}_at").astimezone(zone)
                self.initial |= {f"{name}_day": local.date(), f"{name}_time": local.time()}
            for name in SEATS:  # have a deed of their own, which gives new seats to those who wait
                del self.fields[name]
        else:
            del self.fields["why"]

    def clean(self):
        data = super().clean()
        for name, label in (("opens", _("Registration opens")), ("closes", _("Registration closes"))):
            at, day = data.get(f"{name}_time"), data.get(f"{name}_day")
            if at is not None and day and data.get("time_zone"):
                try:
                    data[f"registration_{name}_at"] = instant(day, at, data["time_zone"], label)
                except ValidationError as error:
                    self.add_error(f"{name}_time", error)
        return data

    def facts(self) -> dict:
        """The facts that the deeds take."""
        names_of_facts = [name for name in self.Meta.fields if name not in SEATS]
        return {
            **{name: self.cleaned_data[name] for name in names_of_facts},
            "invited_countries": " ".join(self.cleaned_data["invited_countries"]),
            "registration_opens_at": self.cleaned_data["registration_opens_at"],
            "registration_closes_at": self.cleaned_data["registration_closes_at"],
        }

    def seats(self) -> dict:
        """The seats of a seminar that is planned now."""
        return {name: self.cleaned_data[name] or 0 for name in SEATS}

    def _post_clean(self):
        """The deed checks the whole record; here only what was typed is looked at, and the instance is left alone."""
        try:
            self.cleaned_data.get("code") and self._refuse_a_taken_code()
        except ValidationError as error:
            self.add_error("code", error)

    def _refuse_a_taken_code(self) -> None:
        if Seminar.objects.filter(code=self.cleaned_data["code"]).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another seminar has this code. Choose another."), code="unique")


class SittingForm(forms.Form):
    """One sitting; a row left empty is no sitting."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    local_day = forms.DateField(label=gettext_lazy("Day at the venue"), widget=AdminDateInput)
    local_start = forms.TimeField(label=gettext_lazy("Starts"), widget=AdminTimeInput)
    local_end = forms.TimeField(label=gettext_lazy("Ends"), widget=AdminTimeInput)
    mandatory = forms.BooleanField(label=gettext_lazy("Mandatory"), required=False, initial=True)
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=200)
    other_titles = forms.CharField(
        label=gettext_lazy("Title in other languages"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=OTHER_TITLES_HINT,
    )
    place = forms.CharField(label=gettext_lazy("Room or place, if it has its own"), required=False, max_length=200)
    online_link = forms.URLField(label=gettext_lazy("Link, if it has its own"), required=False, assume_scheme="https")

    def clean_local_day(self) -> date:
        day = self.cleaned_data["local_day"]
        if day.year > 2400:
            raise ValidationError(_("Write the year of the common era, for example 2027."), code="calendar")
        return day

    def clean_other_titles(self) -> dict[str, str]:
        return {code: title[:200] for code, title in words_by_language(self.cleaned_data["other_titles"]).items()}

    def has_changed(self) -> bool:
        """A row in which nothing but the box was ticked is still an empty one."""
        return bool(set(self.changed_data) - (set() if self.initial else {"mandatory"}))

    def row(self, language: str, number: int) -> Row:
        data = self.cleaned_data
        titles = {**data["other_titles"], **({language: data["title"]} if data["title"] else {})}
        own = {name: data[name] for name in ("place", "online_link", "mandatory")}
        return Row(data["local_day"], data["local_start"], data["local_end"], titles, data["key"], number, **own)


def sitting_formset(data, seminar: Seminar | None):
    """The sittings there are and empty rows for more."""
    sittings = list(seminar.sittings.all()) if seminar else []
    language = seminar.language if seminar else "en"
    initial = [
        {
            "key": sitting.key,
            "local_day": sitting.local_day,
            "local_start": sitting.local_start,
            "local_end": sitting.local_end,
            "mandatory": sitting.mandatory,
            "place": sitting.place,
            "online_link": sitting.online_link,
            "title": sitting.titles.get(language, ""),
            "other_titles": lines_by_language({code: title for code, title in sitting.titles.items() if code != language}),
        }
        for sitting in sittings
    ]
    formset = forms.formset_factory(SittingForm, extra=2 if sittings else 6, max_num=60, absolute_max=80, can_delete=True)
    return formset(data, initial=initial, prefix="sittings")


class ReasonForm(forms.Form):
    """Why a deed is done to somebody."""

    why = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(forms.Form):
    """What the organizer writes to the people who are decided on, and until when they accept; `seen` is the mark of the texts whose
    mails were shown."""

    why = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    accept_day = forms.DateField(
        label=gettext_lazy("They accept until"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("Empty: a place is theirs at once. Otherwise it is held until then, and goes to the next one."),
    )
    accept_time = forms.TimeField(label=gettext_lazy("at, venue time"), required=False, widget=AdminTimeInput, initial=time(23, 59))
    seen = forms.CharField(required=False)

    def __init__(self, data, seminar: Seminar, *, approve: bool, seat: bool = True):
        super().__init__(data)
        self.seminar = seminar
        why = self.fields["why"]
        why.required, why.label = not approve, _("A line to these people") if approve else _("Reason")
        why.help_text = _("In the mail to each of them, as you write it, and in the audit trail.")
        if not (approve and seat):
            del self.fields["accept_day"], self.fields["accept_time"]

    def clean(self):
        data = super().clean()
        if day := data.get("accept_day"):
            try:
                at = data.get("accept_time") or time(23, 59)
                data["accept_until"] = instant(day, at, self.seminar.time_zone, str(self.fields["accept_day"].label))
            except ValidationError as error:
                self.add_error("accept_time", error)
        return data

    def mark(self) -> str:
        """The mark of what is typed now, and of the organizer's own words, which a colleague may change meanwhile."""
        data = self.cleaned_data if self.is_bound else {}
        until = data.get("accept_until")
        typed = [data.get("why", "").replace("\r\n", "\n"), until.isoformat() if until else ""]
        own = [" ".join(one) for one in self.seminar.own_words.order_by("pk").values_list("kind", "language", "text")]
        return salted_hmac("seminars.decision", "\n".join(part for part in (*typed, *own) if part)).hexdigest()

    def says_what_was_shown(self) -> bool:
        return self.cleaned_data["seen"] == self.mark()

    def how(self) -> dict:
        """What the deed takes."""
        data = self.cleaned_data if self.is_bound else {}
        return {"why": data.get("why", ""), "accept_until": data.get("accept_until")}


class CourseTestForm(forms.Form):
    """The course that is the assessment of a seminar, and the days in which it counts; without a course there is none."""

    achievement = forms.ModelChoiceField(label=gettext_lazy("Course"), queryset=Achievement.objects.none(), required=False)
    first_day = forms.DateField(label=gettext_lazy("Counts from"), required=False, widget=AdminDateInput)
    last_day = forms.DateField(label=gettext_lazy("Counts until"), required=False, widget=AdminDateInput)

    def __init__(self, data, courses, seminar: Seminar):
        test = getattr(seminar, "course_test", None)
        names = ("achievement", "first_day", "last_day")
        super().__init__(data, initial={name: getattr(test, name) for name in names} if test else {}, prefix="course")
        self.fields["achievement"].queryset = courses


class DuplicateForm(forms.Form):
    """When the same seminar is held once more, and by what code."""

    first_day = forms.DateField(label=gettext_lazy("First day at the venue"), widget=AdminDateInput)
    code = forms.SlugField(
        label=gettext_lazy("Code"), max_length=60, help_text=gettext_lazy("Short, for addresses and files: protocol-workshop-2028.")
    )


class MaterialForm(forms.Form):
    """A file for who takes part."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    file = forms.FileField(label=gettext_lazy("File"), max_length=200)
    public = forms.BooleanField(
        label=gettext_lazy("Everybody may read it"),
        required=False,
        help_text=gettext_lazy("Otherwise only who has a place."),
    )


class SeatsForm(forms.Form):
    """How many seats; where the seminar is on site and online, how many of them online."""

    seats = forms.IntegerField(label=gettext_lazy("Seats"), min_value=1, max_value=100_000)
    online = forms.IntegerField(label=gettext_lazy("Of these online"), min_value=1, max_value=100_000)
    why = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)

    def __init__(self, data, seminar: Seminar):
        super().__init__(data, initial={"seats": seminar.seats, "online": seminar.seats_online or None})
        if len(seminar.modes) == 1:
            del self.fields["online"]


class RegistrationFilter(forms.Form):
    """Which registrations the organizer sees, prints and exports."""

    q = forms.CharField(label=gettext_lazy("Name or e-mail"), required=False, max_length=100)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    site = forms.ModelChoiceField(
        label=gettext_lazy("Institution"), required=False, queryset=None, empty_label=gettext_lazy("All institutions")
    )

    mode = forms.ChoiceField(label=gettext_lazy("Takes part"), required=False)
    answers = forms.ChoiceField(
        label=gettext_lazy("Answers to your questions"),
        required=False,
        choices=[("", gettext_lazy("All")), ("missing", gettext_lazy("Not answered yet"))],
    )

    def __init__(self, data, seminar: Seminar):
        super().__init__(data)
        found = seminar.registrations.order_by()
        self.fields["mode"].choices = [("", _("On site and online")), *Mode.choices]
        if len(seminar.modes) == 1:
            del self.fields["mode"]
        countries = set(found.values_list("country", flat=True).distinct())
        self.fields["state"].choices = [("", _("All states")), *Registration.State.choices]
        self.fields["country"].choices = [("", _("All countries"))] + [one for one in Country.choices if one[0] in countries]
        self.fields["site"].queryset = Institution.objects.filter(pk__in=found.values("institution"))
        self.seminar = seminar
        self.asks = seminar.extra_questions.filter(part=ExtraQuestion.Part.SIGN_UP, required=True, retired_at=None).exists()
        if not self.asks:
            del self.fields["answers"]

    def found(self):
        """The registrations that fit; all of them while the form is wrong. Where there are questions each says who `owes` answers."""
        rows = self.seminar.registrations.select_related("person", "institution", "team").with_position().order_by("number", "pk")
        if self.asks:
            rows = rows.annotate(owes=owes())
        data = self.cleaned_data if self.is_valid() else {}
        for word in names.fold(data.get("q", "")).split():
            rows = rows.filter(person__folded__contains=word)
        wanted = {
            "state": data.get("state"),
            "country": data.get("country"),
            "institution": data.get("site"),
            "mode": data.get("mode"),
        }
        if data.get("answers"):
            wanted["owes"] = True
        return rows.filter(Q(**{name: value for name, value in wanted.items() if value}))

    def in_words(self) -> dict:
        """What was asked for, for the audit trail."""
        return {name: str(value) for name, value in (self.cleaned_data if self.is_valid() else {}).items() if value}

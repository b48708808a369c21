"""Forms of the admin: who may see a course and what comes first; groups and their teachers; waiving."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from courses.choices import Audience, content_languages
from courses.models import CourseAccess, CoursePage
from courses.models.paths import course_choices
from icrweb.accounts.models import Institution, User


class AccessForm(forms.Form):
    """Who may see one course, in all its languages."""

    audience = forms.ChoiceField(label=_("Who may see it"), choices=Audience.choices, widget=forms.RadioSelect)
    institutions = forms.ModelMultipleChoiceField(
        label=_("Institutions"),
        queryset=Institution.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Counts only for “Members of chosen institutions”. An affiliation must be confirmed and current."),
    )
    prerequisites = forms.MultipleChoiceField(
        label=_("To finish first"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Any finished edition counts, unless its certificate was revoked."),
    )

    def __init__(self, *args, course: CoursePage, **kwargs):
        access = CourseAccess.objects.filter(course_key=course.translation_key).first()
        now = {"audience": Audience.EVERYONE}
        if access:
            now = {"audience": access.audience, "institutions": access.institutions.all(), "prerequisites": access.prerequisites}
        super().__init__(*args, initial=now, **kwargs)
        self.fields["prerequisites"].choices = [
            (key, words) for key, words in course_choices() if key != str(course.translation_key)
        ]


class CohortForm(forms.Form):
    """A group: what it studies, when, and who teaches it."""

    course = forms.ChoiceField(label=_("Course"))
    name = forms.CharField(label=_("Name of the group"), max_length=120)
    institution = forms.ModelChoiceField(label=_("Institution"), queryset=Institution.objects.all(), required=False)
    language = forms.ChoiceField(label=_("Language of invitations"), required=False)
    starts_on = forms.DateField(label=_("Starts on"), widget=AdminDateInput)
    due_on = forms.DateField(label=_("Due on"), widget=AdminDateInput)
    teachers = forms.CharField(
        label=_("Teachers"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Their e-mail addresses, one a line. They need an account, and no role. They see their members’ progress."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = course_choices()
        self.fields["language"].choices = [("", "–"), *content_languages()]

    def clean_teachers(self) -> list[User]:
        typed = dict.fromkeys(line.strip().lower() for line in self.cleaned_data["teachers"].splitlines() if line.strip())
        people = {person.email.lower(): person for person in User.objects.filter(email__in=typed, is_active=True)}
        if missing := [address for address in typed if address not in people]:
            raise ValidationError(
                _("Nobody here signs in with: %(addresses)s. Ask them to sign up first."),
                code="no_account",
                params={"addresses": ", ".join(missing)},
            )
        return list(people.values())


class WaiverForm(forms.Form):
    """Somebody who may take a course without what it asks for first."""

    person = forms.EmailField(label=_("E-mail address of the person"))
    why = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def clean_person(self) -> User:
        person = User.objects.filter(email__iexact=self.cleaned_data["person"]).first()
        if person is None:
            raise ValidationError(_("Nobody here signs in with this address."), code="no_account")
        return person

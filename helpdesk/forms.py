"""The forms of asking, of the inbox and of the help desk."""

from functools import partial

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from courses.accommodating import MOST_MINUTES, MOST_PERCENT
from courses.models import Enrolment, ExtraTime
from helpdesk.asking import LONGEST
from helpdesk.models import Thread

AT_A_PLACE = [
    (Thread.Kind.QUESTION, _("I have a question about the content")),
    (Thread.Kind.MISTAKE, _("There is a mistake")),
    (Thread.Kind.TRANSLATION, _("The translation is wrong or hard to understand")),
    (Thread.Kind.TECHNICAL, _("Something does not work")),
]
REQUIRED = {"required": _("Write your question first.")}


class AskHereForm(forms.Form):
    """A question or a problem at a paragraph."""

    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=AT_A_PLACE, initial=Thread.Kind.QUESTION, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Your question, or what is wrong"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages=REQUIRED,
        help_text=_("Write nothing by which a patient could be recognised."),
    )
    with_browser = forms.BooleanField(
        label=_("Send along which browser and screen I use (helps when something does not work)"), required=False
    )


class AskForm(forms.Form):
    """Help with anything, for who is signed in."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[
            (Thread.Kind.HELP, _("My account, a course, a seminar or a certificate")),
            (Thread.Kind.TECHNICAL, _("Something does not work")),
        ],
        initial=Thread.Kind.HELP,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What do you need help with?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages=REQUIRED,
        help_text=_("Never write a password or a code. We do not need them."),
    )
    with_browser = forms.BooleanField(
        label=_("Send along which browser and screen I use (helps when something does not work)"), required=False
    )


class AskByMailForm(forms.Form):
    """Help for who cannot sign in; the answer goes to the address."""

    address = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The answer goes there. Use the address of your account where you can."),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("That is not a whole e-mail address. One looks like name@hospital.example."),
        },
    )
    text = AskForm.base_fields["text"]
    homepage = forms.CharField(
        label=_("Leave this field empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=pgettext_lazy("to a learner", "Answer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("In the language of the question. It goes to the person's page and, as a mail, to their address."),
        error_messages={"required": _("Write the answer first.")},
    )


class WhyForm(forms.Form):
    why = forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("Kept in the audit trail."),
        error_messages={"required": _("Write why. The audit trail keeps it.")},
    )


class HandOverForm(WhyForm):
    desk = forms.ChoiceField(label=pgettext_lazy("a desk", "To"), choices=Thread.Desk)
    field_order = ["desk", "why"]


class PublishForm(forms.Form):
    question = forms.CharField(label=_("The question, in words for everybody"), max_length=300)
    answer = forms.CharField(
        label=_("The answer, in words for everybody"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("All readers see it under the paragraph, in the language of the paragraph. Name nobody."),
    )


def timed_tests(person) -> list[tuple[str, str]]:
    """Key and name of the tests with a time limit that the person may take."""
    return [
        (item["key"], f"{enrolment.edition.code}: {item['title']}")
        for enrolment in _enrolments(person)
        for item in enrolment.edition.syllabus
        if item["kind"] == "quiz" and item.get("time_limit")
    ]


def extra_time_words(granted: ExtraTime, titles: dict[str, str]) -> str:
    """ "All timed tests: +25 %, +10 min" """
    test = titles.get(str(granted.quiz_key), gettext("One test")) if granted.quiz_key else gettext("All timed tests")
    return gettext("%(test)s: +%(percent)d %%, +%(minutes)d min") % {
        "test": test,
        "percent": granted.percent,
        "minutes": granted.minutes,
    }


def _enrolments(person):
    return Enrolment.objects.for_learner(person).open().select_related("edition")


class ItemField(forms.ChoiceField):
    """A lesson or a quiz of one of the person's open enrolments: "enrolment pk:item key"."""

    def __init__(self, person, kind: str, **kwargs):
        choices = [
            (f"{enrolment.pk}:{item['key']}", f"{enrolment.edition.code}: {item['title']}")
            for enrolment in _enrolments(person)
            for item in enrolment.edition.syllabus
            if item["kind"] == kind
        ]
        super().__init__(choices=choices, **kwargs)

    def clean(self, value):
        pk, _colon, key = super().clean(value).partition(":")
        return Enrolment.objects.get(pk=pk), key


class ForLearnerForm(WhyForm):
    """A deed for one learner; forms that need more add it."""

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person


class LessonForm(ForLearnerForm):
    field_order = ["item", "why"]

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, person=person, **kwargs)
        self.fields["item"] = ItemField(person, "lesson", label=_("Lesson"))
        self.order_fields(self.field_order)


class QuizForm(ForLearnerForm):
    field_order = ["item", "percent", "why"]

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, person=person, **kwargs)
        self.fields["item"] = ItemField(person, "quiz", label=pgettext_lazy("a set of questions", "Test"))
        self.order_fields(self.field_order)


class ExtraTimeForm(ForLearnerForm):
    """More time in all timed tests, or in one that an open enrolment of the person asks for."""

    item = forms.ChoiceField(label=pgettext_lazy("a set of questions", "Test"), required=False)
    percent = forms.IntegerField(
        label=_("More time, percent of the limit"), min_value=0, max_value=MOST_PERCENT, initial=25, required=False
    )
    minutes = forms.IntegerField(label=_("and minutes"), min_value=0, max_value=MOST_MINUTES, required=False)
    field_order = ["item", "percent", "minutes", "why"]

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, person=person, **kwargs)
        self.fields["item"].choices = [("", _("All timed tests")), *timed_tests(person)]


class EndTimeForm(ForLearnerForm):
    """Which of the times granted to end."""

    granted = forms.ModelChoiceField(label=_("Extra time"), queryset=ExtraTime.objects.none(), empty_label=None)
    field_order = ["granted", "why"]

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, person=person, **kwargs)
        self.fields["granted"].queryset = ExtraTime.objects.standing().filter(learner=person).order_by("pk")
        self.fields["granted"].label_from_instance = partial(extra_time_words, titles=dict(timed_tests(person)))


class ResultForm(QuizForm):
    percent = forms.DecimalField(label=_("Percent reached"), min_value=0, max_value=100, decimal_places=2)

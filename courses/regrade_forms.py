"""Forms for regrading a question in the admin, and who may."""

from django import forms
from django.utils.translation import gettext_lazy as _


def may_regrade(user) -> bool:
    """Who may approve a question, and may see results: the page names the learners whom it changes."""
    return user.has_perms(["courses.publish_question", "courses.view_enrolment"])


class RegradeForm(forms.Form):
    """What is put in the place of the old key."""

    what = forms.ChoiceField(
        label=_("What is applied"),
        widget=forms.RadioSelect,
        choices=[
            ("key", _("The key as it is live now")),
            ("void", _("Full marks for everybody: the question is void")),
        ],
    )


class ApplyRegradeForm(forms.Form):
    """Why; learners read it."""

    why = forms.CharField(
        label=_("Why"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Learners read it beside the question, and it is kept in the audit trail. Name no learner."),
    )

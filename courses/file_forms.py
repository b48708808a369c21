"""Forms for courses as files, and for a course as the start of another."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.files.sending import MAX_UPLOAD, TOO_LARGE
from courses.incoming import not_larger
from icrweb.uploads import LimitedFileInput


def may_take_out(user) -> bool:
    """The answer keys are in the files: whoever may write questions may have them."""
    return user.has_perm("courses.add_question")


class ImportForm(forms.Form):
    """An archive, and whether what is in it goes live."""

    archive = forms.FileField(
        label=_("Zip archive of a course"),
        widget=LimitedFileInput(MAX_UPLOAD, TOO_LARGE, ".zip,application/zip"),
        help_text=_("At most 300 MB and 5,000 files. Nothing is written before you have read the report."),
    )
    publish = forms.BooleanField(
        label=_("Publish what is new and changed"),
        required=False,
        help_text=_("Through the same checks as in the editor; its editions come in too. Otherwise everything stays a draft."),
    )

    def clean_archive(self):
        not_larger(self.cleaned_data["archive"], MAX_UPLOAD, TOO_LARGE)
        return self.cleaned_data["archive"]


class DuplicateForm(forms.Form):
    """What a copy needs of its own."""

    title = forms.CharField(label=_("Title"), max_length=255, help_text=_("In the language the course was written in."))
    code = forms.CharField(label=_("Code"), max_length=12, help_text=_("Short, and not that of another course: C9."))
    slug = forms.SlugField(label=_("Address"), max_length=60, help_text=_("The last part of its address: my-course."))
    with_questions = forms.BooleanField(
        label=_("Copy its questions too"),
        required=False,
        initial=True,
        help_text=_("Into a bank of its own. Without this its quizzes draw on the same bank."),
    )

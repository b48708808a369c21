"""What is asked of editors before a question goes live."""

from django import forms
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from courses.models import LessonPage, Question
from icrweb.pages.languages import language_name


class ObjectiveForm(WagtailAdminModelForm):
    """The paragraphs of the lesson that is chosen, by their first words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("paragraph"):
            choices = [("", _("The beginning")), *_paragraphs(self._lesson())]
            self.fields["paragraph"] = forms.ChoiceField(
                label=field.label,
                help_text=field.help_text,
                choices=choices,
                required=False,
                error_messages={"invalid_choice": _("This paragraph is not in that lesson. Choose another.")},
            )

    def _lesson(self) -> LessonPage | None:
        if not self.is_bound:
            return self.instance.lesson
        chosen = self.data.get(self.add_prefix("lesson"), "")
        return LessonPage.objects.filter(pk=chosen).first() if chosen.isdecimal() else None


def _paragraphs(lesson: LessonPage | None) -> list[tuple[str, str]]:
    """Each block of the body that holds words: its id, its place and how it begins."""
    found = []
    for number, child in enumerate(lesson.body if lesson else [], 1):
        text = " ".join(strip_tags(" ".join(map(str, child.block.get_searchable_content(child.value)))).split())
        found.append((str(child.id), f"{number}. {child.block.label}: {Truncator(text).chars(70)}"))
    return found


class QuestionForm(WagtailAdminModelForm):
    """A draft may be incomplete. What goes live can be answered and graded, and has an objective of its bank."""

    def _post_clean(self):
        super()._post_clean()
        if self.is_deferred_validation or not self.instance.bank_id:
            return
        faults = {**self.instance.faults(), **self._faults_of_place()}
        for name, sentence in faults.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, sentence)

    def _faults_of_place(self) -> dict[str, str]:
        """The bank decides which objectives there are and which language comes first."""
        question, bank = self.instance, self.instance.bank
        faults = {}
        known = sorted(set(bank.objectives.values_list("slug", flat=True)))
        if question.objective and question.objective not in known:
            faults["objective"] = _("This bank has no such objective. Choose one of: %(known)s. Or add it to the bank first.") % {
                "known": ", ".join(known) or "–"
            }
        source = Question.objects.filter(translation_key=question.translation_key, locale__language_code=bank.language)
        if not question.is_source and not source.exists():
            faults["bank"] = _("Write this question in %(language)s first: the bank is in that language.") % {
                "language": language_name(bank.language)
            }
        return faults

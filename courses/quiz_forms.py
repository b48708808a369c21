"""What is asked of editors before a question goes live."""

from django import forms
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from courses.models import Case, LessonPage, Question
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


class InBankForm(WagtailAdminModelForm):
    """A draft may be incomplete. What goes live has no faults, and fits into its bank."""

    def _post_clean(self):
        super()._post_clean()
        if self.is_deferred_validation or not self.instance.bank_id:
            return
        faults = {**self.instance.faults(), **self.faults_of_place()}
        for name, sentence in faults.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, sentence)

    def faults_of_place(self) -> dict[str, str]:
        """The bank decides which objectives there are and which language comes first."""
        row, bank, faults = self.instance, self.instance.bank, {}
        known = sorted(set(bank.objectives.values_list("slug", flat=True)))
        if row.objective and row.objective not in known:
            faults["objective"] = _("This bank has no such objective. Choose one of: %(known)s. Or add it to the bank first.") % {
                "known": ", ".join(known) or "–"
            }
        source = type(row).objects.filter(translation_key=row.translation_key, locale__language_code=bank.language)
        if not row.is_source and not source.exists():
            faults["bank"] = self.first_in_its_language() % {"language": language_name(bank.language)}
        return faults

    def first_in_its_language(self) -> str:
        return _("Write this question in %(language)s first: the bank is in that language.")


class QuestionForm(InBankForm):
    """A question can be answered and graded, has an objective of its bank, and its own place in its case."""

    def faults_of_place(self) -> dict[str, str]:
        question, faults = self.instance, super().faults_of_place()
        if not question.case:
            return faults
        known = sorted(set(question.bank.cases.values_list("slug", flat=True)))
        if question.case not in known:
            faults["case"] = _("This bank has no such case. Choose one of: %(known)s. Or add it to the bank first.") % {
                "known": ", ".join(known) or "–"
            }
        elif not question.place_in_case:
            faults["place_in_case"] = _("Say at which place of its case this question is asked: 1 is the first.")
        elif other := self._at_the_same_place():
            faults["place_in_case"] = _("“%(name)s” stands at this place of the case. Choose another place.") % {"name": other}
        return faults

    def _at_the_same_place(self) -> Question | None:
        one = self.instance
        there = Question.objects.filter(bank=one.bank, case=one.case, place_in_case=one.place_in_case, locale=one.locale)
        return there.exclude(translation_key=one.translation_key).first()


class CaseForm(InBankForm):
    """A case can be shown, and keeps the short name by which its questions call it."""

    def faults_of_place(self) -> dict[str, str]:
        case, faults = self.instance, super().faults_of_place()
        before = Case.objects.filter(pk=case.pk).first()
        if before and before.slug != case.slug and before.asked().exists():
            faults["slug"] = _("Questions name this case “%(slug)s”. Keep that, or give them the new name first.") % {
                "slug": before.slug
            }
        elif case.slug and self._taken():
            faults["slug"] = _("This bank has another case of this short name. Choose another.")
        return faults

    def _taken(self) -> bool:
        case = self.instance
        return Case.objects.filter(bank=case.bank, slug=case.slug).exclude(translation_key=case.translation_key).exists()

    def first_in_its_language(self) -> str:
        return _("Write this case in %(language)s first: the bank is in that language.")

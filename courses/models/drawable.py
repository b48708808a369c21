"""Which rows of questions and cases may be drawn, by their bank's language, their words in another, and their case."""

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Locale

from courses.asking import KINDS


class OfBankQuerySet(models.QuerySet):
    """Of what a bank holds, one row a language."""

    def live(self):
        return self.filter(live=True)

    def in_language(self, code: str):
        return self.filter(locale__language_code=code)

    def in_source(self, bank, drafts: bool = False):
        """The rows in the bank's own language that are live; with `drafts`, live or not."""
        source = Locale.objects.filter(language_code=bank.language).values("pk")[:1]
        rows = self if drafts else self.live()
        return rows.filter(bank=bank, locale=models.Subquery(source))

    def worded(self, language: str, drafts: bool = False) -> models.Exists:
        """Whether a row has words in a language that are live; with `drafts`, any words."""
        words = self.model.objects.filter(translation_key=models.OuterRef("translation_key")).in_language(language)
        return models.Exists(words if drafts else words.live())


class CaseQuerySet(OfBankQuerySet):
    def drawable(self, bank, language: str, drafts: bool = False):
        """Source-language rows of a bank that are live and whose words are live in `language` too; with `drafts`, live or not."""
        rows = self.in_source(bank, drafts)
        return rows if language == bank.language else rows.filter(self.worded(language, drafts))


class QuestionQuerySet(OfBankQuerySet):
    def drawable(self, bank, language: str, objective: str = "", decides: bool = False, drafts: bool = False):
        """Source-language rows of a bank (and of one objective) that are live and whose words are live in `language` too.

        A test that `decides` draws no kind that is for practice only. A rehearsal asks `drafts`, live or not; there kinds are
        left to whoever reads the drafts: a row knows only the kind that it was published with.
        """
        rows = self.placed(drafts).in_source(bank, drafts)
        if objective:
            rows = rows.filter(of_objective=objective)
        if decides and not drafts:
            rows = rows.exclude(kind__in=[name for name, kind in KINDS.items() if kind.formative])
        return rows if language == bank.language else rows.filter(self.worded(language, drafts))

    def placed(self, drafts: bool = False):
        """With the objective and the case of each, and its place there; with `drafts` as the newest draft has them."""
        return self.annotate(
            **{f"of_{name}": newest(name) if drafts else models.F(name) for name in ("objective", "case")},
            at=newest("place_in_case") if drafts else models.F("place_in_case"),
        )


def newest(name: str) -> Coalesce:
    """A field as the newest draft of a row has it, as text."""
    drafted = KeyTextTransform(name, "latest_revision__content")
    return Coalesce(drafted, Cast(name, models.CharField()), output_field=models.CharField())

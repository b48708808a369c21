"""The glossary of the site: one entry a term, one row a language; lessons point at entries and show their words."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from courses.letters import letter_of, sorting_key
from icrweb.pages.folding import fold
from icrweb.pages.indexing import entry


class GlossaryTermQuerySet(models.QuerySet):
    def live(self):
        return self.filter(live=True)

    def in_language(self, code: str):
        return self.filter(locale__language_code=code)

    def words_of(self, terms, language: str) -> dict:
        """The live rows in `language` of the entries that `terms` are rows of, by key; a term without one speaks for itself."""
        keys = {term.translation_key for term in terms}
        rows = self.live().in_language(language).filter(translation_key__in=keys).select_related("locale")
        return {term.translation_key: term for term in terms} | {row.translation_key: row for row in rows}


class GlossaryTerm(TranslatableMixin, DraftStateMixin, RevisionMixin, index.Indexed, models.Model):
    """A word of the field and what it means, in one language."""

    word = models.CharField(_("term"), max_length=120)
    slug = models.SlugField(
        _("short name"), max_length=80, help_text=_("In Latin letters, the same in every language: quality-by-design.")
    )
    other_forms = models.TextField(
        _("other forms"),
        blank=True,
        help_text=_("One a line: an abbreviation, a plural, an older word. The text of a lesson finds them too."),
    )
    sorted_as = models.CharField(
        _("sorted as"), max_length=120, blank=True, help_text=_("How the term is read, where that decides its place: kana, pinyin.")
    )
    definition = models.TextField(_("definition"), max_length=600, help_text=_("One to three short sentences."))
    guideline = models.ForeignKey(
        "pages.GuidelineEdition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="glossary_terms",
        verbose_name=_("guideline edition"),
    )
    reference = models.CharField(_("place, or another source"), max_length=250, blank=True)
    review_by = models.DateField(_("review by"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    letter = models.CharField(max_length=4, editable=False, db_index=True)
    folded = models.TextField(editable=False)
    sorting = models.CharField(max_length=200, editable=False)

    panels = [
        FieldRowPanel([FieldPanel("word"), FieldPanel("slug"), FieldPanel("sorted_as")]),
        FieldPanel("other_forms"),
        FieldPanel("definition"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("guideline", "reference", "review_by", "owner")], heading=_("Source and care")
        ),
    ]
    search_fields = [
        index.SearchField("indexed"),
        index.AutocompleteField("word"),
        index.FilterField("locale_id"),
    ]
    override_translatable_fields = [
        *(TranslatableField(name) for name in ("word", "other_forms", "sorted_as", "definition")),
        *(SynchronizedField(name, overridable=False) for name in ("slug", "guideline", "reference", "review_by", "owner")),
    ]

    objects = GlossaryTermQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        ordering = ["sorting", "pk"]
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="one_term_per_short_name_and_language")]

    def __str__(self):
        return self.word

    def save(self, *args, **kwargs):
        self._place()
        return super().save(*args, **kwargs)

    def full_clean(self, *args, **kwargs):
        self._place()
        return super().full_clean(*args, **kwargs)

    @property
    def forms(self) -> list[str]:
        """The term and its other forms, longest first, so that the longest one is found in a text."""
        written = [self.word, *self.other_forms.splitlines()]
        return sorted({form.strip() for form in written if form.strip()}, key=len, reverse=True)

    @property
    def also(self) -> list[str]:
        """The other forms that a reader does not see in the term already."""
        return [form for form in self.forms if form not in self.word]

    @property
    def cited(self) -> str:
        return ": ".join(part for part in (str(self.guideline) if self.guideline_id else "", self.reference) if part)

    @property
    def indexed(self) -> str:
        return entry(
            self.locale.language_code if self.live else "", f"{self.word} {self.other_forms} {self.sorted_as}", self.definition
        )

    def _place(self) -> None:
        """Where the glossary lists it: by its reading where it has one."""
        read_as = self.sorted_as.strip() or self.word.strip()
        self.letter = letter_of(read_as)
        self.sorting = sorting_key(read_as)[:200]
        self.folded = fold(f"{self.word} {self.other_forms} {self.sorted_as} {self.definition}")

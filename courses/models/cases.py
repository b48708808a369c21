"""Cases: several questions on one vignette, drawn together and asked in their order."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin, WorkflowMixin
from wagtail.rich_text import expand_db_html
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from courses.asking import Vignette
from courses.models.drawable import CaseQuerySet
from courses.models.questions import Objective, Question, QuestionBank, has_words
from courses.models.reviewed import Faultless, Reviewed
from courses.paper import case_as_set
from courses.pictured import with_pictures


class Case(
    Faultless,
    Reviewed,
    WorkflowMixin,
    TranslatableMixin,
    DraftStateMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    models.Model,
):
    """A vignette; its questions name it by its short name, as they name their objective, and say their place in it."""

    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="cases", verbose_name=_("question bank"))
    slug = models.SlugField(_("short name"), max_length=60, help_text=_("Its questions name the case by it."))
    title = models.CharField(_("title for editors"), max_length=160)
    vignette = RichTextField(
        _("vignette"), features=["bold", "italic", "ol", "ul"], help_text=_("What the learner reads above each of its questions.")
    )
    picture = models.ForeignKey("pages.Picture", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture"))
    picture_alt = models.CharField(_("what the picture shows"), max_length=300, blank=True)
    one_way = models.BooleanField(
        _("answers are locked on going on"),
        default=False,
        help_text=_(
            "For questions that tell what the ones before asked for: they are shown one after the other, with no way back."
        ),
    )
    objective = models.SlugField(
        _("objective"),
        max_length=60,
        blank=True,
        help_text=_("Which pools may draw the case. Left empty: the objective of its questions, where they share one."),
    )
    guideline = models.ForeignKey(
        "pages.GuidelineEdition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("guideline edition"),
        help_text=_("From the register, so that a new edition finds this case."),
    )
    reference = models.CharField(_("place, or another source"), max_length=250, blank=True)
    review_by = models.DateField(_("review by"), null=True, blank=True)
    author = models.CharField(_("author"), max_length=150, blank=True)
    reviewer = models.CharField(_("reviewer"), max_length=150, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("bank"), FieldPanel("title"), FieldPanel("slug")]),
        FieldPanel("vignette"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
        FieldRowPanel([FieldPanel("objective"), FieldPanel("one_way")]),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("guideline", "reference", "review_by", "author", "reviewer")],
            heading=_("Source and care"),
        ),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.FilterField("locale_id")]
    must_be_current = True  # a translation that does not know a change of its source is not set in tests
    source_language = "bank__language"  # whatever row came first
    translated_by = "bank"  # translators find it there
    override_translatable_fields = [
        *(TranslatableField(name) for name in ("vignette", "picture_alt")),
        *(
            SynchronizedField(name, overridable=False)
            for name in (
                *("bank", "slug", "title", "picture", "one_way", "objective"),
                *("guideline", "reference", "review_by", "author", "reviewer"),
            )
        ),
    ]

    objects = CaseQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        ordering = ["bank", "title"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [models.UniqueConstraint(fields=["bank", "slug", "locale"], name="one_case_per_language")]

    def __str__(self):
        return self.title

    @property
    def is_source(self) -> bool:
        return self.locale.language_code == self.bank.language

    def asked(self) -> models.QuerySet:
        """Its questions in this language, in their order."""
        rows = Question.objects.filter(bank_id=self.bank_id, locale_id=self.locale_id, case=self.slug or None)
        return rows.order_by("place_in_case", "translation_key")

    def written(self) -> Vignette:
        """The words and picture in plain values."""
        return Vignette(
            words=expand_db_html(self.vignette), picture=self.picture_id, picture_alt=self.picture_alt, one_way=self.one_way
        )

    def faults(self) -> dict[str, str]:
        """Why this case cannot be shown, by field; empty when it can. A draft may have any of these."""
        faults = {}
        if not has_words(self.vignette):
            faults["vignette"] = gettext("Write the vignette.")
        if self.picture_id and not self.picture_alt.strip():
            faults["picture_alt"] = gettext("Say what the picture shows, for who cannot see it.")
        return faults

    def get_preview_template(self, request, mode_name):
        return "courses/case_preview.html"

    def get_preview_context(self, request, mode_name):
        """The vignette with its questions in order, as a learner meets them; nothing is recorded."""
        objectives = Objective.objects.filter(bank_id=self.bank_id, locale_id=self.locale_id)
        words = dict(objectives.values_list("slug", "words"))
        asked = [question.previewed(words.get(question.objective, "")) for question in self.asked().live()]
        shown = with_pictures([{"vignette": case_as_set(self.written(), self.written())}, *asked])
        return {
            **super().get_preview_context(request, mode_name),
            "vignette": shown[0]["vignette"],
            "questions": shown[1:],
            "language": self.locale.language_code,
        }

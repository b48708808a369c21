"""Question banks and their questions: translatable, draftable snippets, one row a language, never blocks of a page."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import DraftStateMixin, Locale, PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index

from courses.blocks import QuestionChoiceBlock
from courses.choices import QuestionKind


class QuestionBank(index.Indexed, models.Model):
    """Questions kept for reuse; any quiz may draw on it. `language` is the one its questions are written in first."""

    name = models.CharField(_("name"), max_length=160, unique=True)
    language = models.CharField(_("source language"), max_length=10, choices=settings.LANGUAGES, default="en")

    panels = [FieldPanel("name"), FieldPanel("language")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")

    def __str__(self):
        return self.name


class Objective(TranslatableMixin, models.Model):
    """What a group of questions tests, in words for the learner's result."""

    bank = models.ForeignKey(QuestionBank, models.CASCADE, related_name="objectives")
    slug = models.SlugField(_("short name"), max_length=60)
    words = models.CharField(_("words"), max_length=200)

    panels = [FieldPanel("bank"), FieldPanel("slug"), FieldPanel("words")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["bank", "slug"]
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        constraints = [models.UniqueConstraint(fields=["bank", "slug", "locale"], name="one_objective_per_language")]

    def __str__(self):
        return self.words


class QuestionQuerySet(models.QuerySet):
    def live(self):
        return self.filter(live=True)

    def in_language(self, code: str):
        return self.filter(locale__language_code=code)

    def in_source_language(self):
        return self.filter(locale__language_code=models.F("bank__language"))


class Question(TranslatableMixin, DraftStateMixin, RevisionMixin, PreviewableMixin, index.Indexed, ClusterableModel):
    """One thing asked. The key (which choice is right, answer, tolerance) is read from the source-language row only."""

    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="questions", verbose_name=_("question bank"))
    name = models.CharField(_("short name for editors"), max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=QuestionKind, default=QuestionKind.SINGLE)
    objective = models.SlugField(_("objective"), max_length=60, help_text=_("The short name of one of the bank's objectives."))
    stem = RichTextField(_("question"), features=["bold", "italic", "ol", "ul"])
    choices = StreamField([("choice", QuestionChoiceBlock())], verbose_name=_("choices"), blank=True)
    partial_credit = models.BooleanField(
        _("partial credit"),
        default=True,
        help_text=_("Several right answers: (right − wrong) ÷ right, never below 0. Off: all or nothing."),
    )
    answer = models.DecimalField(_("right number"), max_digits=18, decimal_places=6, null=True, blank=True)
    tolerance = models.DecimalField(_("tolerance, plus or minus"), max_digits=18, decimal_places=6, default=0, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    feedback = models.TextField(
        _("feedback"), blank=True, help_text=_("Shown after the test; for a number, when the answer was right.")
    )
    feedback_wrong = models.TextField(_("feedback when wrong"), blank=True, help_text=_("Numbers only."))
    level = models.CharField(
        _("level"), max_length=10, choices=[("recall", _("Recall")), ("apply", _("Apply")), ("judge", _("Judge"))], default="apply"
    )
    guideline = models.CharField(_("guideline"), max_length=120, blank=True)
    reference = models.CharField(_("reference with edition"), max_length=250, blank=True)
    review_by = models.DateField(_("review by"), null=True, blank=True)
    author = models.CharField(_("author"), max_length=150, blank=True)
    reviewer = models.CharField(_("reviewer"), max_length=150, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("bank"), FieldPanel("name")]),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("objective"), FieldPanel("level")]),
        FieldPanel("stem"),
        FieldPanel("choices"),
        FieldPanel("partial_credit"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("answer"), FieldPanel("tolerance"), FieldPanel("unit")])], heading=_("Number")),
        MultiFieldPanel([FieldPanel("feedback"), FieldPanel("feedback_wrong")], heading=_("Feedback")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("guideline", "reference", "review_by", "author", "reviewer")],
            heading=_("Source and care"),
        ),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("locale_id")]

    objects = QuestionQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        ordering = ["bank", "name"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self):
        return self.name

    def source(self) -> "Question":
        """The row of the bank's own language, which holds the key."""
        if self.locale.language_code == self.bank.language:
            return self
        return Question.objects.get(
            translation_key=self.translation_key, locale=Locale.objects.get(language_code=self.bank.language)
        )

    def get_preview_template(self, request, mode_name):
        return "courses/question_preview.html"

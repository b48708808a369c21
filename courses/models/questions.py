"""Question banks and their questions: translatable, draftable snippets, one row a language, never blocks of a page."""

import random
import re
from itertools import count

from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import DraftStateMixin, Locale, PreviewableMixin, RevisionMixin, TranslatableMixin, WorkflowMixin
from wagtail.rich_text import expand_db_html
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from courses.asking import Part, Written, kind_of, shown
from courses.blocks import QuestionPartsBlock
from courses.choices import QuestionKind
from courses.models.drawable import QuestionQuerySet
from courses.models.reviewed import Faultless, Reviewed
from courses.paper import as_set, case_as_set, in_case
from courses.pictured import with_pictures
from icrweb.pages.languages import content_languages


class QuestionBank(index.Indexed, models.Model):
    """Questions kept for reuse; any quiz may draw on it. `language` is the one its questions are written in first."""

    name = models.CharField(_("name"), max_length=160, unique=True)
    language = models.CharField(_("source language"), max_length=10, choices=content_languages, default="en")

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
    lesson = models.ForeignKey(
        "courses.LessonPage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lesson to reread"),
        help_text=_("Named in the result of whoever needs another look."),
    )
    paragraph = models.CharField(
        _("paragraph of it"),
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text=_("The result leads there, in every language. Choose the lesson and save; then its paragraphs are listed here."),
    )

    panels = [FieldPanel("bank"), FieldPanel("slug"), FieldPanel("words"), FieldPanel("lesson"), FieldPanel("paragraph")]
    translated_by = "bank"  # translators find it there
    override_translatable_fields = [
        TranslatableField("words"),
        *(SynchronizedField(name, overridable=False) for name in ("bank", "slug", "lesson", "paragraph")),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["bank", "slug"]
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        constraints = [models.UniqueConstraint(fields=["bank", "slug", "locale"], name="one_objective_per_language")]

    def __str__(self):
        return self.words


class QuestionTag(TaggedItemBase):
    """A word by which editors find a question; categories of other systems come in as such."""

    content_object = ParentalKey("courses.Question", on_delete=models.CASCADE, related_name="tagged_items")


class Question(
    Faultless,
    Reviewed,
    WorkflowMixin,
    TranslatableMixin,
    DraftStateMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """One thing asked. The key (which choice is right, answer, tolerance) is read from the source-language row only."""

    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="questions", verbose_name=_("question bank"))
    name = models.CharField(_("short name for editors"), max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=QuestionKind, default=QuestionKind.SINGLE)
    objective = models.SlugField(_("objective"), max_length=60, help_text=_("The short name of one of the bank's objectives."))
    case = models.SlugField(
        _("case"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=_("The short name of one of the bank's cases: its vignette stands above this question."),
    )
    place_in_case = models.PositiveSmallIntegerField(
        _("place in the case"), null=True, blank=True, help_text=_("1 for the question that is asked first.")
    )
    stem = RichTextField(_("question"), features=["bold", "italic", "ol", "ul"])
    picture = models.ForeignKey("pages.Picture", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture"))
    picture_alt = models.CharField(_("what the picture shows"), max_length=300, blank=True, db_default="")
    choices = StreamField(
        QuestionPartsBlock(),
        verbose_name=_("choices and other parts"),
        blank=True,
        help_text=_(
            "Choices for one or several right answers; pairs to match; steps to put in order; gaps of a text; places on the "
            "picture; judgements. A number and own words need none."
        ),
    )
    partial_credit = models.BooleanField(
        _("partial credit"),
        default=True,
        help_text=_(
            "Several right answers: (right − wrong) ÷ right, never below 0. Pairs and gaps: each counts. Steps: each neighbour "
            "that follows as it should counts. Off: all or nothing."
        ),
    )
    points = models.DecimalField(
        _("points"),
        max_digits=6,
        decimal_places=2,
        default=1,
        db_default=1,
        help_text=_("How much this question counts beside the others."),
    )
    answer = models.DecimalField(_("right number"), max_digits=18, decimal_places=6, null=True, blank=True)
    tolerance = models.DecimalField(_("tolerance, plus or minus"), max_digits=18, decimal_places=6, default=0, blank=True)
    relative = models.BooleanField(_("tolerance in percent of the right number"), default=False, db_default=False)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    feedback = models.TextField(
        _("feedback"), blank=True, help_text=_("Shown after the test; for a number, when the answer was right.")
    )
    feedback_wrong = models.TextField(_("feedback when wrong"), blank=True, help_text=_("Numbers only."))
    level = models.CharField(
        _("level"), max_length=10, choices=[("recall", _("Recall")), ("apply", _("Apply")), ("judge", _("Judge"))], default="apply"
    )
    guideline = models.ForeignKey(
        "pages.GuidelineEdition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("guideline edition"),
        help_text=_("From the register, so that a new edition finds this question."),
    )
    reference = models.CharField(
        _("place, or another source"),
        max_length=250,
        blank=True,
        help_text=_("The chapter in the guideline; without one, the source."),
    )
    review_by = models.DateField(_("review by"), null=True, blank=True)
    author = models.CharField(_("author"), max_length=150, blank=True)
    reviewer = models.CharField(_("reviewer"), max_length=150, blank=True)
    tags = ClusterTaggableManager(through=QuestionTag, blank=True, verbose_name=_("tags"))

    panels = [
        FieldRowPanel([FieldPanel("bank"), FieldPanel("name")]),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("objective"), FieldPanel("level")]),
        FieldRowPanel([FieldPanel("case"), FieldPanel("place_in_case")]),
        FieldPanel("tags"),
        FieldPanel("stem"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
        FieldPanel("choices"),
        FieldRowPanel([FieldPanel("partial_credit"), FieldPanel("points")]),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel(name) for name in ("answer", "tolerance", "relative", "unit")])],
            heading=pgettext_lazy("a kind of question", "Number"),
        ),
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
        indexes = [
            models.Index(
                fields=["bank", "locale", "case", "translation_key"], condition=models.Q(live=True), name="drawable_questions"
            ),
            models.Index(
                fields=["bank", "locale", "objective", "case", "translation_key"],
                condition=models.Q(live=True),
                name="drawable_by_objective",
            ),
            models.Index(fields=["last_published_at"], condition=models.Q(live=True), name="published_questions"),
        ]

    def __str__(self):
        return self.name

    must_be_current = True  # a translation that does not know a change of its source is not set in tests
    source_language = "bank__language"  # whatever row came first
    translated_by = "bank"  # translators find it there
    # Words are translated; what decides follows the source, and is read from there anyway.
    override_translatable_fields = [
        *(TranslatableField(name) for name in ("stem", "picture_alt", "choices", "feedback", "feedback_wrong")),
        SynchronizedField("unit"),
        *(
            SynchronizedField(name, overridable=False)
            for name in (
                *("case", "place_in_case"),
                *("bank", "name", "kind", "objective", "picture", "partial_credit", "points", "answer", "tolerance", "relative"),
                *("level", "guideline", "reference", "review_by", "author", "reviewer"),
            )
        ),
    ]

    @property
    def is_source(self) -> bool:
        return self.locale.language_code == self.bank.language

    def source(self) -> "Question":
        """The row of the bank's own language, which holds the key."""
        if self.is_source:
            return self
        return Question.objects.get(
            translation_key=self.translation_key, locale=Locale.objects.get(language_code=self.bank.language)
        )

    @property
    def cited(self) -> str:
        """Guideline, edition and place in one line, as feedback prints it."""
        return ": ".join(part for part in (str(self.guideline) if self.guideline_id else "", self.reference) if part)

    def written(self) -> Written:
        """The row in plain values. Of a translation only the words count: what decides is the source's."""
        kind = kind_of(self.kind)
        return Written(
            kind=self.kind,
            stem=expand_db_html(self.stem),
            parts=tuple(_part(block) for block in self.choices if block.block_type == kind.block),
            unit=self.unit,
            feedback=self.feedback,
            feedback_wrong=self.feedback_wrong,
            answer=None if self.answer is None else str(self.answer),
            tolerance=str(self.tolerance or 0),
            relative=self.relative,
            partial_credit=self.partial_credit,
            points=str(self.points),
            reference=self.cited,
            picture=self.picture_id,
            picture_alt=self.picture_alt,
        )

    def faults(self, written: Written | None = None) -> dict[str, str]:
        """Why this question cannot be set, by field; empty when it can. A draft may have any of these.

        `written`: `self.written()`, from a caller who needs it as well.
        """
        faults = {}
        if not has_words(self.stem):
            faults["stem"] = gettext("Write the question.")
        if self.points is not None and self.points <= 0:
            faults["points"] = gettext("Give a number of points above 0.")
        kind = kind_of(self.kind)
        if any(block.block_type != kind.block for block in self.choices):
            faults["choices"] = gettext("Some parts belong to another kind of question. Delete them, or choose that kind.")
        for fault in kind.faults(written or self.written(), is_source=self.is_source):
            faults.setdefault(fault.field, gettext(fault.sentence) % fault.values)
        return faults

    def get_preview_template(self, request, mode_name):
        return "courses/question_preview.html"

    def get_preview_context(self, request, mode_name):
        objective = Objective.objects.filter(bank_id=self.bank_id, slug=self.objective, locale_id=self.locale_id).first()
        questions = [self.previewed(objective.words if objective else "")]
        if case := self.case and self.bank.cases.filter(slug=self.case, locale_id=self.locale_id).first():
            questions = in_case(questions, "preview", case_as_set(case.written(), case.written()))
        question = with_pictures(questions)[0]
        return {**super().get_preview_context(request, mode_name), "question": question, "language": self.locale.language_code}

    def previewed(self, objective: str) -> dict:
        """The question as a learner meets it; nothing is recorded, and no choice says whether it is right."""
        written, numbers = self.written(), count(1)
        order = random.Random(self.pk)  # noqa: S311 - an order, no secret
        item = f"preview{self.pk or ''}"
        seen, _marked = as_set(item, written, written, lambda: f"{item}c{next(numbers)}", order, objective)
        return shown(seen, None)


def _part(block) -> Part:
    value = block.value
    said = {name: value.get(name) or "" for name in ("text", "other", "feedback", "weight")}
    return Part(
        id=str(block.id),
        right=bool(value.get("correct")),
        options=tuple(
            Part(id=str(option.id), text=option.value["text"] or "", right=bool(option.value["correct"]))
            for option in (value["options"].bound_blocks if "options" in value else ())
        ),
        place=tuple(str(value[side] or 0) for side in ("left", "top", "width", "height")) if "left" in value else (),
        number=value.get("panel") or 0,
        **said,
    )


def has_words(html: str) -> bool:
    """Something that a reader would see."""
    return bool(re.sub(r"&nbsp;|\s", "", strip_tags(html or "")))

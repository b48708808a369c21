"""The pages of a course: words, one row a language. They know no person; what a visit does is in views."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Cast, Substr
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from courses.blocks import LessonBodyBlock, PoolBlock
from courses.choices import CompletionRule, Figure, LearnerRole, QuizPurpose, Topic
from courses.examples import EXAMPLE_KEY, EXAMPLE_OUTLINE, EXAMPLE_PROGRESS
from courses.models.reviewed import InCatalogue, Reviewed
from courses.panels import RealMinutesPanel
from courses.reading import words_of
from courses.reviewing import LONGEST_REVIEW, latest_review_day
from courses.sealing import sealed
from icrweb.pages.fields import ChoiceListField
from icrweb.pages.indexing import page_entry, without_tags, words_of_body
from icrweb.pages.languages import alias_label, of_each_language

from .access import CourseAccess

RETIRED_HELP = _("Left out of new editions. Learners whose edition asks for it still find it.")


def _sentences(label):
    return StreamField([("sentence", blocks.CharBlock(max_length=300, label=_("Sentence")))], verbose_name=label, blank=True)


class CourseIndexPage(InCatalogue, Page):
    """The catalogue: courses are its children."""

    introduction = RichTextField(_("introduction"), features=["bold", "italic", "link"], blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*Page.search_fields, index.SearchField("folded")]
    folded = property(page_entry)
    override_translatable_fields = of_each_language("slug")
    parent_page_types = ["front.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count_per_parent = 1
    template = "courses/course_index_page.html"

    class Meta:
        verbose_name = _("course catalogue")


COURSE_DEPTH = 4  # below the root, a home page and the catalogue


class CoursePageQuerySet(PageQuerySet):
    def hidden_from(self, user):
        """In any language."""
        return self.filter(translation_key__in=CourseAccess.objects.hidden_from(user).values("course_key"))

    def visible_to(self, user):
        """Courses that exist for `user`; ask for one course with `.visible_to(user).get(…)`."""
        return self.exclude(translation_key__in=CourseAccess.objects.hidden_from(user).values("course_key"))


def visible_pages(pages, user):
    """Of any pages, those that are no part of a course which is hidden from `user`; no query of its own."""
    hidden = CoursePage.objects.hidden_from(user).values("path")
    return pages.alias(course_path=Substr("path", 1, COURSE_DEPTH * Page.steplen)).exclude(course_path__in=hidden)


class CoursePage(Reviewed, InCatalogue, Page):
    """What a course is about. What decides (syllabus, pass rules, hours) is frozen in its editions."""

    code = models.CharField(_("code"), max_length=12)
    summary = models.CharField(_("summary"), max_length=200, help_text=_("One sentence for the catalogue."))
    description = RichTextField(_("description"), features=["bold", "italic", "ol", "ul", "link"], blank=True)
    objectives = _sentences(_("objectives"))
    certificate_is = _sentences(_("what the certificate is"))
    certificate_is_not = _sentences(_("what the certificate is not"))
    figure = models.CharField(_("drawing"), max_length=12, choices=Figure, default=Figure.STAIR)
    topics = ChoiceListField(_("topics"), of=Topic)
    roles = ChoiceListField(_("for whom"), of=LearnerRole)
    gives_certificate = models.BooleanField(_("gives a certificate"), default=True)
    authors = models.CharField(_("written by"), max_length=300, blank=True)
    reviewers = models.CharField(_("reviewed by"), max_length=300, blank=True)
    translators = models.CharField(_("translated by"), max_length=300, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("code"), FieldPanel("figure"), FieldPanel("gives_certificate")]),
        FieldPanel("summary"),
        FieldPanel("description"),
        FieldPanel("objectives"),
        MultiFieldPanel([FieldPanel("topics"), FieldPanel("roles")], heading=_("Where it is listed")),
        MultiFieldPanel([FieldPanel("certificate_is"), FieldPanel("certificate_is_not")], heading=_("The certificate")),
        MultiFieldPanel([FieldPanel("authors"), FieldPanel("reviewers"), FieldPanel("translators")], heading=_("Credits")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("folded"), index.FilterField("code")]
    objects = PageManager.from_queryset(CoursePageQuerySet)()

    override_translatable_fields = [*of_each_language("slug", "translators"), SynchronizedField("code", overridable=False)]
    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.ModulePage"]
    template = "courses/course_page.html"

    class Meta:
        verbose_name = _("course")
        permissions = [("publish_unreviewed", "Can publish in the catalogue without review")]

    def get_preview_context(self, request, mode_name):
        return {**super().get_preview_context(request, mode_name), "outline": EXAMPLE_OUTLINE, "progress": EXAMPLE_PROGRESS}

    @property
    def folded(self) -> str:
        objectives = " ".join(child.value for child in self.objectives)
        return page_entry(self, self.summary, f"{self.code} {without_tags(self.description)} {objectives}")


class ModulePage(InCatalogue, Page):
    """A group of lessons. Opening it leads to the course."""

    summary = models.CharField(_("summary"), max_length=250, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    search_fields = [*Page.search_fields, index.SearchField("folded")]
    folded = property(page_entry)
    override_translatable_fields = of_each_language("slug")
    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage", "courses.QuizPage"]
    template = "courses/module_page.html"

    class Meta:
        verbose_name = _("module")


READ = (
    *("path", "depth", "url_path", "slug", "title", "seo_title", "search_description", "live", "content_type"),
    *("translation_key", "locale", "alias_of", "objective", "minutes", "completion", "open_to_guests", "retired"),
)


class LessonQuerySet(PageQuerySet):
    def for_reading(self):
        """What a visit shows of a lesson; its body only as it is stored, for its rendered words are looked up by that."""
        return self.order_by().only(*READ).annotate(written=Cast("body", models.TextField()))


class LessonPage(Reviewed, InCatalogue, Page):
    """The unit of tracking: one objective, ten to fifteen minutes."""

    objective = models.CharField(_("objective"), max_length=300, help_text=_("Completes “After this lesson you can …”."))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(240)])
    completion = models.CharField(_("done when"), max_length=10, choices=CompletionRule, default=CompletionRule.END)
    watched_share = models.PositiveSmallIntegerField(
        _("share to play, percent"),
        default=90,
        validators=[MinValueValidator(10), MaxValueValidator(100)],
        help_text=_("Of each recording, where the lesson is done when recordings are played."),
    )
    transcript_counts = models.BooleanField(
        _("reading the transcript counts"),
        default=True,
        help_text=_("Who cannot play recordings reads the transcript to its end instead; the record says so."),
    )
    open_to_guests = models.BooleanField(_("open without an account"), default=False)
    retired = models.BooleanField(_("retired"), default=False, help_text=RETIRED_HELP)
    review_by = models.DateField(
        _("review by"), null=True, blank=True, help_text=_("The day by which somebody looks at it again, at most 24 months ahead.")
    )
    body = StreamField(LessonBodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("objective"),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("completion"), FieldPanel("open_to_guests")]),
        RealMinutesPanel(),
        FieldRowPanel([FieldPanel("watched_share"), FieldPanel("transcript_counts")]),
        FieldPanel("body"),
    ]
    settings_panels = [*Page.settings_panels, FieldPanel("review_by"), FieldPanel("retired")]
    search_fields = [*Page.search_fields, index.SearchField("folded"), index.FilterField("open_to_guests")]
    objects = PageManager.from_queryset(LessonQuerySet)()
    override_translatable_fields = of_each_language("slug")
    parent_page_types = ["courses.ModulePage"]
    subpage_types = []
    template = "courses/lesson_page.html"

    class Meta:
        verbose_name = _("lesson")

    def clean(self):
        super().clean()
        latest = latest_review_day(timezone.now().date())
        if self.review_by and self.review_by > latest:
            sentence = gettext("Choose a day within %(months)s months: %(day)s at the latest.")
            day = {"months": LONGEST_REVIEW, "day": latest.isoformat()}
            raise ValidationError({"review_by": ValidationError(sentence % day, code="review_by")})

    def get_preview_context(self, request, mode_name):
        return {
            **super().get_preview_context(request, mode_name),
            "alias": alias_label(self),
            "course": self.get_parent().get_parent().specific,
            "course_url": "#",
            "module": EXAMPLE_OUTLINE["modules"][0],
            "progress": EXAMPLE_PROGRESS,
            "segments": EXAMPLE_PROGRESS["segments"],
            "enrolment": {"key": EXAMPLE_KEY},
            "entry": EXAMPLE_OUTLINE["modules"][0]["entries"][1],
            "lesson_number": 2,
            "body": words_of(self, "#"),
        }

    @property
    def folded(self) -> str:
        """Title and objective for everybody; the text of a closed lesson stands under seal, for who may read it."""
        text = words_of_body(self.body)
        if self.open_to_guests:
            return page_entry(self, self.objective, text)
        course = CoursePage.objects.get(path=self.path[: -2 * self.steplen]).translation_key
        return page_entry(self, self.objective, text, seal=lambda tokens: sealed(tokens, course))


class QuizPage(Reviewed, InCatalogue, Page):
    """A set of questions with a pass mark. It holds no question: its pools draw on question banks."""

    introduction = RichTextField(_("introduction"), features=["bold", "italic", "ol", "ul", "link"], blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes it usually takes"), default=15)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark, percent"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    purpose = models.CharField(
        _("what it is for"),
        max_length=10,
        choices=QuizPurpose,
        default=QuizPurpose.FINAL,
        help_text=_("Final, lesson and post-tests must be passed to finish the course."),
    )
    exempts = models.BooleanField(
        _("passing a pre-test exempts"),
        default=True,
        help_text=_("From the lessons of its module, not from any test; the learner’s pages and the certificate’s annex say so."),
    )
    free_attempts = models.PositiveSmallIntegerField(_("attempts without a wait"), default=3)
    cool_down_hours = models.PositiveSmallIntegerField(_("hours to wait after that"), default=24)
    max_attempts = models.PositiveSmallIntegerField(
        _("attempts at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Empty: as many as needed. The help desk can grant one more."),
    )
    time_limit = models.PositiveSmallIntegerField(
        _("time limit, minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Empty: none. The help desk can give a person more time."),
    )
    retired = models.BooleanField(_("retired"), default=False, help_text=RETIRED_HELP)
    pools = StreamField([("pool", PoolBlock())], verbose_name=_("pools"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldRowPanel([FieldPanel("purpose"), FieldPanel("exempts")]),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("pass_mark")]),
        FieldRowPanel([FieldPanel("free_attempts"), FieldPanel("cool_down_hours"), FieldPanel("max_attempts")]),
        FieldPanel("time_limit"),
        FieldPanel("pools"),
    ]
    settings_panels = [*Page.settings_panels, FieldPanel("retired")]
    search_fields = [*Page.search_fields, index.SearchField("folded")]
    folded = property(page_entry)
    override_translatable_fields = of_each_language("slug")
    parent_page_types = ["courses.ModulePage"]
    subpage_types = []
    template = "courses/quiz_page.html"

    class Meta:
        verbose_name = _("quiz")

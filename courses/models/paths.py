"""Role paths: which courses somebody in a role takes, in which order, and what their country asks for besides."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.choices import LearnerRole
from icrweb.accounts.choices import Country
from icrweb.pages.indexing import page_entry
from icrweb.pages.languages import of_each_language


def course_choices() -> list[tuple[str, str]]:
    """Every course by key, in the words of the language it was written in."""
    courses = {}
    pages = apps.get_model("courses", "CoursePage").objects.filter(alias_of=None).order_by("code", "pk")
    for key, code, title in pages.values_list("translation_key", "code", "title"):
        courses.setdefault(str(key), f"{code} {title}")
    return list(courses.items())


def proof_choices() -> list[tuple[str, str]]:
    """Courses, and whatever else certificates were ever given for, by key."""
    achievements = apps.get_model("certificates", "Achievement").objects.order_by("code")
    other = {str(row.key): str(row) for row in achievements}
    return list((other | dict(course_choices())).items())


class EquivalentBlock(blocks.StructBlock):
    """Certificates that together stand for a step."""

    all_of = blocks.MultipleChoiceBlock(choices=proof_choices, label=_("Valid certificates, all of these"))
    words = blocks.CharBlock(max_length=200, label=_("In words"), help_text=_("“An E6(R2) certificate and the bridging course”."))

    class Meta:
        icon = "check"


class StepBlock(blocks.StructBlock):
    """One course of a path."""

    course = blocks.ChoiceBlock(choices=course_choices, label=_("Course"))
    weight = blocks.ChoiceBlock(
        choices=[("required", _("Required")), ("recommended", _("Recommended"))],
        default="required",
        label=_("How much it is needed"),
    )
    why = blocks.TextBlock(max_length=300, label=_("Why"))
    equivalents = blocks.ListBlock(EquivalentBlock(), default=[], required=False, label=_("What else counts"))

    class Meta:
        icon = "arrow-right"
        label = _("Step")


class CountryBlock(blocks.StructBlock):
    """What one country asks for besides: guidance with the day it was checked, not legal advice."""

    country = blocks.ChoiceBlock(choices=Country.choices, label=_("Country"))
    note = blocks.TextBlock(max_length=400, label=_("What was found, where, and when it was checked"))
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"))

    class Meta:
        icon = "globe"
        label = _("Country")


class PathIndexPage(Page):
    """Role paths are its children."""

    introduction = RichTextField(_("introduction"), features=["bold", "italic", "link"], blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*Page.search_fields, index.SearchField("folded")]
    folded = property(page_entry)
    override_translatable_fields = of_each_language("slug")
    parent_page_types = ["front.HomePage"]
    subpage_types = ["courses.PathPage"]
    max_count_per_parent = 1
    template = "courses/path_index_page.html"

    class Meta:
        verbose_name = _("list of role paths")


class PathPage(Page):
    """What somebody in a role learns, in order."""

    role = models.CharField(_("role"), max_length=20, choices=LearnerRole)
    summary = models.CharField(_("summary"), max_length=250, help_text=_("One sentence: who it is for, and where it leads."))
    steps = StreamField([("step", StepBlock())], verbose_name=_("steps"), blank=True)
    countries = StreamField([("country", CountryBlock())], verbose_name=_("besides, by country"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("role"),
        FieldPanel("summary"),
        FieldPanel("steps"),
        FieldPanel("countries"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("folded")]
    override_translatable_fields = of_each_language("slug")
    parent_page_types = ["courses.PathIndexPage"]
    subpage_types = []
    template = "courses/path_page.html"

    class Meta:
        verbose_name = _("role path")

    @property
    def folded(self) -> str:
        return page_entry(self, self.summary)


class PathChoice(models.Model):
    """The path that somebody follows; one at a time, changed or dropped as they like."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="path_choice")
    path_key = models.UUIDField()
    chosen_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("chosen path")
        verbose_name_plural = _("chosen paths")

    def __str__(self):
        return f"{self.person}: {self.path_key}"

"""On top, where everything meets: the home page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from icrweb.pages.indexing import page_entry
from icrweb.pages.languages import of_each_language


class ComponentBlock(blocks.StructBlock):
    """One of the network's components, with the page that tells more."""

    page = blocks.PageChooserBlock(label=_("Page"))
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = blocks.TextBlock(max_length=300, label=_("Text"))

    class Meta:
        icon = "doc-full"


class HomePage(Page):
    """The first page of each language."""

    eyebrow = models.CharField(_("line above the headline"), max_length=160, blank=True)
    headline = models.CharField(_("headline"), max_length=120)
    headline_second = models.CharField(_("second line of the headline"), max_length=120, blank=True)
    lead = models.TextField(_("lead"), max_length=400, blank=True)
    components = StreamField([("component", ComponentBlock())], verbose_name=_("components of the network"), blank=True)
    check_title = models.CharField(_("title of the certificate check"), max_length=120, blank=True)
    check_text = models.TextField(_("text of the certificate check"), max_length=400, blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel(name) for name in ("eyebrow", "headline", "headline_second", "lead")], heading=_("First view")),
        FieldPanel("components"),
        MultiFieldPanel([FieldPanel("check_title"), FieldPanel("check_text")], heading=_("Certificate check")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("folded")]
    override_translatable_fields = of_each_language("slug")
    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = 10
    template = "front/home_page.html"

    class Meta:
        verbose_name = _("home page")

    @property
    def folded(self) -> str:
        return page_entry(self, text=f"{self.headline} {self.headline_second} {self.lead}")


class PageVisitsQuerySet(models.QuerySet):
    def since(self, day):
        """Each address with the sum of its visits from that day on, the most visited first."""
        return self.filter(day__gte=day).values("path").annotate(total=models.Sum("visits")).order_by("-total", "path")


class PageVisits(models.Model):
    """How often an address was read on a day, by visitors who accepted to be counted."""

    day = models.DateField()
    path = models.CharField(max_length=200)
    visits = models.PositiveIntegerField(default=0)

    objects = PageVisitsQuerySet.as_manager()

    class Meta:
        verbose_name = _("visits of a page")
        verbose_name_plural = _("visits of pages")
        constraints = [models.UniqueConstraint(fields=["day", "path"], name="one_count_per_page_and_day")]

    def __str__(self):
        return f"{self.day} {self.path}: {self.visits}"


class IndexWriting(models.Model):
    """How far the worker has come in writing the search index anew, for pages and for terms."""

    of = models.CharField(max_length=10, unique=True)
    way = models.CharField(max_length=40)
    reached = models.PositiveBigIntegerField(default=0)  # the highest id that is written
    done = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("writing of the search index")
        verbose_name_plural = _("writings of the search index")

    def __str__(self):
        return f"{self.of} {self.way}: {self.reached}"

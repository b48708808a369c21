"""The pages of seminars: words only. Dates, seats and deadlines are record facts, the same in every language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from icrweb.pages.blocks import BodyBlock
from icrweb.pages.indexing import page_entry, words_of_body
from icrweb.pages.languages import of_each_language


class SeminarIndexPage(Page):
    """The list of seminars: what is coming, and what has been."""

    introduction = RichTextField(_("introduction"), features=["bold", "italic", "link"], blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*Page.search_fields, index.SearchField("folded")]
    folded = property(page_entry)
    override_translatable_fields = of_each_language("slug")
    parent_page_types = ["front.HomePage"]
    subpage_types = ["seminars.SeminarPage"]
    max_count_per_parent = 1
    template = "seminars/seminar_index_page.html"

    class Meta:
        verbose_name = _("seminar list")


class SeminarPage(Page):
    """What a seminar is about and for whom."""

    summary = models.CharField(_("summary"), max_length=250)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    speakers = models.TextField(_("speakers"), blank=True, help_text=_("One a line: name, role, institution."))
    cost_and_support = models.TextField(_("cost and support"), blank=True)

    content_panels = [*Page.content_panels, *(FieldPanel(name) for name in ("summary", "body", "speakers", "cost_and_support"))]
    search_fields = [*Page.search_fields, index.SearchField("folded")]
    override_translatable_fields = of_each_language("slug")
    parent_page_types = ["seminars.SeminarIndexPage"]
    subpage_types = []
    template = "seminars/seminar_page.html"

    class Meta:
        verbose_name = _("seminar page")

    @property
    def speaker_lines(self) -> list[str]:
        return [line.strip() for line in self.speakers.splitlines() if line.strip()]

    @property
    def folded(self) -> str:
        return page_entry(self, self.summary, f"{words_of_body(self.body)} {self.speakers}")

"""The ground that pages share: pictures, plain pages, the network's page, and what holds for the whole site."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page
from wagtail.search import index

from .blocks import BodyBlock
from .indexing import page_entry, without_tags, words_of_body
from .languages import of_each_language
from .registry import Guideline, GuidelineEdition

__all__ = ["Guideline", "GuidelineEdition", "NetworkPage", "Picture", "PictureRendition", "SiteSettings", "StandardPage"]


class Picture(AbstractImage):
    """An image with where it came from; no patient can be recognised in it."""

    credit = models.CharField(_("credit and licence"), max_length=250, blank=True)
    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter")]


class StandardPage(Page):
    """A page of words: mission, about, privacy, one of the network's components."""

    summary = models.CharField(
        _("summary"), max_length=250, blank=True, help_text=_("One sentence below the title and in search results.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("folded")]
    override_translatable_fields = of_each_language("slug")
    parent_page_types = ["front.HomePage", "pages.StandardPage"]
    template = "pages/standard_page.html"

    class Meta:
        verbose_name = _("standard page")

    @property
    def folded(self) -> str:
        return page_entry(self, self.summary, words_of_body(self.body))


class NetworkPage(Page):
    """The institutions by country and the regional office, from the records, with words above them."""

    introduction = RichTextField(_("introduction"), features=["bold", "italic", "link"], blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*Page.search_fields, index.SearchField("folded")]
    override_translatable_fields = of_each_language("slug")
    parent_page_types = ["front.HomePage"]
    subpage_types = []
    template = "pages/network_page.html"

    class Meta:
        verbose_name = _("network page")

    @property
    def folded(self) -> str:
        return page_entry(self, text=without_tags(self.introduction))


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """What holds for the whole site."""

    issuer_name = models.CharField(_("issuer on certificates"), max_length=200, default="icrweb demonstration network")
    responsible_person = models.CharField(_("responsible person on certificates"), max_length=150, blank=True)
    responsible_person_native = models.CharField(_("their name in their own script"), max_length=150, blank=True)
    responsible_role = models.CharField(_("their role"), max_length=150, blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    measure_visits = models.BooleanField(
        _("measure visits"),
        default=False,
        help_text=_("When on, visitors are asked first, and nothing is measured until they accept."),
    )

    class Meta:
        verbose_name = _("site settings")

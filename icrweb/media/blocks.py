"""The block that shows a recording of ours, or one on another site behind a click."""

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from icrweb.media.embeds import embed_of
from icrweb.media.playing import player_of


class StillBlock(blocks.StructBlock):
    """What is to be seen from one second on."""

    picture = ImageChooserBlock(label=_("Picture"))
    second = blocks.IntegerBlock(min_value=0, label=_("From second"))
    alternative = blocks.CharBlock(max_length=300, label=_("Text alternative"), help_text=_("What this picture shows."))


class VideoBlock(blocks.StructBlock):
    """A video or sound recording with its transcript; what is missing before it may go live, `checking.findings` says."""

    title = blocks.CharBlock(max_length=160, label=_("Title"))
    recording = SnippetChooserBlock("media.Recording", required=False, label=_("Recording"))
    address = blocks.URLBlock(
        required=False,
        default="",
        label=_("Address on another site"),
        help_text=_("YouTube or Vimeo. Nothing is loaded from there until the reader agrees."),
    )
    description = blocks.TextBlock(
        label=_("What is to be seen"), help_text=_("For those who cannot see it: what the pictures show that the words do not say.")
    )
    stills = blocks.ListBlock(StillBlock(), default=[], label=_("Stills"))
    transcript = blocks.TextBlock(
        required=False,
        default="",
        label=_("Transcript"),
        help_text=_("Leave it empty: it is made from the captions. One paragraph a line."),
    )

    class Meta:
        icon = "media"
        label = _("Video or audio")
        template = "blocks/video.html"

    def clean(self, value):
        value = super().clean(value)
        if bool(value["recording"]) == bool(value["address"]):
            sentence = _("Choose a recording, or give the address of a video on another site: one of the two.")
            raise blocks.StructBlockValidationError(block_errors={"recording": ValidationError(sentence, code="one_source")})
        if value["address"] and not embed_of(value["address"]):
            sentence = _("Give the https address of one video on YouTube or Vimeo, or upload your own.")
            raise blocks.StructBlockValidationError(block_errors={"address": ValidationError(sentence, code="unknown_site")})
        return value

    def get_context(self, value, parent_context=None):
        return {**super().get_context(value, parent_context), "player": player_of(value, get_language())}

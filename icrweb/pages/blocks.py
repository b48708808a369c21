"""Blocks that any page may hold. Their templates are templates/blocks/<name>.html."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
LINE_FEATURES = ["bold", "italic", "link"]


class ParagraphBlock(blocks.RichTextBlock):
    """A stretch of running text. `[^1]` points at the first reference of the page."""

    def __init__(self, **kwargs):
        super().__init__(features=TEXT_FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/text.html"


class CalloutBlock(blocks.StructBlock):
    """A box with a coloured edge: a case, a note, a warning, or what to do in practice."""

    kind = blocks.ChoiceBlock(
        choices=[("case", _("Case")), ("note", _("Note")), ("warning", _("Warning")), ("practice", _("Practice"))], label=_("Kind")
    )
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = blocks.RichTextBlock(features=["bold", "italic", "ol", "ul", "link"], label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Box")
        template = "blocks/callout.html"


class StepBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=80, label=_("Label"))
    text = blocks.CharBlock(max_length=240, required=False, default="", label=_("Text"))


class StepsBlock(blocks.StructBlock):
    """A drawn staircase whose words stay text, so that they can be translated, searched and read aloud."""

    title = blocks.CharBlock(max_length=160, label=_("Title"))
    description = blocks.TextBlock(
        label=_("Long description"), help_text=_("What somebody who cannot see the drawing should know.")
    )
    steps = blocks.ListBlock(StepBlock(), min_num=2, max_num=8, label=_("Steps"))

    class Meta:
        icon = "order-up"
        label = _("Steps")
        template = "blocks/steps.html"


class TableBlock(blocks.StructBlock):
    """A table with a caption; the first row is the header."""

    caption = blocks.CharBlock(max_length=200, label=_("Caption"))
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(required=False, default="", label=_("Cell")), label=_("Row")), min_num=2, label=_("Rows")
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "blocks/table.html"


class ChecklistBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=160, label=_("Title"))
    items = blocks.ListBlock(blocks.CharBlock(max_length=300, label=_("Item")), min_num=1, label=_("Items"))

    class Meta:
        icon = "tasks"
        label = _("Checklist")
        template = "blocks/checklist.html"


class PictureBlock(blocks.StructBlock):
    """A picture with a text alternative, and a long description where it says more than a sentence can."""

    picture = ImageChooserBlock(label=_("Picture"))
    alternative = blocks.CharBlock(
        max_length=250, label=_("Text alternative"), help_text=_("What the picture shows, in one sentence.")
    )
    caption = blocks.CharBlock(max_length=250, required=False, default="", label=_("Caption"))
    credit = blocks.CharBlock(max_length=250, label=_("Credit and licence"))
    description = blocks.TextBlock(required=False, default="", label=_("Long description"))

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"


class ReferenceBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=300, label=_("Author or body, title"))
    edition = blocks.CharBlock(max_length=120, required=False, default="", label=_("Edition or year"))
    checked_on = blocks.DateBlock(required=False, label=_("Date checked"))
    address = blocks.URLBlock(required=False, default="", label=_("Address"))


class ReferencesBlock(blocks.StructBlock):
    items = blocks.ListBlock(ReferenceBlock(), min_num=1, label=_("References"))

    class Meta:
        icon = "openquote"
        label = _("References")
        template = "blocks/references.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a page of words."""

    text = ParagraphBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    table = TableBlock()
    checklist = ChecklistBlock()
    picture = PictureBlock()
    references = ReferencesBlock()

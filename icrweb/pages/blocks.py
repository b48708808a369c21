"""Blocks that any page may hold. Their templates are templates/blocks/<name>.html."""

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.html import escape
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.compare import RichTextBlockComparison, diff_text
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import get_text_for_indexing
from wagtail.snippets.blocks import SnippetChooserBlock

from icrweb.media.blocks import VideoBlock

from .formulae import mathml, refuse_faulty_inline
from .languages import content_languages

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
LINE_FEATURES = ["bold", "italic", "link"]


class ParagraphComparison(RichTextBlockComparison):
    """Two versions of a text; a heading and the paragraph below it do not run together."""

    def htmldiff(self):
        return diff_text(get_text_for_indexing(self.val_a.source), get_text_for_indexing(self.val_b.source)).to_html()

    def htmlvalue(self, val):
        return escape(get_text_for_indexing(val.source))


class ParagraphBlock(blocks.RichTextBlock):
    r"""A stretch of running text. `[^1]` points at the first reference of the page, `\\( … \\)` is a small formula."""

    def __init__(self, **kwargs):
        super().__init__(features=TEXT_FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Running text. [^1] points at the first reference; \\( x^2 \\) is a small formula.")
        template = "blocks/text.html"

    def clean(self, value):
        value = super().clean(value)
        refuse_faulty_inline(value.source)
        return value

    def get_comparison_class(self):
        return ParagraphComparison


class CalloutBlock(blocks.StructBlock):
    """A box with a coloured edge: a case, a note, a warning, or what to do in practice."""

    kind = blocks.ChoiceBlock(
        choices=[
            ("case", _("Case")),
            ("note", _("Note")),
            ("warning", _("Warning")),
            ("practice", pgettext_lazy("in daily work", "Practice")),
        ],
        label=_("Kind"),
    )
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = blocks.RichTextBlock(features=["bold", "italic", "ol", "ul", "link"], label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Box")
        description = _("A case, a note, a warning, or what to do in practice.")
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
        description = _("A drawn staircase of two to eight steps; its words stay text.")
        template = "blocks/steps.html"


class TableValue(blocks.StructValue):
    @property
    def number_columns(self) -> list[bool]:
        """For each column: every filled cell below the header is a number, so it stands at the end of its cell."""
        body = [list(row) for row in list(self["rows"])[1:]]
        width = max((len(row) for row in body), default=0)
        return [_numbers([row[column] for row in body if column < len(row)]) for column in range(width)]

    @property
    def lines(self) -> list[list[tuple[str, bool]]]:
        """The rows, each cell with whether its column holds numbers."""
        numbers = self.number_columns
        return [[(cell, column < len(numbers) and numbers[column]) for column, cell in enumerate(row)] for row in self["rows"]]


def _numbers(cells: list[str]) -> bool:
    signs = str.maketrans("", "", " .,+-−–±<>≤≥%\u00a0\u202f")
    filled = [cell.translate(signs) for cell in cells if cell.strip()]
    return bool(filled) and all(cell.isdigit() for cell in filled)


class TableBlock(blocks.StructBlock):
    """A table with a caption; the first row is the header."""

    caption = blocks.CharBlock(max_length=200, label=_("Caption"))
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(required=False, default="", label=_("Cell")), label=_("Row")),
        min_num=2,
        label=_("Rows"),
        help_text=_("The first row is the header. Columns of numbers are set right by themselves."),
    )
    row_headers = blocks.BooleanBlock(
        required=False,
        default=True,
        label=_("The first column names the rows"),
        help_text=_("Screen readers repeat it for each cell."),
    )
    note = blocks.CharBlock(max_length=300, required=False, default="", label=_("Note or source below the table"))

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Rows and columns with a caption; wide ones scroll in their own box.")
        value_class = TableValue
        template = "blocks/table.html"

    def clean(self, value):
        value = super().clean(value)
        widths = [len(row) for row in value["rows"]]
        if len(set(widths)) > 1:
            row = next(number for number, width in enumerate(widths, 1) if width != widths[0])
            sentence = gettext("Row %(row)s has %(cells)s cells, and the header has %(wanted)s. Give every row as many.")
            error = ValidationError(sentence % {"row": row, "cells": widths[row - 1], "wanted": widths[0]}, code="uneven")
            raise blocks.StructBlockValidationError(non_block_errors=ErrorList([error]))
        return value


class ChecklistBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=160, label=_("Title"))
    items = blocks.ListBlock(blocks.CharBlock(max_length=300, label=_("Item")), min_num=1, label=_("Items"))

    class Meta:
        icon = "tasks"
        label = _("Checklist")
        description = _("Things to tick off at the site. Ticks stay in the reader's browser, and it prints with empty boxes.")
        template = "blocks/checklist.html"


class PictureBlock(blocks.StructBlock):
    """A picture with a text alternative, a long description, and where it comes from."""

    picture = ImageChooserBlock(label=_("Picture"), help_text=_("No patient may be recognised in it."))
    alternative = blocks.CharBlock(
        max_length=250, label=_("Text alternative"), help_text=_("What the picture shows, in one sentence.")
    )
    caption = blocks.CharBlock(max_length=250, required=False, default="", label=_("Caption"))
    credit = blocks.CharBlock(max_length=250, label=_("Credit and licence"))
    description = blocks.TextBlock(
        default="",
        label=_("Long description"),
        help_text=_("All that a reader learns from the picture, for those who cannot see it."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture with its text alternative, long description, credit and licence.")
        template = "blocks/picture.html"


class LatexBlock(blocks.TextBlock):
    """A formula in LaTeX that can be drawn. It is the same in every language: translators are not asked for it."""

    def clean(self, value):
        value = super().clean(value)
        mathml(value)
        return value

    def get_translatable_segments(self, value) -> list:
        return []


class SymbolBlock(blocks.StructBlock):
    symbol = LatexBlock(max_length=80, rows=1, label=_("Symbol"), help_text=_("As in the formula, in LaTeX: p_1"))
    meaning = blocks.CharBlock(max_length=240, label=_("Meaning"))


class FormulaValue(blocks.StructValue):
    @property
    def drawn(self) -> str:
        return _drawn(self["latex"], display=True)

    @property
    def legend(self) -> list[tuple[str, str]]:
        return [(_drawn(symbol["symbol"]), symbol["meaning"]) for symbol in self["symbols"]]


def _drawn(latex: str, *, display: bool = False) -> str:
    """A formula that was stored before it was looked at is shown as it was typed."""
    try:
        return mathml(latex, display=display)
    except ValidationError:
        return latex


class FormulaBlock(blocks.StructBlock):
    """A formula on a line of its own, in words, with what each symbol means."""

    latex = LatexBlock(rows=2, label=_("Formula"), help_text=_("In LaTeX: n = \\frac{2 (z_\\alpha + z_\\beta)^2}{d^2}"))
    words = blocks.TextBlock(
        rows=2, label=_("In words"), help_text=_("How you would read it to a colleague on the telephone. Read aloud and printed.")
    )
    symbols = blocks.ListBlock(SymbolBlock(), min_num=0, label=_("What each symbol means"))

    class Meta:
        icon = "superscript"
        label = _("Formula")
        description = _("A formula in LaTeX, read aloud in your words, with what each symbol means.")
        value_class = FormulaValue
        template = "blocks/formula.html"


class DownloadBlock(blocks.StructBlock):
    """A file to take along. Whoever may read a page with it may fetch it, if its collection lets them in."""

    document = DocumentChooserBlock(label=_("Document"), help_text=_("A document of a private collection asks readers to sign in."))
    title = blocks.CharBlock(max_length=160, label=_("Title"))
    language = blocks.ChoiceBlock(choices=content_languages, default="en", label=_("Language of the file"))
    note = blocks.CharBlock(max_length=300, required=False, default="", label=_("What it is for"))

    class Meta:
        icon = "download"
        label = _("Download")
        description = _("A file with its title, type, size and language.")
        template = "blocks/download.html"


class ReferenceValue(blocks.StructValue):
    @property
    def words(self) -> str:
        """What is cited; `text` is the place in a guideline of the register, or all of it for any other source."""
        if edition := self.get("guideline"):
            return f"{edition.guideline.cited_as} ({self['text']})" if self["text"] else edition.guideline.cited_as
        return self["text"].rstrip(".")

    @property
    def edition_words(self) -> str:
        return self["guideline"].edition_words if self["guideline"] else self["edition"]

    @property
    def checked(self):
        return self["checked_on"] or (self["guideline"].checked_on if self["guideline"] else None)

    @property
    def link(self) -> str:
        return self["address"] or (self["guideline"].address if self["guideline"] else "")


class ReferenceBlock(blocks.StructBlock):
    guideline = SnippetChooserBlock(
        "pages.GuidelineEdition",
        required=False,
        label=_("Guideline edition"),
        help_text=_("From the register, with its edition, date checked and address. For an article or a book leave it empty."),
    )
    text = blocks.CharBlock(
        max_length=300,
        required=False,
        default="",
        label=_("Place, or author and title"),
        help_text=_("With a guideline: the chapter. Without: author or body, title."),
    )
    edition = blocks.CharBlock(max_length=120, required=False, default="", label=_("Edition or year"))
    checked_on = blocks.DateBlock(required=False, label=_("Date checked"))
    address = blocks.URLBlock(required=False, default="", label=_("Address"))

    class Meta:
        value_class = ReferenceValue

    def clean(self, value):
        value = super().clean(value)
        if not value["guideline"] and not value["text"].strip():
            error = ValidationError(gettext("Choose a guideline edition, or write author and title."), code="nothing_cited")
            raise blocks.StructBlockValidationError(block_errors={"text": error})
        return value


class ReferencesBlock(blocks.StructBlock):
    items = blocks.ListBlock(ReferenceBlock(), min_num=1, label=_("References"))

    class Meta:
        icon = "openquote"
        label = _("References")
        description = _("What the page cites, with edition and the day it was checked; one list a page.")
        template = "blocks/references.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a page of words."""

    text = ParagraphBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    table = TableBlock()
    checklist = ChecklistBlock()
    picture = PictureBlock()
    formula = FormulaBlock()
    download = DownloadBlock()
    video = VideoBlock()
    references = ReferencesBlock()

"""Blocks of a lesson, on top of those that any page may hold."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from icrweb.pages.blocks import BodyBlock


class TakeawaysBlock(blocks.StructBlock):
    items = blocks.ListBlock(blocks.CharBlock(max_length=300, label=_("Point")), min_num=1, max_num=5, label=_("Points"))

    class Meta:
        icon = "pin"
        label = _("Take home")
        template = "blocks/takeaways.html"


class TermBlock(blocks.StructBlock):
    """A glossary term of this lesson; its definition opens beside the text."""

    word = blocks.CharBlock(max_length=80, label=_("Term"))
    definition = blocks.TextBlock(label=_("Definition"))

    class Meta:
        icon = "title"
        label = _("Term")
        template = "blocks/term.html"


class CheckChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=300, label=_("Choice"))
    correct = blocks.BooleanBlock(required=False, label=_("Right"))
    feedback = blocks.TextBlock(label=_("Feedback"), help_text=_("Why this is right, or why it tempts but is wrong."))


class SelfCheckValue(blocks.StructValue):
    @property
    def several(self) -> bool:
        """More than one choice is right: the reader ticks instead of choosing one."""
        return sum(choice["correct"] for choice in self["choices"]) > 1


class SelfCheckBlock(blocks.StructBlock):
    """A question to oneself, unscored; it is no secret, so it lives in the page."""

    stem = blocks.TextBlock(label=_("Question"))
    choices = blocks.ListBlock(CheckChoiceBlock(), min_num=2, max_num=8, label=_("Choices"))

    class Meta:
        icon = "help"
        label = _("Self-check")
        value_class = SelfCheckValue
        template = "blocks/self_check.html"

    def clean(self, value):
        value = super().clean(value)
        if not any(choice["correct"] for choice in value["choices"]):
            raise blocks.StructBlockValidationError(
                block_errors={"stem": ValidationError(_("Mark at least one choice as right."), code="no_right_choice")}
            )
        return value


class LessonBodyBlock(BodyBlock):
    """What a lesson is made of."""

    takeaways = TakeawaysBlock()
    term = TermBlock()
    check = SelfCheckBlock()


class PoolBlock(blocks.StructBlock):
    """Draw `count` questions from a bank, of one objective or of any."""

    bank = SnippetChooserBlock("courses.QuestionBank", label=_("Question bank"))
    objective = blocks.CharBlock(
        required=False, default="", label=_("Objective"), help_text=_("The short name of an objective; empty = any.")
    )
    count = blocks.IntegerBlock(min_value=1, max_value=100, label=_("Number of questions"))

    class Meta:
        icon = "help"
        label = _("Pool")


class QuestionChoiceBlock(blocks.StructBlock):
    """One choice of a question. Whether it is right is read from the source language only."""

    text = blocks.CharBlock(max_length=400, label=_("Choice"))
    correct = blocks.BooleanBlock(required=False, label=_("Right"))
    feedback = blocks.TextBlock(required=False, default="", label=_("Feedback"))

    class Meta:
        icon = "radio-full"
        label = _("Choice")

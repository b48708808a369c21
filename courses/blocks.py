"""Blocks of a lesson, on top of those that any page may hold."""

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from courses import grading
from courses.case_blocks import BranchingCaseBlock, CaseBlock
from courses.figures.blocks import FiguresBlock
from icrweb.pages.blocks import BodyBlock


class TakeawaysBlock(blocks.StructBlock):
    items = blocks.ListBlock(blocks.CharBlock(max_length=300, label=_("Point")), min_num=1, max_num=5, label=_("Points"))

    class Meta:
        icon = "pin"
        label = _("Take home")
        description = _("One to five points to remember.")
        template = "blocks/takeaways.html"


class EntryBlock(SnippetChooserBlock):
    """Points at an entry, whatever the language: shown in the reader's, and nothing that translators are asked for."""

    def get_translatable_segments(self, value) -> list:
        return []


class TermBlock(blocks.StructBlock):
    """An entry of the glossary; its definition opens beside the text where the text first uses it."""

    term = EntryBlock("courses.GlossaryTerm", label=_("Glossary term"))

    class Meta:
        icon = "title"
        label = _("Term")
        description = _("An entry of the glossary; its definition opens where the text first uses the word.")
        template = "blocks/term.html"


class LocalNotesBlock(blocks.StructBlock):
    """A slot for what differs from country to country; the notes of the subject fill it, each kept by its owner."""

    title = blocks.CharBlock(
        max_length=160, label=_("Question to the countries"), help_text=_("For example: Who accepts a serious event?")
    )
    subject = SnippetChooserBlock("courses.LocalSubject", label=_("Subject"))

    class Meta:
        icon = "globe"
        label = _("Local notes")
        description = _("What differs from country to country. Each country's note is written by its owner.")
        template = "blocks/local_notes.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        return {**context, "notes": value["subject"].notes_in(get_language()) if value["subject"] else []}


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
        description = _("A question with choices; each choice says why it is right or wrong. Not scored.")
        value_class = SelfCheckValue
        template = "blocks/self_check.html"

    def clean(self, value):
        value = super().clean(value)
        if not any(choice["correct"] for choice in value["choices"]):
            raise blocks.StructBlockValidationError(
                block_errors={"stem": ValidationError(_("Mark at least one choice as right."), code="no_right_choice")}
            )
        return value


class SourceNumberBlock(blocks.CharBlock):
    """A number that decides about answers: the same in every language, found by no search, and never in the page."""

    def __init__(self, **options):
        super().__init__(**{"max_length": grading.LONGEST_NUMBER, "search_index": False, **options})

    def clean(self, value):
        value = super().clean(value)
        try:
            grading.parse_number(value)
        except grading.NumberError as problem:
            raise ValidationError(_("Write one number, for example 0.54."), code="number") from problem
        return value

    def get_translatable_segments(self, value) -> list:
        return []


class NumberCheckBlock(blocks.StructBlock):
    """A question to oneself whose answer is a number, unscored; what is right stays with the server until somebody answers."""

    stem = blocks.TextBlock(rows=2, label=_("Question"))
    answer = SourceNumberBlock(label=_("Right answer"), help_text=_("With a point before the decimals: 0.54"))
    tolerance = SourceNumberBlock(
        default="0", label=_("Tolerance"), help_text=_("How far off an answer may be and still be right; 0: not at all.")
    )
    unit = blocks.CharBlock(
        max_length=30, required=False, default="", label=_("Unit"), help_text=_("Stands behind the field; may be typed too.")
    )
    if_right = blocks.TextBlock(rows=2, search_index=False, label=_("Feedback when right"), help_text=_("Why this is so."))
    if_wrong = blocks.TextBlock(
        rows=2, search_index=False, label=_("Feedback when wrong"), help_text=_("How to work it out, and what often goes wrong.")
    )

    class Meta:
        icon = "help"
        label = _("Self-check with a number")
        description = _("A question whose answer is a number; the feedback says why it is right or wrong. Not scored.")
        template = "blocks/number_check.html"

    def clean(self, value):
        value = super().clean(value)
        if grading.parse_number(value["tolerance"]) < 0:
            error = ValidationError(_("Give a tolerance of 0 or more."), code="tolerance")
            raise blocks.StructBlockValidationError(block_errors={"tolerance": error})
        return value


SELF_CHECKS = ("check", "number_check")  # the blocks that "Self-checks answered" counts


class RecallBlock(blocks.StructBlock):
    """A question to oneself with an answer to uncover: nothing to choose, nothing recorded."""

    stem = blocks.TextBlock(rows=2, label=_("Question"), help_text=_("Ask for a number, a list, or what the reader would say."))
    answer = blocks.RichTextBlock(
        features=["bold", "italic", "ol", "ul", "link"],
        label=_("Answer"),
        help_text=_("With the reason; [^1] points at the first reference."),
    )

    class Meta:
        icon = "help"
        label = _("Think, then uncover")
        description = _("A question to think about or to work out; the answer opens below it.")
        template = "blocks/recall.html"


class LessonBodyBlock(FiguresBlock, BodyBlock):
    """What a lesson is made of."""

    takeaways = TakeawaysBlock()
    term = TermBlock()
    check = SelfCheckBlock()
    number_check = NumberCheckBlock()
    recall = RecallBlock()
    story = CaseBlock()
    branching = BranchingCaseBlock()
    local_notes = LocalNotesBlock()


class SameWordBlock(blocks.CharBlock):
    """A short name or a number that decides something: the same in every language, so translators are not asked for it."""

    def get_translatable_segments(self, value) -> list:
        return []


class PoolBlock(blocks.StructBlock):
    """Draw `count` questions from a bank, of one objective or of any."""

    bank = SnippetChooserBlock("courses.QuestionBank", label=_("Question bank"))
    objective = SameWordBlock(
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
    weight = SameWordBlock(
        required=False,
        default="",
        max_length=12,
        label=_("Weight, in percent"),
        help_text=_("Only where this choice is neither plainly right nor wrong: 50, or -33.33333. Counts instead of “Right”."),
    )
    feedback = blocks.TextBlock(required=False, default="", label=_("Feedback"))

    class Meta:
        icon = "radio-full"
        label = _("Choice")


class QuestionPairBlock(blocks.StructBlock):
    """Two halves that belong together."""

    text = blocks.CharBlock(
        max_length=400,
        required=False,
        label=_("Row"),
        help_text=_("Empty: the other half is one more choice, and wrong everywhere."),
    )
    other = blocks.CharBlock(max_length=400, label=_("What belongs to it"))
    feedback = blocks.TextBlock(required=False, default="", label=_("Feedback"))

    class Meta:
        icon = "link"
        label = _("Pair")


class QuestionStepBlock(blocks.StructBlock):
    """One step; the steps stand in their right order."""

    text = blocks.CharBlock(max_length=400, label=_("Step"))
    feedback = blocks.TextBlock(required=False, default="", label=_("Feedback"))

    class Meta:
        icon = "list-ol"
        label = _("Step (in the right order)")


class GapOptionBlock(blocks.StructBlock):
    """One choice for a gap."""

    text = blocks.CharBlock(max_length=200, label=_("Choice"))
    correct = blocks.BooleanBlock(required=False, label=_("Right"))

    class Meta:
        label = _("Choice")


class QuestionGapBlock(blocks.StructBlock):
    """The choices for one gap of the text: the first gap is [[1]]."""

    options = blocks.ListBlock(GapOptionBlock(), label=_("Choices"))
    feedback = blocks.TextBlock(required=False, default="", label=_("Feedback"))

    class Meta:
        icon = "pilcrow"
        label = _("Gap")


class QuestionPlaceBlock(blocks.StructBlock):
    """A rectangle on the question's picture, and its line in the list."""

    text = blocks.CharBlock(
        max_length=200, label=_("What lies there"), help_text=_("Names the place, and does not give the answer away.")
    )
    left = blocks.DecimalBlock(min_value=0, max_value=100, max_digits=5, decimal_places=2, label=_("From the left, %"))
    top = blocks.DecimalBlock(min_value=0, max_value=100, max_digits=5, decimal_places=2, label=_("From the top, %"))
    width = blocks.DecimalBlock(min_value=0, max_value=100, max_digits=5, decimal_places=2, label=_("Width, %"))
    height = blocks.DecimalBlock(min_value=0, max_value=100, max_digits=5, decimal_places=2, label=_("Height, %"))
    correct = blocks.BooleanBlock(required=False, label=_("Right"))
    feedback = blocks.TextBlock(required=False, default="", label=_("Feedback"))

    class Meta:
        icon = "crosshairs"
        label = _("Place on the picture")


class QuestionJudgementBlock(blocks.StructBlock):
    """One of the five judgements from −2 to +2, with how many of the panel chose it."""

    text = blocks.CharBlock(
        max_length=200, label=_("Judgement"), help_text=_("From −2, much less likely, to +2, much more likely.")
    )
    panel = blocks.IntegerBlock(min_value=0, max_value=999, default=0, label=_("Chosen by how many of the panel"))
    feedback = blocks.TextBlock(required=False, default="", label=_("What the panel says"))

    class Meta:
        icon = "group"
        label = _("Judgement")


class QuestionPartsBlock(blocks.StreamBlock):
    """The parts of a question, of the block that its kind asks for (`courses.asking`)."""

    choice = QuestionChoiceBlock()
    pair = QuestionPairBlock()
    step = QuestionStepBlock()
    gap = QuestionGapBlock()
    place = QuestionPlaceBlock()
    judgement = QuestionJudgementBlock()

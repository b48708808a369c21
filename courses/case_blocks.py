"""Case studies: told step by step, or branching by what the reader decides. Nothing is recorded."""

from string import ascii_uppercase

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

SCENES = [(letter, letter) for letter in ascii_uppercase]
CASE_FEATURES = ["bold", "italic", "ol", "ul", "link"]


class CaseStepBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120, label=_("Heading"), help_text=_("For example: Day 3, the ward calls"))
    text = blocks.RichTextBlock(features=CASE_FEATURES, label=_("What happens"))
    question = blocks.CharBlock(
        max_length=300, required=False, default="", label=_("Question to think about"), help_text=_("The next step answers it.")
    )


class CaseBlock(blocks.StructBlock):
    """A case in steps: each opens the next one. Without script, and on paper, all of it can be read."""

    title = blocks.CharBlock(max_length=160, label=_("Title"))
    steps = blocks.ListBlock(CaseStepBlock(), min_num=2, max_num=12, label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Case study in steps")
        description = _("A case told step by step; each step may end with a question that the next one answers.")
        template = "blocks/story.html"


class CaseChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=240, label=_("What the reader may decide"))
    feedback = blocks.TextBlock(rows=2, label=_("What comes of it, and why"))
    goes_to = blocks.ChoiceBlock(choices=SCENES, label=_("Leads to scene"))


class SceneBlock(blocks.StructBlock):
    letter = blocks.ChoiceBlock(choices=SCENES, label=_("Scene"), help_text=_("Its letter; choices lead to it by that."))
    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    text = blocks.RichTextBlock(features=CASE_FEATURES, label=_("What happens"))
    choices = blocks.ListBlock(
        CaseChoiceBlock(), min_num=0, max_num=5, label=_("Choices"), help_text=_("A scene without choices is an ending.")
    )


class BranchingCaseValue(blocks.StructValue):
    @property
    def faults(self) -> list[str]:
        """What keeps readers from getting through, as sentences."""
        scenes = list(self["scenes"])
        letters = [scene["letter"] for scene in scenes]
        if twice := sorted({letter for letter in letters if letters.count(letter) > 1}):
            return [gettext("Two scenes have the letter %(letter)s. Give each its own.") % {"letter": twice[0]}]
        ways = {scene["letter"]: [choice["goes_to"] for choice in scene["choices"]] for scene in scenes}
        faults = [
            gettext("Scene %(scene)s leads to scene %(target)s, which is not there. Write it, or choose another.")
            % {"scene": letter, "target": target}
            for letter, targets in ways.items()
            for target in targets
            if target not in ways
        ]
        if faults or not letters:
            return faults
        endings = {letter for letter, targets in ways.items() if not targets}
        if not endings:
            return [gettext("No scene is an ending. Leave the choices of at least one scene empty.")]
        reached = _reach({letters[0]}, ways)
        faults += [
            gettext("No choice leads to scene %(scene)s. Lead one there, or delete the scene.") % {"scene": letter}
            for letter in letters
            if letter not in reached
        ]
        back = {letter: [source for source, targets in ways.items() if letter in targets] for letter in ways}
        finishing = _reach(endings, back)
        faults += [
            gettext("From scene %(scene)s no way leads to an ending. Add a choice that does.") % {"scene": letter}
            for letter in letters
            if letter in reached and letter not in finishing
        ]
        return faults


def _reach(start: set[str], ways: dict[str, list[str]]) -> set[str]:
    """Every scene that can be reached from `start`."""
    reached, waiting = set(start), list(start)
    while waiting:
        for target in ways[waiting.pop()]:
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


class BranchingCaseBlock(blocks.StructBlock):
    """A case whose course depends on what the reader decides; every way leads to an ending, and back."""

    title = blocks.CharBlock(max_length=160, label=_("Title"))
    introduction = blocks.TextBlock(rows=2, required=False, default="", label=_("Introduction"))
    scenes = blocks.ListBlock(
        SceneBlock(), min_num=3, max_num=len(SCENES), label=_("Scenes"), help_text=_("The first one is where the case begins.")
    )

    class Meta:
        icon = "redirect"
        label = _("Branching case study")
        description = _("Scenes with choices. Checked: each choice leads somewhere, each scene is reached, each way ends.")
        value_class = BranchingCaseValue
        template = "blocks/branching.html"

    def clean(self, value):
        value = super().clean(value)
        if faults := value.faults:
            raise blocks.StructBlockValidationError(
                non_block_errors=ErrorList([ValidationError(fault, code="branching") for fault in faults])
            )
        return value

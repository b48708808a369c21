"""The seven figures to work with, as a lesson's body knows them."""

from wagtail import blocks

from courses.figures.clinical_blocks import FlowBlock, RecistBlock
from courses.figures.judgement_blocks import CtcaeBlock, VariantBlock
from courses.figures.statistics_blocks import KaplanMeierBlock, NonInferiorityBlock, SampleSizeBlock


class FiguresBlock(blocks.StreamBlock):
    """One block a figure; its name is the name of the file in static/js/figures and of the template."""

    kaplan_meier = KaplanMeierBlock()
    consort_flow = FlowBlock()
    sample_size = SampleSizeBlock()
    recist = RecistBlock()
    ctcae = CtcaeBlock()
    variant = VariantBlock()
    non_inferiority = NonInferiorityBlock()

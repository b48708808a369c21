"""What a lesson that is done by playing must hold; each recording is checked with the other blocks, in lessons.py."""

from django.utils.translation import gettext as _

from courses.checks import blocks_of, check, error
from courses.choices import CompletionRule


@check("courses.LessonPage")
def something_to_play(page):
    """A lesson that is done when recordings are played has one of ours: what stands on other sites cannot be followed."""
    if page.completion == CompletionRule.WATCHED and not any(block.value["recording"] for block in blocks_of(page, "video")):
        sentence = _("Add a recording of your own, or let the lesson be done in another way: there is nothing to play that counts.")
        yield error("nothing_to_play", sentence, field="completion")

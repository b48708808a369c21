"""Checks of video and audio: what may not be missing, and what only deserves a word."""

from django.utils.translation import gettext as _

from courses.checks import blocks_of, check, error, warning
from courses.choices import CompletionRule
from icrweb.media.checking import findings


@check("courses.LessonPage")
def recordings(page):
    for block in blocks_of(page, "video"):
        for finding in findings(block.value, page.locale.language_code):
            yield (error if finding.refused else warning)(finding.code, finding.sentence, block=block)


@check("courses.LessonPage")
def something_to_play(page):
    """A lesson that is done when recordings are played has one of ours: what stands on other sites cannot be followed."""
    if page.completion == CompletionRule.WATCHED and not any(block.value["recording"] for block in blocks_of(page, "video")):
        sentence = _("Add a recording of your own, or let the lesson be done in another way: there is nothing to play that counts.")
        yield error("nothing_to_play", sentence, field="completion")

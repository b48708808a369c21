"""What an editor is told about captions that cannot be read."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from icrweb.media.webvtt import BrokenCaptionsError, Cue, cues_of

SENTENCES = {
    "long": _("Line %(line)s: these captions are too long. Split the recording."),
    "not_webvtt": _("Line %(line)s: begin with a line WEBVTT."),
    "no_blank": _("Line %(line)s: leave an empty line below WEBVTT."),
    "style": _("Line %(line)s: take out the block STYLE or REGION. How captions look is the reader's choice."),
    "timing": _("Line %(line)s: write the time line as 00:01.000 --> 00:04.000, with three digits behind the point."),
    "times": _("Line %(line)s: the end must be later than the start."),
    "order": _("Line %(line)s: this caption starts before the one above it. Put captions in order."),
    "empty": _("Line %(line)s: there are no words. Write them below the time line."),
    "tag": _("Line %(line)s: take out what stands in < >. Only i, b, u, c, v, lang and ruby are known; write < as &lt;."),
    "arrow": _("Line %(line)s: leave an empty line between the words and the next time line."),
}


def content_languages() -> list[tuple]:
    """The languages of the site; a function, so that their order is no part of a migration."""
    return settings.LANGUAGES


def check_captions(text: str) -> list[Cue]:
    """The captions, or a refusal that names the line."""
    try:
        return cues_of(text)
    except BrokenCaptionsError as broken:
        raise ValidationError(SENTENCES[broken.code], code=broken.code, params={"line": broken.line}) from broken

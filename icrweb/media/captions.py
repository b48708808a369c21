"""What an editor is told about captions that cannot be read."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from icrweb.media.webvtt import SENTENCES, BrokenCaptionsError, Cue, cues_of


def content_languages() -> list[tuple]:
    """The languages of the site; a function, so that their order is no part of a migration."""
    return settings.LANGUAGES


def check_captions(text: str) -> list[Cue]:
    """The captions, or a refusal that names the line."""
    try:
        return cues_of(text)
    except BrokenCaptionsError as broken:
        raise ValidationError(_(SENTENCES[broken.code]), code=broken.code, params={"line": broken.line}) from broken

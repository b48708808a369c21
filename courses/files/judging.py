"""Whether a picture or a media file can be used: its name and first bytes were looked at, here it is opened."""

from pathlib import Path

from django.utils.translation import gettext as _
from PIL.Image import DecompressionBombError
from wagtail.images.models import AbstractImage
from willow.image import Image

from icrweb.media.forms import SENTENCES
from icrweb.media.models import MediaFile
from icrweb.media.probing import NotPlayableError, facts_of

# What Willow and Pillow raise at a picture that they do not know, that is cut off, or that would fill the memory.
BAD_PICTURE = (OSError, SyntaxError, ValueError, DecompressionBombError)


def why_not(model: type, path: Path) -> str:
    """A sentence that says what to mend, or nothing."""
    with path.open("rb") as opened:
        try:
            if issubclass(model, MediaFile):
                facts_of(opened)
            elif issubclass(model, AbstractImage):
                Image.open(opened).get_size()
        except NotPlayableError as error:
            return str(SENTENCES[error.code])
        except BAD_PICTURE:
            return _("This picture cannot be opened. Save it again as PNG, JPEG or WebP.")
    return ""

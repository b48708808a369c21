"""What is missing before a page with a recording may go live, and what only deserves a word of warning."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from icrweb.media.embeds import embed_of

LONG = 12 * 60  # seconds; attention falls long before


@dataclass(frozen=True)
class Finding:
    """A sentence for the editor; `refused` says whether the page may go live with it."""

    code: str
    sentence: str
    refused: bool


def findings(value, language: str) -> list[Finding]:
    """What a block of the page in `language` lacks. `value` is the block's value."""
    recording, found = value["recording"], []
    if recording is None:
        if not embed_of(value["address"]):
            found.append(_refused("no_source", _("Choose a recording, or give the address of a video on YouTube or Vimeo.")))
        elif not value["transcript"]:
            found.append(_refused("no_transcript", _("Write the transcript: captions on another site cannot be relied on.")))
    else:
        found += _of_recording(recording, value, language)
    if not value["description"]:
        found.append(_refused("no_description", _("Describe what is to be seen, for those who cannot see it.")))
    return found


def _of_recording(recording, value, language: str):
    languages = recording.caption_languages
    if not recording.files:
        yield _refused("no_file", _("“%(title)s” has no file. Choose one in Recordings.") % {"title": recording.title})
    if not languages and (recording.kind == "video" or not value["transcript"]):
        sentence = _("“%(title)s” has no captions. Add them in Recordings, as WebVTT.") % {"title": recording.title}
        yield _refused("no_captions", sentence)
    elif languages and language not in languages:
        sentence = _("“%(title)s” has no captions in the language of this page.") % {"title": recording.title}
        yield Finding("captions_elsewhere", sentence, refused=False)
    if recording.duration > LONG:
        sentence = _("“%(title)s” runs %(minutes)s minutes. Four to nine are watched to the end; consider parts.")
        yield Finding("long", sentence % {"title": recording.title, "minutes": round(recording.duration / 60)}, refused=False)


def _refused(code: str, sentence: str) -> Finding:
    return Finding(code, sentence, refused=True)

"""Uploads: checked by what they hold, not by what they are called. What is refused is not kept."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtailmedia.forms import BaseMediaForm

from icrweb.media.captions import check_captions
from icrweb.media.probing import NotPlayableError, facts_of
from icrweb.media.webvtt import MOST_CHARACTERS

SENTENCES = {
    "unknown": _("This is not a video or sound file that every browser plays. Upload MP4 (H.264), M4A or MP3."),
    "broken": _("This file cannot be read to its end. Export it again and upload that."),
    "no_length": _("This file does not say how long it runs. Export it again as a whole MP4, not as a stream."),
    "wrong_kind": _("This file holds sound only. Upload it as audio."),
    "wrong_kind_audio": _("This file holds pictures. Upload it as video."),
}
DIFFERENCE = 2.0  # seconds by which the sizes of one recording may differ


class MediaFileForm(BaseMediaForm):
    """A file for the media library; length, size and pixels are read from it."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        most = settings.MEDIA_MAX_UPLOAD_SIZE
        if file.size > most:
            raise ValidationError(
                _now("This file has %(size)s; at most %(most)s can be uploaded. Export it smaller: 480 lines are enough."),
                code="too_large",
                params={"size": filesizeformat(file.size), "most": filesizeformat(most)},
            )
        try:
            facts = facts_of(file)
        except NotPlayableError as error:
            raise ValidationError(SENTENCES[error.code], code=error.code) from error
        if facts.kind != self.instance.type:
            code = "wrong_kind" if facts.kind == "audio" else "wrong_kind_audio"
            raise ValidationError(SENTENCES[code], code=code)
        file.seek(0)
        self.facts = facts
        return file

    def save(self, commit=True):
        if facts := getattr(self, "facts", None):
            for name in ("duration", "width", "height", "mime", "extension", "sound"):
                setattr(self.instance, name, getattr(facts, name))
            self.instance.size = self.instance.file.size
        return super().save(commit)


class CaptionsForm(WagtailAdminModelForm):
    """Captions from a file or from the clipboard; what counts is the text, so that a typing error is mended in place."""

    upload = forms.FileField(
        label=_("WebVTT file"), required=False, help_text=_("A file takes the place of the text below."), max_length=200
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            self.fields["text"].required = False

    def clean(self):
        data = super().clean()
        if upload := data.get("upload"):
            data["text"] = self._words_of(upload)
        if not data.get("text") and not self.errors:
            self.add_error("text", ValidationError(_("Choose a WebVTT file, or paste its text here."), code="required"))
        elif data.get("text"):
            try:
                check_captions(data["text"])
            except ValidationError as refusal:
                self.add_error("upload" if upload else "text", refusal)
        return data

    def _words_of(self, upload) -> str:
        if upload.size > 4 * MOST_CHARACTERS:
            self.add_error("upload", ValidationError(_("This file is too large for captions."), code="too_large"))
            return ""
        try:
            return upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("upload", ValidationError(_("This file is not UTF-8 text. Save it as UTF-8."), code="not_utf8"))
            return ""


class RecordingForm(WagtailAdminModelForm):
    """A recording whose files belong together."""

    def clean(self):
        data = super().clean()
        rows = self.formsets["renditions"].forms if "renditions" in self.formsets else []
        files = [row.cleaned_data["file"] for row in rows if row.is_valid() and _kept(row) and row.cleaned_data.get("file")]
        if not files:
            self.add_error(None, ValidationError(_("Choose at least one file."), code="no_file"))
        elif data.get("kind") == "video" and files[0].type != "video":
            self.add_error(None, ValidationError(_("Put a video file first: it is the one that plays."), code="first_video"))
        elif data.get("kind") == "audio" and any(file.type != "audio" for file in files):
            self.add_error(None, ValidationError(_("A sound recording has audio files only."), code="only_audio"))
        lengths = [file.duration for file in files]
        if files and max(lengths) - min(lengths) > DIFFERENCE:
            sentence = _now("The files differ by more than two seconds in length. Choose sizes of the same recording.")
            self.add_error(None, ValidationError(sentence, code="lengths_differ"))
        return data


def _kept(row) -> bool:
    return not row.cleaned_data.get("DELETE")

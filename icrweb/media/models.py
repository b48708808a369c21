"""Video and audio of our own: files as they were uploaded, and recordings made of them, with captions."""

import uuid

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.images import get_image_model_string
from wagtail.models import Orderable
from wagtail.search import index
from wagtailmedia.models import AbstractMedia, MediaType

from icrweb.media.captions import check_captions, content_languages
from icrweb.media.webvtt import Cue, cues_of


def private_storage():
    """Outside what the web server shows: files are handed out by icrweb.media.views only."""
    return storages["private"]


def own_name(instance, filename: str) -> str:
    """A name nobody can guess, and with the ending that the bytes ask for, whatever the file was called."""
    return f"recordings/{uuid.uuid4().hex}.{instance.extension}"


class MediaFile(AbstractMedia):
    """One uploaded file. What it is was read from its bytes: kind, length in seconds, width and height in pixels."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), storage=private_storage, upload_to=own_name)
    thumbnail = None
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    mime = models.CharField(max_length=40, default="video/mp4", editable=False)
    extension = models.CharField(max_length=5, default="mp4", editable=False)
    sound = models.BooleanField(_("has sound"), default=True, editable=False)

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta:
        verbose_name = _("media file")
        verbose_name_plural = _("media files")

    @property
    def label(self) -> str:
        return f"{self.height}p" if self.type == MediaType.VIDEO else str(_("Audio only"))


class RecordingQuerySet(models.QuerySet):
    def whole(self):
        """With files and captions: three queries, however many there are."""
        return self.select_related("poster").prefetch_related("renditions__file", "captions")

    def with_file(self, file: MediaFile):
        return self.filter(renditions__file=file)


class Recording(index.Indexed, ClusterableModel):
    """A video or a sound recording in one or more sizes, with captions in any number of languages."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160, help_text=_("For editors: readers see the title of the block."))
    kind = models.CharField(_("kind"), max_length=5, choices=MediaType, default=MediaType.VIDEO)
    poster = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("still shown before it plays"),
    )
    credit = models.CharField(_("source and licence"), max_length=250)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    objects = RecordingQuerySet.as_manager()
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.FilterField("kind")]

    class Meta:
        ordering = ["title"]
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")

    def __str__(self):
        return self.title

    @cached_property
    def files(self) -> list[MediaFile]:
        return [rendition.file for rendition in self.renditions.all()]

    @property
    def duration(self) -> float:
        """Seconds, as the shortest of the files runs: nobody can be asked for more. 0 without a file."""
        return min((file.duration for file in self.files), default=0.0)

    @property
    def has_sound(self) -> bool:
        return any(file.sound for file in self.files)

    @property
    def caption_languages(self) -> list[str]:
        return list(dict.fromkeys(captions.language for captions in self.captions.all()))

    def captions_in(self, language: str) -> "Captions | None":
        """The captions of a language, those for people who do not hear before mere subtitles; else the first there are."""
        found = sorted(self.captions.all(), key=lambda row: (row.language != language, row.kind != Captions.Kind.CAPTIONS))
        return found[0] if found else None


class Rendition(Orderable):
    """A file of a recording: the same in another size, or its sound alone. The first one plays unless the reader chooses."""

    recording = ParentalKey(Recording, on_delete=models.CASCADE, related_name="renditions")
    file = models.ForeignKey(MediaFile, models.PROTECT, related_name="renditions", verbose_name=_("file"))

    class Meta(Orderable.Meta):
        verbose_name = _("file of a recording")
        verbose_name_plural = _("files of recordings")
        constraints = [models.UniqueConstraint(fields=["recording", "file"], name="a_file_once_per_recording")]

    def __str__(self):
        return f"{self.recording}: {self.file}"


class Captions(Orderable):
    """What is said (or shown), line by line, in one language, as WebVTT."""

    class Kind(models.TextChoices):
        CAPTIONS = "captions", _("Captions: all that is heard")
        SUBTITLES = "subtitles", _("Subtitles: a translation of what is said")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recording = ParentalKey(Recording, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(_("language"), max_length=10, choices=content_languages)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CAPTIONS)
    text = models.TextField(_("WebVTT"), help_text=_("Begins with WEBVTT; then, between empty lines, a time line and words."))

    class Meta(Orderable.Meta):
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        constraints = [models.UniqueConstraint(fields=["recording", "language", "kind"], name="captions_once_per_language")]

    def __str__(self):
        return f"{self.recording}: {self.language}"

    def clean(self):
        super().clean()
        self.text = self.text.replace("\r\n", "\n").replace("\r", "\n")
        try:
            check_captions(self.text)
        except ValidationError as refusal:
            raise ValidationError({"text": refusal}) from refusal

    @property
    def cues(self) -> list[Cue]:
        return cues_of(self.text)

"""Captions in the making: the words of one language for the cues of a recording, until somebody else has looked at them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from icrweb.media.captions import content_languages
from icrweb.media.models import Recording


class CaptionWork(models.Model):
    """`cues`: for each cue of the source its head, its words then, and the words here. Readers get it when it was reviewed."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("captions in another language", "being translated")
        READY = "ready", pgettext_lazy("captions in another language", "waits for review")
        REVIEWED = "reviewed", pgettext_lazy("captions in another language", "reviewed, offered to readers")

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="caption_works")
    language = models.CharField(_("language"), max_length=10, choices=content_languages)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    cues = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    translator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    translated_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("captions being translated")
        verbose_name_plural = _("captions being translated")
        constraints = [
            models.UniqueConstraint(fields=["recording", "language"], name="one_caption_work_a_language"),
            models.CheckConstraint(
                condition=models.Q(reviewer=None) | ~models.Q(reviewer=models.F("translator")), name="nobody_reviews_their_captions"
            ),
        ]

    def __str__(self):
        return f"{self.recording_id}: {self.language}"

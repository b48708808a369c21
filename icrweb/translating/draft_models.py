"""Words that somebody has not finished."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import String, TranslationContext


class Draft(models.Model):
    """What one person typed for a passage and has not finished: as typed, right or wrong. Nobody reviews, publishes or suggests it.

    `seen` marks the words that stood there; `unfinished` was said by the person, otherwise it waits to be saved; `version` counts
    the savings of this person on this page.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    locale = models.ForeignKey(Locale, models.PROTECT, related_name="+")
    context = models.ForeignKey(TranslationContext, models.CASCADE, related_name="+")
    string = models.ForeignKey(String, models.CASCADE, related_name="+")
    typed = models.TextField()
    seen = models.CharField(max_length=16)
    unfinished = models.BooleanField(default=False)
    version = models.PositiveIntegerField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["context", "string", "locale", "person"], name="one_draft_of_a_passage"),
        ]

    def __str__(self):
        return f"{self.context_id}: {self.person_id}"

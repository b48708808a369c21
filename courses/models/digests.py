"""Mails that leave once a month."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ReviewDigest(models.Model):
    """The mail of a month to somebody with reviews overdue: once a person and month."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    month = models.DateField(help_text="Its first day, by the person's calendar.")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "month"], name="one_review_digest_a_month")]

    def __str__(self):
        return f"{self.person}: {self.month:%Y-%m}"

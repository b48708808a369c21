"""What the organizer found, where a seminar is assessed."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .records import Registration


class Assessment(models.Model):
    """Whether a participant passed, who says so, and on what ground. `key` is the evidence of the certificate of completion."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.OneToOneField(Registration, models.PROTECT, related_name="assessment")
    passed = models.BooleanField(_("passed"))
    why = models.TextField(_("ground"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        default_permissions = ()

    def __str__(self):
        return f"{self.registration}: {_('passed') if self.passed else _('not passed')}"

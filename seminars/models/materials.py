"""Files of a seminar: slides, handouts, reading."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .records import Seminar


def private_storage():
    """Outside what the web server shows: files are handed out by a view only."""
    return storages["private"]


def own_name(instance, filename: str) -> str:
    """A name nobody can guess, with the ending that was looked at."""
    return f"materials/{instance.key.hex}.{instance.ending}"


class Material(models.Model):
    """One file. Who has a place reads it; everybody, where the organizer says so."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="materials")
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), storage=private_storage, upload_to=own_name)
    ending = models.CharField(max_length=5, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    public = models.BooleanField(_("everybody may read it"), default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("material")
        verbose_name_plural = _("materials")

    def __str__(self):
        return self.title

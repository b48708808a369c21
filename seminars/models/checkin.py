"""What says who was there: passings of the door, and how much of a sitting that was."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .records import Registration, Sitting


class PassingQuerySet(models.QuerySet):
    def counted(self):
        """Without those that an organizer took back as made by mistake."""
        return self.filter(taken_back_at=None)


class Passing(models.Model):
    """Somebody came into one sitting, or left it: as a phone of staff saw it, or as they said with the code of the room.

    What was seen is never changed; a mistake is taken back, and stays as that. `key` is given where it was seen, so that what is
    sent twice counts once. `at` is by the server's clock; `device_at` is what the clock of the phone showed.
    """

    class Direction(models.TextChoices):
        IN = "in", _("In")
        OUT = "out", _("Out")

    class Source(models.TextChoices):
        DOOR = "door", _("Seen at the door")
        ROOM = "room", _("Code of the room")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="passings")
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="passings")
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    source = models.CharField(_("source"), max_length=4, choices=Source)
    at = models.DateTimeField(_("when"))
    device_at = models.DateTimeField(_("by the clock of the phone"), null=True)
    device = models.CharField(max_length=36, blank=True, help_text="A random name that the page of a phone gave itself.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(
        null=True, help_text="When an organizer said that it was a mistake; why is in the audit trail."
    )

    objects = PassingQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("passing of the door")
        verbose_name_plural = _("passings of the door")
        default_permissions = ()
        indexes = [models.Index(fields=["sitting", "registration"], name="passing_sitting")]

    def __str__(self):
        return f"{self.registration}: {self.get_direction_display()}"

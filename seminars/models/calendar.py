"""What keeps people up to date: their own calendar address."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CalendarFeedQuerySet(models.QuerySet):
    def for_person(self, user):
        return self.filter(person=user)

    def open(self):
        """Those whose address works, of people who may sign in."""
        return self.filter(revoked_at=None, person__is_active=True)


class CalendarFeed(models.Model):
    """The address under which calendar programs fetch somebody's seminars; a new key makes the one before it worthless."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feed", editable=False)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    used_at = models.DateTimeField(null=True, editable=False, help_text="When a calendar program last fetched it, to the hour.")

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        default_permissions = ()

    def __str__(self):
        return f"{self.person}, {self.made_at:%Y-%m-%d}"

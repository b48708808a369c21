"""Reports of online meetings that an organizer brought in, and their rows."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .records import Registration, Seminar


class MeetingReport(models.Model):
    """One file. Its content is kept from the moment it was looked at until it is brought in, for a day at most."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="meeting_reports")
    filename = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(default=bytes)
    zone = models.CharField(_("time zone of the report"), max_length=50)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(default=timezone.now)
    brought_in_at = models.DateTimeField(null=True)
    brought_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rows_read = models.PositiveIntegerField(default=0)
    rows_matched = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-looked_at", "-pk"]
        verbose_name = _("report of a meeting")
        verbose_name_plural = _("reports of meetings")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["seminar", "sha256"], name="meeting_report_once")]

    def __str__(self):
        return self.filename


class MeetingRow(models.Model):
    """One connection to a meeting. Name and address are kept only while nobody knows whose it is.

    `mark` is a keyed hash of all that the line says: the same line in another file is the same row.
    """

    class Why(models.TextChoices):
        UNKNOWN = "unknown", _("No registration has this address or token")
        TWO = "two", _("Address and token are of two people")
        NO_PLACE = "no_place", _("The person has no place")

    report = models.ForeignKey(MeetingReport, models.PROTECT, related_name="rows")
    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="meeting_rows")
    mark = models.CharField(max_length=64)
    line = models.PositiveIntegerField()
    name = models.CharField(_("name in the meeting"), max_length=200, blank=True)
    email = models.CharField(_("address in the meeting"), max_length=254, blank=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField()
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="meeting_rows")
    waits = models.CharField(_("waits because"), max_length=8, choices=Why, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["joined_at", "pk"]
        verbose_name = _("row of a meeting")
        verbose_name_plural = _("rows of meetings")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["seminar", "mark"], name="meeting_row_once")]
        indexes = [models.Index(fields=["seminar"], condition=~models.Q(waits=""), name="meeting_rows_waiting")]

    def __str__(self):
        return f"{self.report}: {self.line}"

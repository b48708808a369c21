"""What keeps people up to date: their own calendar address, reminders, and which mails are about whose registration."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icrweb.trail.models import Mail

from .records import Registration, Seminar, Sitting


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


class NoReminders(models.Model):
    """Somebody who wants no reminders of sittings; mails that are needed come all the same."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.person}, {self.since:%Y-%m-%d}"


class SittingReminder(models.Model):
    """Somebody was reminded of a sitting: once a stage, and once more where the sitting has moved since.

    The sitting is named by its key: one that is left out later is deleted.
    """

    class Stage(models.TextChoices):
        DAY = "day", _("the day before")
        HOUR = "hour", _("the hour before")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="reminders", editable=False)
    sitting_key = models.UUIDField(editable=False)
    starts_at = models.DateTimeField(editable=False)
    stage = models.CharField(max_length=4, choices=Stage, editable=False)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "sitting_key", "starts_at", "stage"], name="one_reminder_a_sitting_and_stage"
            )
        ]

    def __str__(self):
        return f"{self.registration}: {self.starts_at:%Y-%m-%d %H:%M} ({self.stage})"


class LeftOutSitting(models.Model):
    """A sitting that an organizer has left out, kept so that calendars that hold it read that it is cancelled."""

    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="left_out_sittings", editable=False)
    key = models.UUIDField(unique=True, editable=False)
    titles = models.JSONField(default=dict, editable=False)
    place = models.CharField(max_length=200, blank=True, editable=False)
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    left_out_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["starts_at"]
        default_permissions = ()

    def __str__(self):
        return f"{self.seminar}: {self.starts_at:%Y-%m-%d %H:%M}"

    def as_sitting(self) -> Sitting:
        """The sitting as it was, never to be saved."""
        facts = {
            "titles": self.titles,
            "place": self.place,
            "online_link": "",
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
        }
        return Sitting(seminar=self.seminar, key=self.key, **facts)


class RegistrationMailQuerySet(models.QuerySet):
    def sent(self):
        return self.filter(mail__sent_at__isnull=False)

    def waiting(self):
        return self.filter(mail__sent_at=None, mail__dead_at=None)

    def refused(self):
        """Those that a mail server has refused at least once and has not taken since, or that were given up."""
        return self.filter(mail__sent_at=None).exclude(mail__last_error="", mail__dead_at=None)


class RegistrationMail(models.Model):
    """A mail in the outbox that is about somebody's registration, so that the organizer sees whether it left."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="mails", editable=False)
    mail = models.OneToOneField(Mail, models.PROTECT, related_name="+", editable=False)

    objects = RegistrationMailQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self):
        return f"{self.registration}: {self.mail}"


class Watch(models.Model):
    """Somebody wants one mail when registration opens, or when a place can be had again."""

    class Wanted(models.TextChoices):
        OPENING = "opening", _("registration opens")
        PLACE = "place", _("a place can be had again")

    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="watches", editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    wanted = models.CharField(max_length=10, choices=Wanted, editable=False)
    language = models.CharField(max_length=10, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["seminar", "person"], name="one_watch_a_person")]

    def __str__(self):
        return f"{self.person}: {self.seminar} ({self.wanted})"

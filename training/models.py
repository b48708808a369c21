"""Who may see a training record by a link, and the papers of it that were asked for. The record itself is computed, never stored."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RecordLinkQuerySet(models.QuerySet):
    def for_person(self, user):
        return self.filter(person=user)

    def open(self, at=None):
        """Those that show the record: neither revoked nor past their last day."""
        return self.filter(revoked_at=None, expires_at__gt=at or timezone.now())


class RecordLink(models.Model):
    """Whoever has its address sees the training record of a person, until it expires or is revoked."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="record_links", editable=False)
    name = models.CharField(_("whom it is for"), max_length=120)
    first_day = models.DateField(null=True, editable=False, help_text="Of the window it shows; open where empty.")
    last_day = models.DateField(null=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    objects = RecordLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("link to a training record")
        verbose_name_plural = _("links to training records")
        default_permissions = ()

    def __str__(self):
        return f"{self.person}: {self.name}"

    def is_open(self, at=None) -> bool:
        return self.revoked_at is None and (at or timezone.now()) < self.expires_at


class RecordPaperQuerySet(models.QuerySet):
    def for_person(self, user):
        return self.filter(person=user)

    def waiting(self, at=None):
        return self.filter(sha256="", next_try_at__lte=at or timezone.now())


class RecordPaper(models.Model):
    """The training record of a person as a signed PDF: of the moment it was asked for, in one language beside English."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="record_papers", editable=False)
    language = models.CharField(max_length=10, editable=False)
    facts = models.JSONField(editable=False, help_text="All that is printed, as it was when it was asked for.")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    name = models.CharField(max_length=120, blank=True, editable=False, help_text="In the private storage.")
    rendered_at = models.DateTimeField(null=True, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    last_error = models.TextField(blank=True, editable=False)

    objects = RecordPaperQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("paper of a training record")
        verbose_name_plural = _("papers of training records")
        default_permissions = ()
        indexes = [models.Index("next_try_at", name="record_paper_waiting", condition=Q(sha256=""))]

    def __str__(self):
        return f"{self.person}, {self.asked_at:%Y-%m-%d} ({self.language})"


class RenewalLook(models.Model):
    """When the worker looks next whether somebody who holds a certificate is to be reminded; one row a person."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="renewal_look", editable=False)
    next_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    since = models.DateTimeField(editable=False, db_index=True, help_text="When the certificate was issued that it came with.")

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.person}: {self.next_at:%Y-%m-%d %H:%M}"


class RenewalReminder(models.Model):
    """Somebody was written to about training that ends: once an ending and stage."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="renewal_reminders", editable=False)
    evidence_key = models.UUIDField(editable=False, help_text="Of the training: a corrected certificate is the same training.")
    last_day = models.DateField(editable=False)
    stage = models.SmallIntegerField(editable=False, help_text="Days before the last day: 90, 60, 30, 7, 0, or -1 for after it.")
    sent_on = models.DateField(editable=False, help_text="Where the person was.")

    class Meta:
        ordering = ["-sent_on", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "evidence_key", "last_day", "stage"], name="one_renewal_reminder_a_stage")
        ]

    def __str__(self):
        return f"{self.person}: {self.last_day} ({self.stage})"


class CoordinatorDigest(models.Model):
    """The mail of a week to a coordinator: once a person, institution and week, and none where there was nothing to say."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    institution = models.ForeignKey("accounts.Institution", models.PROTECT, related_name="+", editable=False)
    week = models.DateField(editable=False, help_text="Its Monday, by the person's calendar.")
    endings = models.PositiveIntegerField(editable=False, help_text="How many it named; 0: no mail was written.")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-week", "-pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "institution", "week"], name="one_coordinator_digest_a_week")]

    def __str__(self):
        return f"{self.person}, {self.institution}: {self.week}"

"""What is certified, and one such statement for one person, frozen."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Achievement(models.Model):
    """What is certified. Its key is that of what is done for it: a course, a seminar."""

    class Kind(models.TextChoices):
        COMPLETION = "completion", _("Certificate of completion")
        ATTENDANCE = "attendance", _("Certificate of attendance")

    key = models.UUIDField(unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    code = models.CharField(_("code"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=255)

    class Meta:
        ordering = ["code", "name"]
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")

    def __str__(self):
        return f"{self.code} {self.name}".strip()


class CertificateQuerySet(models.QuerySet):
    def for_recipient(self, user):
        return self.filter(recipient=user)

    def standing(self):
        """Neither revoked nor superseded."""
        return self.filter(revoked_at=None, superseded_by=None)

    def valid(self, day=None):
        """Standing, and not past their validity on `day` (inclusive; today in UTC when not given)."""
        day = day or timezone.now().date()
        return self.standing().filter(Q(valid_until=None) | Q(valid_until__gte=day))


class Certificate(models.Model):
    """One achievement stated for one person. `facts` is what is printed and shown, and never changes."""

    class RevocationReason(models.TextChoices):
        SHARED_ACCOUNT = "shared_account", _("The account was shared")
        MISCONDUCT = "misconduct", _("The test was not the holder's own work")
        ISSUED_IN_ERROR = "issued_in_error", _("It was issued in error")
        LEAKED_TEST = "leaked_test", _("The test had leaked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("number"), max_length=21, unique=True, editable=False)
    achievement = models.ForeignKey(Achievement, models.PROTECT, related_name="certificates", editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates", editable=False)
    evidence_key = models.UUIDField(editable=False, help_text="Of the enrolment or registration that earned it.")
    latin_name = models.CharField(_("name"), max_length=150, editable=False)
    native_name = models.CharField(max_length=150, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=255, editable=False)
    facts = models.JSONField(editable=False)
    completed_at = models.DateTimeField(_("completed"), editable=False)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now, editable=False)
    valid_until = models.DateField(_("valid until"), null=True, editable=False, help_text="Inclusive, in the issuer's zone.")
    superseded_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="supersedes", editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revocation_reason = models.CharField(max_length=20, choices=RevocationReason, blank=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["evidence_key"], condition=Q(superseded_by=None), name="one_certificate_per_evidence"
            )
        ]

    def __str__(self):
        return f"{self.code} {self.latin_name}"


class PaperQuerySet(models.QuerySet):
    def waiting(self, at=None):
        return self.filter(sha256="", next_try_at__lte=at or timezone.now())


class Paper(models.Model):
    """The PDF of a certificate in one language: the first bytes recorded are served for ever."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="papers")
    language = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    name = models.CharField(max_length=120, blank=True, editable=False, help_text="In the private storage; its own hash.")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    rendered_at = models.DateTimeField(null=True, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    last_error = models.TextField(blank=True, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        indexes = [models.Index("next_try_at", name="paper_waiting", condition=Q(sha256=""))]
        constraints = [models.UniqueConstraint(fields=["certificate", "language"], name="one_paper_per_language")]

    def __str__(self):
        return f"{self.certificate} ({self.language})"

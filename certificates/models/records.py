"""What is certified, and one such statement for one person, frozen."""

import hashlib
import json
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from certificates import codes, validity


class Family(models.TextChoices):
    """What an achievement is to those who ask for training, whatever its course is called."""

    GCP = "gcp", _("Good clinical practice")
    GCP_BRIDGE = "gcp_bridge", _("Bridge between editions of good clinical practice")
    SAFETY = "safety", _("Safety reporting")
    ETHICS = "ethics", _("Research ethics")
    GENE_CELL = "gene_cell", _("Gene and cell therapy")


class Achievement(models.Model):
    """What is certified. Its key is that of what is done for it: a course, a seminar."""

    class Kind(models.TextChoices):
        COMPLETION = "completion", _("Certificate of completion")
        ATTENDANCE = "attendance", _("Certificate of attendance")

    key = models.UUIDField(unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    code = models.CharField(_("code"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=255)
    family = models.CharField(
        _("kind of training"),
        max_length=12,
        choices=Family,
        blank=True,
        help_text=_("What it is to bodies that ask for training. Empty: nothing that they ask for."),
    )

    panels = [FieldPanel("code", read_only=True), FieldPanel("name", read_only=True), FieldPanel("family")]

    class Meta:
        ordering = ["code", "name"]
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        default_permissions = ("change", "view")  # courses and seminars make them; nothing deletes them

    def __str__(self):
        return f"{self.code} {self.name}".strip()


class Status(models.TextChoices):
    """What somebody who checks a certificate is told; computed from facts, never stored."""

    VALID = "valid", _("Valid")
    PAST = "past", _("Past its validity")
    SUPERSEDED = "superseded", _("Superseded")
    REVOKED = "revoked", _("Revoked")


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

    def with_status(self, status: str, day=None):
        """Those whose `status(day)` is this one."""
        day = day or timezone.now().date()
        return {
            Status.VALID: self.valid(day),
            Status.PAST: self.standing().filter(valid_until__lt=day),
            Status.SUPERSEDED: self.exclude(superseded_by=None),
            Status.REVOKED: self.filter(superseded_by=None).exclude(revoked_at=None),
        }[status]

    def update(self, **changes):
        refuse_to_change(changes)
        return super().update(**changes)

    def delete(self):
        raise TypeError("Certificates are revoked or superseded, never deleted.")


# All that may ever change about a certificate; every other column is what was printed.
CHANGING = frozenset({"superseded_by", "superseded_by_id", "revoked_at", "revocation_reason"})


def refuse_to_change(fields) -> None:
    if frozen := set(fields) - CHANGING:
        raise TypeError(f"The facts of a certificate never change: {', '.join(sorted(frozen))}. Supersede it instead.")


class Certificate(models.Model):
    """One achievement stated for one person. `facts` is what is printed and shown, and never changes."""

    class RevocationReason(models.TextChoices):
        SHARED_ACCOUNT = "shared_account", _("The account was shared")
        MISCONDUCT = "misconduct", _("The test was not the holder's own work")
        ISSUED_IN_ERROR = "issued_in_error", _("It was issued in error")
        LEAKED_TEST = "leaked_test", _("The test had leaked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("number"), max_length=21, unique=True, default=codes.new_code, editable=False)
    achievement = models.ForeignKey(Achievement, models.PROTECT, related_name="certificates", editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates", editable=False)
    evidence_key = models.UUIDField(editable=False, help_text="Of the enrolment or registration that earned it.")
    latin_name = models.CharField(_("name"), max_length=150, editable=False)
    native_name = models.CharField(max_length=150, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=255, editable=False)
    folded = models.TextField(editable=False, help_text="Names, title and number as they are searched for.")
    facts = models.JSONField(editable=False)
    completed_at = models.DateTimeField(_("completed"), editable=False, db_index=True)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now, editable=False, db_index=True)
    valid_until = models.DateField(_("valid until"), null=True, editable=False, help_text="Inclusive, in the issuer's zone.")
    superseded_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="supersedes", editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revocation_reason = models.CharField(max_length=20, choices=RevocationReason, blank=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        default_permissions = ("view",)
        permissions = [
            ("revoke_certificate", "Can revoke certificate"),
            ("supersede_certificate", "Can supersede certificate"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["evidence_key"], condition=Q(superseded_by=None), name="one_certificate_per_evidence")
        ]

    def __str__(self):
        return f"{self.number} {self.latin_name}"

    def save(self, *args, update_fields=None, **kwargs):
        if not self._state.adding:
            refuse_to_change(update_fields or {field.name for field in self._meta.concrete_fields})
        super().save(*args, update_fields=update_fields, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Certificates are revoked or superseded, never deleted.")

    @property
    def number(self) -> str:
        """The number in groups, as printed."""
        return codes.format_code(self.code)

    @property
    def address(self) -> str:
        """The short address on the paper; it outlives every redesign."""
        return f"{settings.BASE_URL}/v/{self.code}"

    @property
    def record_sha256(self) -> str:
        """The fingerprint of the frozen facts: what the paper was printed from."""
        return hashlib.sha256(json.dumps(self.facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def as_held(self) -> validity.Held:
        """The certificate as rules of validity look at it."""
        facts = self.facts
        return validity.Held(
            family=self.achievement.family,
            completed_on=validity.day_in(self.completed_at, facts["time_zone"]),
            ends_on=self.valid_until,
            parts=tuple(facts["guideline_parts"]),
            minutes=facts["minutes_by_category"],
            key=str(self.evidence_key),
        )

    def status(self, day=None) -> Status:
        """What holds on `day` (inclusive; today in UTC when not given)."""
        if self.superseded_by_id:
            return Status.SUPERSEDED
        if self.revoked_at:
            return Status.REVOKED
        if self.valid_until and self.valid_until < (day or timezone.now().date()):
            return Status.PAST
        return Status.VALID


class OwedCertificate(models.Model):
    """Earned by somebody who has not given a name yet: the certificate is issued as soon as there is one."""

    achievement = models.ForeignKey(Achievement, models.PROTECT, related_name="+", editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="owed_certificates", editable=False)
    evidence_key = models.UUIDField(unique=True, editable=False)
    facts = models.JSONField(editable=False)
    earned_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-earned_at"]
        verbose_name = _("owed certificate")
        verbose_name_plural = _("owed certificates")
        default_permissions = ()

    def __str__(self):
        return f"{self.achievement} → {self.recipient}"


class PaperQuerySet(models.QuerySet):
    def waiting(self, at=None):
        return self.filter(sha256="", next_try_at__lte=at or timezone.now())

    def for_reader(self, user):
        """Those of the person's own certificates; all of them for staff who may see certificates."""
        if user.is_staff and user.has_perm("certificates.view_certificate"):
            return self
        return self.filter(certificate__recipient=user)


class Paper(models.Model):
    """The PDF of a certificate in one language: the first bytes recorded are served for ever."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="papers")
    language = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    name = models.CharField(max_length=120, blank=True, editable=False, help_text="In the private storage; its own hash.")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    rendered_at = models.DateTimeField(null=True, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    last_error = models.TextField(blank=True, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["language"]
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        default_permissions = ()
        indexes = [models.Index("next_try_at", name="paper_waiting", condition=Q(sha256=""))]
        constraints = [models.UniqueConstraint(fields=["certificate", "language"], name="one_paper_per_language")]

    def __str__(self):
        return f"{self.certificate} ({self.language})"


class ReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)


class Report(models.Model):
    """Somebody says that a certificate looks wrong. It changes nothing; staff look into it and close it."""

    number = models.CharField(_("number"), max_length=200, blank=True, editable=False, help_text="As it was typed.")
    certificate = models.ForeignKey(Certificate, models.PROTECT, null=True, related_name="reports", editable=False)
    words = models.TextField(_("what is wrong"), editable=False)
    email = models.EmailField(_("e-mail address"), blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, editable=False)
    created_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    outcome = models.TextField(_("what was found"), blank=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = [models.F("closed_at").asc(nulls_first=True), "-created_at"]
        verbose_name = _("report about a certificate")
        verbose_name_plural = _("reports about certificates")
        default_permissions = ("view", "change")

    def __str__(self):
        return f"{self.number or '–'}: {self.words[:60]}"

"""Training that somebody else gave: what its learner states, and what whoever checked it decided. Never a certificate of ours."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates import validity

from .records import Family


class ExternalTrainingQuerySet(models.QuerySet):
    def for_person(self, user):
        return self.filter(person=user)

    def waiting(self):
        return self.filter(state=ExternalTraining.State.WAITING)

    def accepted(self):
        """Those that count."""
        return self.filter(state=ExternalTraining.State.ACCEPTED)

    def standing(self):
        """Neither rejected nor withdrawn: what would be sent twice."""
        return self.filter(state__in=ExternalTraining.STANDING)

    def flagged(self):
        """With `shared_file` and `shared_number`: whether another person sent the same file, or the same number of the provider."""
        others = ExternalTraining.objects.exclude(person=OuterRef("person"))
        same_number = others.filter(provider__iexact=OuterRef("provider"), number__iexact=OuterRef("number")).exclude(number="")
        return self.annotate(
            shared_file=Exists(others.filter(sha256=OuterRef("sha256")).exclude(sha256="")), shared_number=Exists(same_number)
        )


class ExternalTraining(models.Model):
    """A certificate of another provider. What it says is written by its learner; it counts once somebody else has checked it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be checked")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    STANDING = (State.WAITING, State.ACCEPTED)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="external_trainings", editable=False)
    provider = models.CharField(max_length=200, editable=False)
    title = models.CharField(max_length=255, editable=False)
    guideline = models.CharField(max_length=120, blank=True, editable=False, help_text="As rules look for it: ICH E6(R3).")
    version = models.CharField(max_length=120, blank=True, editable=False, help_text="Of the guideline: Step 4, 2025-01-06.")
    category = models.CharField(max_length=20, editable=False, help_text="In which its minutes count.")
    minutes = models.PositiveIntegerField(editable=False)
    completed_on = models.DateField(editable=False)
    valid_until = models.DateField(null=True, editable=False, help_text="Inclusive; only where the certificate states it.")
    number = models.CharField(max_length=120, blank=True, editable=False, help_text="By which the provider knows it.")
    address = models.URLField(max_length=500, blank=True, editable=False, help_text="Where the provider shows it.")
    file_name = models.CharField(
        max_length=120, blank=True, editable=False, help_text="In the private storage; empty once removed."
    )
    file_kind = models.CharField(max_length=4, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING, editable=False)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    checked_at = models.DateTimeField(null=True, editable=False)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    checked_for = models.ForeignKey(
        "accounts.Institution", models.PROTECT, null=True, related_name="+", editable=False, help_text="Empty: for the programme."
    )
    family = models.CharField(
        max_length=12, choices=Family, blank=True, editable=False, help_text="What it counts as. Empty: for its hours only."
    )
    reason = models.TextField(blank=True, editable=False, help_text="Why it was rejected, as its learner was told.")

    objects = ExternalTrainingQuerySet.as_manager()

    class Meta:
        ordering = ["-completed_on", "-pk"]
        verbose_name = _("external training")
        verbose_name_plural = _("external training")
        default_permissions = ()
        permissions = [("check_externaltraining", "Can check external training")]
        indexes = [models.Index("sent_at", "id", name="external_training_waiting", condition=Q(state="waiting"))]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "sha256"],
                condition=Q(state__in=["waiting", "accepted"]) & ~Q(sha256=""),
                name="one_external_training_a_file",
            )
        ]

    def __str__(self):
        return f"{self.provider}: {self.title}"

    @property
    def evidence_key(self) -> uuid.UUID:
        """As a certificate names what it rests on."""
        return self.key

    def as_held(self) -> validity.Held:
        """As rules of validity look at it."""
        return validity.Held(
            family=self.family,
            completed_on=self.completed_on,
            ends_on=self.valid_until,
            parts=(self.guideline,) if self.guideline else (),
            minutes={self.category: self.minutes} if self.minutes else {},
            key=str(self.key),
        )

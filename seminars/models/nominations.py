"""Nomination by sites: how many each may name, and whom they named."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icrweb.accounts.models import Institution

from .records import Mode, Registration, Seminar


class NominationCall(models.Model):
    """Sites may name people for one way to take part, until a moment."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="nomination_calls")
    mode = models.CharField(_("takes part"), max_length=10, choices=Mode)
    ends_at = models.DateTimeField(_("until"))
    opened_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["ends_at", "pk"]
        verbose_name = _("call for nominations")
        verbose_name_plural = _("calls for nominations")
        constraints = [models.UniqueConstraint(fields=["seminar", "mode"], name="one_call_a_mode")]

    def __str__(self):
        return f"{self.seminar}: {self.get_mode_display()}"


class SiteNumber(models.Model):
    """How many people one site may name in a call."""

    call = models.ForeignKey(NominationCall, models.PROTECT, related_name="numbers")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))
    number = models.PositiveSmallIntegerField(_("nominations"), validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["pk"]
        verbose_name = _("number of nominations")
        verbose_name_plural = _("numbers of nominations")
        constraints = [models.UniqueConstraint(fields=["call", "institution"], name="one_number_a_site")]

    def __str__(self):
        return f"{self.institution}: {self.number}"


class NominationQuerySet(models.QuerySet):
    def standing(self):
        """Not declined and nobody was named instead; perhaps without an answer in time."""
        return self.filter(declined_at=None, replaced_at=None)

    def counting(self, at=None):
        """Those that use up the number of a site: waiting for an answer, or accepted and not withdrawn since."""
        at = at or timezone.now()
        asked = Q(accepted_at=None, ends_at__gt=at)
        kept = [*Registration.LIVE, Registration.State.DECLINED]
        return self.standing().filter(asked | Q(accepted_at__isnull=False, registration__state__in=kept))


class Nomination(models.Model):
    """Somebody whom their site names; they decide themselves. `number` is a place in line that was handed over to them."""

    class State(models.TextChoices):
        ASKED = "asked", _("Has not answered yet")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Does not want to come")
        REPLACED = "replaced", _("Somebody else was named instead")
        LAPSED = "lapsed", _("No answer in time")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(NominationCall, models.PROTECT, related_name="nominations")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(_("why this person"), max_length=500)
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(_("answer until"))
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    number = models.PositiveIntegerField(null=True, help_text="Of who was replaced, where they were in line.")
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="nominations")

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "person"], condition=Q(declined_at=None, replaced_at=None), name="one_standing_nomination"
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.call}"

    @property
    def state(self) -> str:
        if self.replaced_at:
            return self.State.REPLACED
        if self.declined_at:
            return self.State.DECLINED
        if self.accepted_at:
            return self.State.ACCEPTED
        return self.State.LAPSED if self.ends_at <= timezone.now() else self.State.ASKED

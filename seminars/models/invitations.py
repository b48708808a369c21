"""Personal invitations: one address, one seminar, one use."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icrweb.trail.models import Mail

from .records import Mode, Registration, Seminar


class InvitationQuerySet(models.QuerySet):
    def standing(self):
        """Neither accepted nor revoked; perhaps expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def holding(self):
        """Those that hold a seat: it counts as taken until somebody accepts, the organizer revokes, or the worker lets it go."""
        return self.standing().filter(holds_seat=True)

    def in_state(self, state: str, at=None):
        """The rows of one state, as `Invitation.state` says it."""
        at = at or timezone.now()
        return self.filter(
            {
                Invitation.State.ACCEPTED: Q(accepted_at__isnull=False),
                Invitation.State.REVOKED: Q(revoked_at__isnull=False),
                Invitation.State.EXPIRED: Q(accepted_at=None, revoked_at=None, ends_at__lte=at),
                Invitation.State.SENT: Q(accepted_at=None, revoked_at=None, ends_at__gt=at),
            }[state]
        )


class Invitation(models.Model):
    """An address that may take part without asking, until a moment. The secret of its link is kept as a hash only."""

    class State(models.TextChoices):
        SENT = "sent", _("Invited")
        ACCEPTED = "accepted", _("Accepted")
        EXPIRED = "expired", _("Expired")
        REVOKED = "revoked", _("Revoked")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="invitations")
    address = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language of the mail"), max_length=10)
    mode = models.CharField(_("takes part"), max_length=10, choices=Mode, blank=True, help_text="Empty: the person chooses.")
    holds_seat = models.BooleanField(_("holds a seat"), default=False)
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False, help_text="Of the link in the last mail.")
    mail = models.ForeignKey(Mail, models.PROTECT, null=True, related_name="+", editable=False, help_text="The last one.")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    ends_at = models.DateTimeField(_("holds until"), editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="+", editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["seminar", "address"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_standing_invitation",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_at"], condition=Q(holds_seat=True, accepted_at=None, revoked_at=None), name="invitation_holds"
            ),
            models.Index(fields=["id"], condition=Q(token_hash=None, revoked_at=None), name="invitation_to_send"),
        ]

    def __str__(self):
        return f"{self.address}: {self.seminar}"

    @property
    def state(self) -> str:
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.EXPIRED if self.ends_at <= timezone.now() else self.State.SENT

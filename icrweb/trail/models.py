"""At the bottom of the house: what was done by whom, and mail that waits to leave."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One deed done to a record: who, when (UTC), what, old → new, why. Never changed, never deleted (a trigger refuses)."""

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"), editable=False
    )
    deed = models.CharField(_("what"), max_length=60, editable=False, db_index=True)
    subject_type = models.CharField(max_length=60, editable=False)
    subject_key = models.CharField(max_length=60, editable=False, db_index=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("whose record"), editable=False
    )
    old = models.JSONField(_("old"), null=True, encoder=DjangoJSONEncoder, editable=False)
    new = models.JSONField(_("new"), null=True, encoder=DjangoJSONEncoder, editable=False)
    why = models.TextField(_("why"), blank=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.deed} {self.subject_type} {self.subject_key}"


class MailQuerySet(models.QuerySet):
    def waiting(self, at=None):
        """Mail that should be tried now: neither sent nor given up, and its next try is due."""
        return self.filter(sent_at=None, dead_at=None, next_try_at__lte=at or timezone.now())


class Mail(models.Model):
    """One message in the outbox, written in the transaction of the deed that caused it and sent by the worker."""

    message_id = models.CharField(max_length=120, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    to = models.EmailField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=300)
    raw = models.BinaryField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    dead_at = models.DateTimeField(null=True, editable=False)
    last_error = models.TextField(blank=True, editable=False)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index("next_try_at", name="mail_waiting", condition=Q(sent_at=None, dead_at=None))]
        verbose_name = _("mail")
        verbose_name_plural = _("mails")

    def __str__(self):
        return f"{self.subject} → {self.to}"

    @property
    def state(self) -> str:
        if self.sent_at:
            return _("Sent %(at)s UTC") % {"at": f"{self.sent_at:%Y-%m-%d %H:%M}"}
        return _("Given up") if self.dead_at else _("Waiting")

"""What the organizer writes to registrants: messages with who got them, and paragraphs of their own in the standard mails."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icrweb.trail.models import Mail

from .records import Registration, Seminar


class Message(models.Model):
    """One message of the organizer to a chosen part of the registrants: its texts by language, {"en": {"subject": …, "text": …}}."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="messages", editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    texts = models.JSONField(editable=False)
    chosen = models.JSONField(default=dict, editable=False, help_text="The filter by which the people were chosen, in words.")
    recipients = models.PositiveIntegerField(editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False, db_index=True, help_text="When the last mail was written.")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        default_permissions = ()

    def __str__(self):
        return f"{self.seminar}, {self.made_at:%Y-%m-%d %H:%M}"


class MessageCopy(models.Model):
    """Somebody whom a message is for, and the mail once it is written."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="copies", editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="+", editable=False)
    mail = models.OneToOneField(Mail, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["message", "registration"], name="one_copy_of_a_message")]
        indexes = [models.Index(fields=["message"], condition=models.Q(mail=None), name="message_copies_waiting")]

    def __str__(self):
        return f"{self.registration}: {self.message}"


class OwnWords(models.Model):
    """A paragraph of the organizer's own in one of the standard mails of a seminar, in one language; it may hold placeholders."""

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", _("A place is confirmed")
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("A place is offered")
        APPROVED = "approved", _("The organizer said yes")
        DECLINED = "declined", _("The organizer said no")
        CANCELLED = "cancelled", _("A registration is cancelled")
        REMINDER = "reminder", _("Reminder of a sitting")

    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="own_words", editable=False)
    kind = models.CharField(max_length=10, choices=Kind, editable=False)
    language = models.CharField(max_length=10, editable=False)
    text = models.TextField(editable=False)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["seminar", "kind", "language"], name="own_words_once_a_mail_and_language")]

    def __str__(self):
        return f"{self.seminar}: {self.kind} ({self.language})"

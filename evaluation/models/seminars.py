"""What comes after a seminar: what is asked at its end, after 3 and after 12 months, and what came of it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seminars.models import Registration, Seminar


class SeminarPlan(models.Model):
    """What is asked after one seminar; without a row our questions at its end, and nothing later."""

    seminar = models.OneToOneField(Seminar, models.PROTECT, related_name="plan_for_afterwards", editable=False)
    questions = models.JSONField(default=list, editable=False, help_text="See `evaluation.followups.questions`; empty: ours.")
    follows_up = models.BooleanField(_("ask again after 3 and after 12 months"), default=False)
    asks_supervisor = models.BooleanField(_("ask the supervisor, too"), default=False)

    class Meta:
        verbose_name = _("plan for after a seminar")
        verbose_name_plural = _("plans for after seminars")
        default_permissions = ("change", "view")

    def __str__(self):
        return str(self.seminar)


class SeminarReplyQuerySet(models.QuerySet):
    def for_person(self, user):
        return self.filter(registration__person=user)

    def given(self):
        return self.filter(given_at__isnull=False)


class SeminarReply(models.Model):
    """One form sent to one participant, with the answers once they are given. Those at the end are shown without names."""

    class Stage(models.TextChoices):
        END = "end", _("At the end")
        MONTHS_3 = "m3", _("After 3 months")
        MONTHS_12 = "m12", _("After 12 months")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="replies", editable=False)
    stage = models.CharField(max_length=4, choices=Stage, editable=False)
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    mailed_at = models.DateTimeField(default=timezone.now, editable=False, help_text="The invitation or the last reminder.")
    reminders = models.PositiveSmallIntegerField(default=0, editable=False)
    answers = models.JSONField(default=dict, editable=False)
    language = models.CharField(max_length=10, blank=True, editable=False)
    given_at = models.DateTimeField(null=True, editable=False)
    supervisor_email = models.EmailField(blank=True, editable=False)
    supervisor_asked_at = models.DateTimeField(null=True, editable=False)
    supervisor_answers = models.JSONField(default=dict, editable=False)
    supervisor_given_at = models.DateTimeField(null=True, editable=False)

    objects = SeminarReplyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("reply after a seminar")
        verbose_name_plural = _("replies after seminars")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["registration", "stage"], name="one_reply_a_stage")]
        indexes = [models.Index(fields=["mailed_at"], condition=models.Q(given_at=None), name="seminar_reply_open")]

    def __str__(self):
        return f"{self.registration}: {self.stage}"


class OutcomeQuerySet(models.QuerySet):
    def for_person(self, user):
        return self.filter(registration__person=user)

    def standing(self):
        return self.filter(withdrawn_at=None)


class Outcome(models.Model):
    """Something that came of a seminar at the participant's site: what, when, and where it can be seen."""

    class Kind(models.TextChoices):
        PROTOCOL = "protocol", _("Protocol submitted")
        ETHICS = "ethics", _("Ethics approval")
        TRIAL = "trial", _("Trial opened")
        ENROLMENT = "enrolment", _("First participant enrolled")
        PUBLICATION = "publication", pgettext_lazy("an outcome", "Publication")
        GRANT = "grant", _("Grant received")
        TRAINING = "training", _("Training given at the site")
        OTHER = "other", pgettext_lazy("an outcome", "Something else")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="outcomes", editable=False)
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    happened_on = models.DateField(_("when"))
    evidence = models.URLField(_("where it can be seen"), blank=True)
    note = models.CharField(_("in a few words"), max_length=200, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    noted_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]
        verbose_name = pgettext_lazy("of a seminar", "outcome")
        verbose_name_plural = pgettext_lazy("of a seminar", "outcomes")
        default_permissions = ()

    def __str__(self):
        return f"{self.get_kind_display()}, {self.happened_on}"

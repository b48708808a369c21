"""Spaced practice after a course: opted into, kept apart from attempts, read by no progress and no certificate."""

import uuid

from django.db import models
from django.utils import timezone

from .records import Enrolment


class PracticeQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(stopped_at=None)

    def for_learner(self, user):
        return self.filter(enrolment__learner=user)


class Practice(models.Model):
    """A learner wants questions after a finished course, on their pages and perhaps by mail, until they stop it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="practice")
    by_mail = models.BooleanField(default=True)
    began_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True)

    objects = PracticeQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.enrolment)


class PracticeRoundQuerySet(models.QuerySet):
    def for_learner(self, user):
        return self.filter(practice__enrolment__learner=user)

    def waiting(self):
        """With a question still to be answered."""
        return self.filter(done_at=None, practice__stopped_at=None).exclude(paper=[])


class PracticeRound(models.Model):
    """The questions of one day after the course, in the shapes of an attempt; empty where too few could be drawn."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="rounds")
    day = models.PositiveSmallIntegerField(help_text="Days after the course was finished.")
    language = models.CharField(max_length=10)
    paper = models.JSONField(default=list)
    marking = models.JSONField(default=dict)
    answers = models.JSONField(default=dict, help_text="By item, the first answer given.")
    set_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    objects = PracticeRoundQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["practice", "day"], name="one_practice_round_a_day")]

    def __str__(self):
        return f"{self.practice}: day {self.day}"

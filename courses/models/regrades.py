"""A mended key, or a question given to everybody, for papers that were handed in: first looked at, then applied."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from courses.models.records import Attempt


class RegradeQuerySet(models.QuerySet):
    def waiting(self):
        """For the worker: to be counted, or to be applied."""
        return self.filter(state__in=(Regrade.State.LOOKING, Regrade.State.WANTED))


class Regrade(models.Model):
    """Who would change is counted first; somebody who has read that applies it with a reason.

    `words`: {language: id of the revision whose words are shown}; frozen with the key, so that what is applied is what was seen.
    `counts`: {"groups": [[revision, language, papers]], "unfit": papers that cannot be graded by this key, "reworded": papers
    that show other words}. `reached`: the outcome (`ItemOutcome`) up to which papers are done.
    """

    class State(models.TextChoices):
        LOOKING = "looking", _("Being counted")
        READY = "ready", _("Ready to be applied")
        WANTED = "wanted", _("Being applied")
        DONE = "done", _("Applied")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question_key = models.UUIDField(db_index=True, editable=False)
    name = models.CharField(max_length=160, editable=False)
    void = models.BooleanField(editable=False, help_text="Full marks for everybody.")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+", editable=False)
    words = models.JSONField(default=dict, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    papers = models.PositiveIntegerField(default=0, editable=False)
    counts = models.JSONField(default=dict, editable=False)
    reached = models.BigIntegerField(default=0, editable=False)
    seen = models.PositiveIntegerField(default=0, editable=False, help_text="Papers done, for the page that waits.")
    state = models.CharField(max_length=8, choices=State, default=State.LOOKING, editable=False)
    why = models.TextField(blank=True, editable=False)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    applied_at = models.DateTimeField(null=True, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)

    objects = RegradeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        verbose_name = _("regrade")
        verbose_name_plural = _("regrades")
        constraints = [
            models.UniqueConstraint(
                fields=["question_key"], condition=models.Q(state="wanted"), name="one_regrade_of_a_question_at_a_time"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def waits(self) -> bool:
        return self.state in (self.State.LOOKING, self.State.WANTED)


class RegradedAttempt(models.Model):
    """An attempt whose result a regrade changes. `passed_before` stays true where a pass is kept below the pass mark."""

    regrade = models.ForeignKey(Regrade, models.CASCADE, related_name="changes")
    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="+")
    percent_before = models.DecimalField(max_digits=5, decimal_places=2)
    percent_after = models.DecimalField(max_digits=5, decimal_places=2)
    passed_before = models.BooleanField()
    reached = models.BooleanField(help_text="The pass mark, with the new key.")
    applied_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["regrade", "attempt"], name="one_change_an_attempt")]

    def __str__(self):
        return f"{self.attempt_id}: {self.percent_before} → {self.percent_after}"

    @property
    def newly_passed(self) -> bool:
        return self.reached and not self.passed_before

    @property
    def pass_kept(self) -> bool:
        return self.passed_before and not self.reached

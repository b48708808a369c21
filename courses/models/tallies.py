"""What the first attempts at a test came to, counted by the worker and kept: pages and files read it from here."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from courses.models.outcomes import ItemOutcome


class TallyQuerySet(models.QuerySet):
    def counting(self):
        return self.filter(state=Tally.State.COUNTING)

    def ready(self):
        return self.filter(state=Tally.State.READY)

    def outdated(self):
        """Somebody has handed in since."""
        newer = ItemOutcome.objects.at_first_attempts().filter(quiz_key=OuterRef("quiz_key"), pk__gt=OuterRef("upto"))
        return self.ready().filter(Exists(newer))


class Tally(models.Model):
    """One count of one test. While a new one is being counted, the one before is shown.

    It takes in the outcomes up to number `upto`, question by question, in the order of their keys; `reached` is the last one done.
    `sums`: [[edition, language, sums]] (`analysing.scores.Sums`). `gains`: [[pre-test, edition or 0, language or "", gained]].
    """

    class State(models.TextChoices):
        COUNTING = "counting"
        READY = "ready"

    quiz_key = models.UUIDField()
    since = models.CharField(max_length=10, blank=True, help_text="The first day that counts; empty: all.")
    state = models.CharField(max_length=8, choices=State, default=State.COUNTING)
    begun_at = models.DateTimeField(default=timezone.now)
    counted_at = models.DateTimeField(null=True)
    upto = models.BigIntegerField(null=True)
    reached = models.UUIDField(null=True)
    answers = models.PositiveIntegerField(default=0, help_text="To be counted.")
    seen = models.PositiveIntegerField(default=0, help_text="Counted, for the page that waits.")
    sums = models.JSONField(default=list)
    gains = models.JSONField(default=list)

    objects = TallyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["quiz_key", "since", "state"], name="one_tally_shown_and_one_counting")]

    def __str__(self):
        return f"{self.quiz_key}: {self.state}"

    @property
    def percent(self) -> int:
        return 100 * self.seen // self.answers if self.answers else 0


class QuestionTally(models.Model):
    """One question of a counted test, in one edition or in all. `figures`: `analysing.kept.Kept`."""

    tally = models.ForeignKey(Tally, models.CASCADE, related_name="questions")
    question_key = models.UUIDField()
    edition = models.BigIntegerField(help_text="0: all of them.")
    figures = models.JSONField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["tally", "edition", "question_key"], name="one_tally_of_a_question")]

    def __str__(self):
        return f"{self.question_key}: {self.edition}"

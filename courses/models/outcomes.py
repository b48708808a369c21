"""What each question of a handed-in attempt came to: one narrow row an item, for figures about questions, never about people."""

from datetime import UTC, date, datetime, time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.records import Attempt, Edition


class ItemOutcomeQuerySet(models.QuerySet):
    def at_first_attempts(self):
        """Of the first attempts of each person at a quiz, in whatever language and edition."""
        return self.filter(is_first=True)

    def of_test(self, quiz_key, since: date | None = None):
        """The first attempts at a test, of those handed in on this day or later."""
        rows = self.at_first_attempts().filter(quiz_key=quiz_key).order_by()
        return rows.filter(handed_in_at__gte=datetime.combine(since, time.min, UTC)) if since else rows


class ItemOutcome(models.Model):
    """One question of one handed-in attempt. Written with the result, in its transaction; staff-set results have none.

    `chosen` holds stable labels: ids of choice blocks, which all languages of a question share, or the number that was typed.
    `items` and `rest` leave void questions out: `rest` is the percent right of the other questions, None where there are none.
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="outcomes")
    item = models.CharField(max_length=20)
    question_key = models.UUIDField()
    quiz_key = models.UUIDField()
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=10)
    is_first = models.BooleanField()
    items = models.PositiveSmallIntegerField(help_text="How many questions of the paper count.")
    credit = models.DecimalField(max_digits=6, decimal_places=4)
    rest = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    chosen = models.JSONField(default=list)
    passed = models.BooleanField(help_text="The attempt, not the question.")
    handed_in_at = models.DateTimeField()
    void = models.BooleanField(db_default=False, default=False, help_text="Full marks for everybody: in no figure.")
    revision = models.BigIntegerField(null=True, help_text="Of the question: the version whose key marked it.")
    seconds = models.PositiveIntegerField(null=True, help_text="To the first answer, since the one kept before it.")

    objects = ItemOutcomeQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("item analysis")
        verbose_name_plural = _("item analysis")
        constraints = [models.UniqueConstraint(fields=["attempt", "item"], name="one_outcome_per_item")]
        indexes = [
            models.Index(fields=["question_key", "id"], name="outcomes_of_a_question"),
            models.Index(fields=["quiz_key", "question_key"], condition=Q(is_first=True), name="first_outcomes_by_question"),
            models.Index(fields=["quiz_key", "id"], condition=Q(is_first=True), name="first_outcomes_newest"),
        ]

    def __str__(self):
        return f"{self.attempt_id}: {self.item}"

"""What each question of a handed-in attempt came to: one narrow row an item, for figures about questions, never about people."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.records import Attempt, Edition


class ItemOutcomeQuerySet(models.QuerySet):
    def first(self):
        """Of the first attempts of each person at a quiz, in whatever language and edition."""
        return self.filter(is_first=True)


class ItemOutcome(models.Model):
    """One question of one handed-in attempt. Written with the result, in its transaction; staff-set results have none.

    `chosen` holds stable labels: ids of choice blocks, which all languages of a question share, or the number that was typed.
    `rest` is the percent right of the other questions of the paper; None where it is the only one.
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="outcomes")
    item = models.CharField(max_length=20)
    question_key = models.UUIDField()
    quiz_key = models.UUIDField()
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=10)
    is_first = models.BooleanField()
    items = models.PositiveSmallIntegerField(help_text="How many questions the paper had.")
    credit = models.DecimalField(max_digits=6, decimal_places=4)
    rest = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    chosen = models.JSONField(default=list)
    passed = models.BooleanField(help_text="The attempt, not the question.")
    handed_in_at = models.DateTimeField()

    objects = ItemOutcomeQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("item analysis")
        verbose_name_plural = _("item analysis")
        constraints = [models.UniqueConstraint(fields=["attempt", "item"], name="one_outcome_per_item")]
        indexes = [
            models.Index(fields=["question_key", "id"], name="outcomes_of_a_question"),
            # Holds everything that is counted, in the order in which it is grouped: counting reads nothing else and sorts nothing.
            models.Index(
                fields=["quiz_key", "question_key", "edition", "language", "passed", "items", "credit", "rest"],
                condition=Q(is_first=True),
                name="first_outcomes_counted",
            ),
        ]

    def __str__(self):
        return f"{self.attempt_id}: {self.item}"

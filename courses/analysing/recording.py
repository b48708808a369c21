"""Writing what each question of an attempt came to, for the analysis of questions."""

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from courses.asking import labels
from courses.models import Attempt, ItemOutcome

_MENDED = ["credit", "rest", "passed"]  # by a regrade; what was answered stays


def keep_outcomes(attempt: Attempt, answers: dict, credits_earned: dict[str, Fraction | None]) -> None:
    """One row a marked item of a handed-in attempt, in the caller's transaction. Called again (a regrade), it mends the rows.

    `answers`: by item, in the shape in which they were saved. `credits_earned`: by item; None: nobody marks it.
    """
    credits_earned = {item: earned for item, earned in credits_earned.items() if earned is not None}
    total, items = sum(credits_earned.values()), len(credits_earned)
    ItemOutcome.objects.bulk_create(
        [
            ItemOutcome(
                attempt=attempt,
                item=item,
                question_key=attempt.marking[item]["question_key"],
                quiz_key=attempt.quiz_key,
                edition_id=attempt.enrolment.edition_id,
                language=attempt.language,
                is_first=attempt.number == 1,  # counted by person and quiz, in all languages and enrolments
                items=items,
                credit=_four_places(earned),
                rest=_four_places((total - earned) * 100 / (items - 1)) if items > 1 else None,
                chosen=sorted(labels(attempt.marking[item]["kind"], attempt.marking[item], answers.get(item))),
                passed=attempt.passed,
                handed_in_at=attempt.submitted_at,
            )
            for item, earned in credits_earned.items()
        ],
        update_conflicts=True,
        unique_fields=["attempt", "item"],
        update_fields=_MENDED,
    )


def _four_places(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)

"""Writing what each question of an attempt came to, for the analysis of questions."""

from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from courses.asking import labels
from courses.models import Attempt, ItemOutcome, Response

TOGETHER = timedelta(seconds=1)
_MENDED = ["credit", "rest", "passed", "items", "void", "revision"]  # by a regrade; what was answered stays


def keep_outcomes(attempt: Attempt, responses: list[Response], credits_earned: dict[str, Fraction | None]) -> None:
    """One row a marked item of a handed-in attempt, in the caller's transaction. Called again (a regrade), it mends the rows.

    `credits_earned`: by item; None: nobody marks it. Void questions are in nobody's rest.
    """
    answers = {response.item: response.answer for response in responses}
    seconds = seconds_to_answer(attempt, responses)
    credits_earned = {item: earned for item, earned in credits_earned.items() if earned is not None}
    counts = {item: earned for item, earned in credits_earned.items() if not attempt.marking[item].get("void")}
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
                items=len(counts),
                credit=_four_places(earned),
                rest=_rest({other: theirs for other, theirs in counts.items() if other != item}),
                chosen=sorted(labels(attempt.marking[item]["kind"], attempt.marking[item], answers.get(item))),
                passed=attempt.passed,
                handed_in_at=attempt.submitted_at,
                void=item not in counts,
                revision=attempt.marking[item].get("revision"),
                seconds=seconds.get(item),
            )
            for item, earned in credits_earned.items()
        ],
        update_conflicts=True,
        unique_fields=["attempt", "item"],
        update_fields=_MENDED,
    )


def seconds_to_answer(attempt: Attempt, responses: list[Response]) -> dict[str, int]:
    """By item: from the first answer kept before this one's, or from the start, to this one's first. A later change counts nothing.

    Answers that came within a second of each other were sent together, as from a device that had no connection: none has a time.
    """
    kept = sorted((response.first_saved_at, response.item) for response in responses if response.first_saved_at)
    moments = [attempt.started_at, *(moment for moment, _item in kept)]
    found = {}
    for place, (moment, item) in enumerate(kept, 1):
        alone = place + 1 == len(moments) or moments[place + 1] - moment >= TOGETHER
        if alone and moment - moments[place - 1] >= TOGETHER:
            found[item] = round((moment - moments[place - 1]).total_seconds())
    return found


def _rest(others: dict[str, Fraction]) -> Decimal | None:
    return _four_places(sum(others.values()) * 100 / Fraction(len(others))) if others else None


def _four_places(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)

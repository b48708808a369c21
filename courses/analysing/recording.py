"""Writing what each question of an attempt came to, for the analysis of questions."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from courses.asking import labels
from courses.models import Attempt, ItemOutcome, Response

TOGETHER = timedelta(seconds=1)
_MENDED = ["credit", "rest", "passed", "items", "void", "revision"]  # by a regrade; what was answered stays


def keep_outcomes(handed_in: Iterable[tuple[Attempt, list[Response], dict[str, Fraction | None]]]) -> None:
    """One row a marked item of handed-in attempts, in the caller's transaction. Called again (a regrade), it mends the rows.

    Of each attempt its answers, and its credits by item; None: nobody marks it. Void questions are in nobody's rest.
    """
    ItemOutcome.objects.bulk_create(
        [row for one in handed_in for row in _outcomes(*one)],
        update_conflicts=True,
        unique_fields=["attempt", "item"],
        update_fields=_MENDED,
    )


def _outcomes(attempt: Attempt, responses: list[Response], credits_earned: dict[str, Fraction | None]) -> Iterator[ItemOutcome]:
    answers = {response.item: response.answer for response in responses}
    seconds = seconds_to_answer(attempt, responses)
    credits_earned = {item: earned for item, earned in credits_earned.items() if earned is not None}
    counts = {item: earned for item, earned in credits_earned.items() if not attempt.marking[item].get("void")}
    whole = sum(counts.values(), Fraction(0))
    for item, earned in credits_earned.items():
        marks = attempt.marking[item]
        yield ItemOutcome(
            attempt=attempt,
            item=item,
            question_key=marks["question_key"],
            quiz_key=attempt.quiz_key,
            edition_id=attempt.enrolment.edition_id,
            language=attempt.language,
            is_first=attempt.number == 1,  # counted by person and quiz, in all languages and enrolments
            items=len(counts),
            credit=_four_places(earned),
            rest=_rest(whole - counts.get(item, 0), len(counts) - (item in counts)),
            chosen=sorted(labels(marks["kind"], marks, answers.get(item))),
            passed=attempt.passed,
            handed_in_at=attempt.submitted_at,
            void=item not in counts,
            revision=marks.get("revision"),
            seconds=seconds.get(item),
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


def _rest(earned: Fraction, items: int) -> Decimal | None:
    return _four_places(earned * 100 / items) if items else None


def _four_places(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)

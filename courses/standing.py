"""Where a learner stands with one quiz: what they handed in, what is open, and when they may start again."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from courses.models import Attempt, Enrolment, ExtraAttempt
from courses.quiz_rules import Rules


@dataclass(frozen=True)
class Standing:
    """`opens_at`: the end of a wait; `tries_left`: None where the edition sets no limit."""

    attempts: list[Attempt] = field(default_factory=list)
    open: Attempt | None = None
    passed: Attempt | None = None
    opens_at: datetime | None = None
    tries_left: int | None = None
    next_number: int = 1


def standing(enrolment: Enrolment, quiz_key: UUID) -> Standing:
    """Counted by person and quiz, in all languages and enrolments: leaving a course shortens no wait."""
    attempts = list(
        Attempt.objects.filter(enrolment__learner=enrolment.learner_id, quiz_key=quiz_key)
        .order_by("pk")
        .select_related("enrolment")
        .defer("paper", "marking")
    )
    place = (enrolment.edition_id, enrolment.renewal)
    here = [attempt for attempt in attempts if (attempt.enrolment.edition_id, attempt.enrolment.renewal) == place]
    opens_at, tries_left = _again(enrolment, quiz_key, _failed_since_a_pass(attempts))
    return Standing(
        attempts=[attempt for attempt in attempts if attempt.submitted_at],
        open=next((attempt for attempt in here if not attempt.submitted_at), None),
        passed=next((attempt for attempt in here if attempt.passed), None),
        opens_at=opens_at,
        tries_left=tries_left,
        next_number=max((attempt.number for attempt in attempts), default=0) + 1,
    )


def _failed_since_a_pass(attempts: list[Attempt]) -> list[datetime]:
    failed = []
    for attempt in attempts:
        if attempt.passed:
            failed = []
        elif attempt.submitted_at:
            failed.append(attempt.submitted_at)
    return failed


def _again(enrolment: Enrolment, quiz_key: UUID, failed: list[datetime]) -> tuple[datetime | None, int | None]:
    """After `free_attempts` without a pass each further try waits; after `max_attempts` there is none, unless staff granted one."""
    rules = Rules.of(enrolment.edition.item(quiz_key))
    if rules is None or not failed:
        return None, rules and rules.max_attempts
    opens_at = max(failed) + timedelta(hours=rules.cool_down_hours)
    waits = len(failed) >= rules.free_attempts and opens_at > timezone.now()
    if not waits and rules.max_attempts is None:
        return None, None
    granted = ExtraAttempt.objects.filter(learner=enrolment.learner_id, quiz_key=quiz_key, granted_at__gt=min(failed))
    granted = list(granted.values_list("granted_at", flat=True))
    if any(at > max(failed) for at in granted):
        waits = False
    left = None if rules.max_attempts is None else max(0, rules.max_attempts + len(granted) - len(failed))
    return opens_at if waits else None, left

"""Until when an attempt runs, by the database's clock: servers whose own clocks differ give the same verdict."""

import math
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from courses.models import Attempt, Enrolment, ExtraTime
from courses.quiz_rules import Rules

GRACE = timedelta(seconds=10)  # an answer that was on its way when the time was up still counts
OVER = Q(deadline__lt=Now() - GRACE)  # `is_over`, asked of the database


def extra_time(learner_id: int, quiz_key: UUID) -> ExtraTime | None:
    """What staff granted this person for the quiz itself, else for all quizzes."""
    granted = ExtraTime.objects.standing().filter(learner=learner_id)
    return next(iter(sorted(granted.for_quiz(quiz_key), key=lambda row: row.quiz_key is None)), None)


def minutes_allowed(rules: Rules, extra: ExtraTime | None) -> int | None:
    """The limit with the person's extra time, in whole minutes, rounded up; None without a limit."""
    if rules.time_limit is None or extra is None:
        return rules.time_limit
    return rules.time_limit + math.ceil(rules.time_limit * extra.percent / 100) + extra.minutes


def deadline(enrolment: Enrolment, quiz_key: UUID, rules: Rules, since: datetime) -> datetime | None:
    if rules.time_limit is None:
        return None
    return since + timedelta(minutes=minutes_allowed(rules, extra_time(enrolment.learner_id, quiz_key)))


def is_over(attempt: Attempt, now: datetime) -> bool:
    """Nothing more can be saved: the time is up, and so is the grace."""
    return attempt.deadline is not None and now > attempt.deadline + GRACE


def time_left(attempt: Attempt) -> dict | None:
    """What a page shows of the time: whole seconds, words for readers without script, and whether it is over."""
    if attempt.deadline is None or attempt.submitted_at:
        return None
    now = Attempt.objects.filter(pk=attempt.pk).values_list(Now(), flat=True).get()
    seconds = max(0, math.ceil((attempt.deadline - now).total_seconds()))
    minutes = seconds // 60
    words = _("%(minutes)d min left") % {"minutes": minutes} if minutes else _("Less than a minute left")
    return {
        "seconds": seconds,
        "total": int((attempt.deadline - attempt.started_at).total_seconds()),
        "words": words,
        "over": is_over(attempt, now),
    }

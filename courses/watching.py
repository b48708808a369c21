"""Watching: what a browser says it has played is believed as far as the clock allows."""

import math
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Enrolment, Watching
from courses.studying import lesson_item, lock_row, seen, studying
from courses.watched import Watched, lesson_in, recordings_in, watched_of
from icrweb.media.intervals import length, merged

FASTEST = 2.0  # the fastest speed that the player offers
SLACK = timedelta(seconds=3)  # clocks and networks; it is granted once, not with every report
LATE = timedelta(seconds=20)  # reports that overtook each other still find room for this long
MOST_INTERVALS = 500


def keep_watched(enrolment: Enrolment, lesson_key: UUID, block_id: str, played: list, language: str) -> Watched:
    """Merge the stretches that were played, [[from, to], …] in seconds, into what is known. Told twice, it counts once.

    Seconds that are new must fit between what was credited before and now, at the fastest speed: otherwise `too_fast`, and none
    are kept. The first report of a recording starts its clock, so that a whole recording in one report is never believed.
    """
    intervals = _numbers(played)
    believed = True
    with transaction.atomic():
        enrolment = studying(lock_row(enrolment))
        row, found = _row(enrolment, lesson_key, block_id, language)
        seen(enrolment, lesson_key, language)
        now = timezone.now()
        together = merged([*row.intervals, *intervals], found.duration)
        fresh = max(0.0, length(together) - length(merged(row.intervals, found.duration)))
        needed = row.credited_until + timedelta(seconds=fresh / FASTEST)
        if fresh and needed > now + SLACK:
            believed = False
        else:
            row.intervals, row.credited_until = together, max(needed, now - LATE)
            row.save(update_fields=["intervals", "credited_until", "updated_at"])
        found.row = row
    if not believed:  # said only now: the clock that this report started goes on
        raise ValidationError(
            _("More was reported than can have been played since. Go on playing; what was counted before is kept."),
            code="too_fast",
        )
    return found


def begin_transcript(enrolment: Enrolment, lesson_key: UUID, block_id: str, language: str) -> Watched:
    """Note that the learner reads instead of watching, where the editor lets reading count. Asked twice, the first time stands."""
    with transaction.atomic():
        enrolment = studying(lock_row(enrolment))
        row, found = _row(enrolment, lesson_key, block_id, language)
        _reading_counts(enrolment, lesson_key)
        seen(enrolment, lesson_key, language)
        if row.transcript_begun_at is None:
            row.transcript_begun_at = timezone.now()
            row.save(update_fields=["transcript_begun_at", "updated_at"])
        found.row = row
    return found


def finish_transcript(enrolment: Enrolment, lesson_key: UUID, block_id: str, language: str) -> Watched:
    """Note that the transcript was read to its end: the learner says so, and time enough has passed since it was begun."""
    with transaction.atomic():
        enrolment = studying(lock_row(enrolment))
        row, found = _row(enrolment, lesson_key, block_id, language)
        _reading_counts(enrolment, lesson_key)
        if row.transcript_begun_at is None:
            raise ValidationError(_("Open the transcript first, and read it."), code="not_begun")
        left = row.transcript_begun_at + timedelta(seconds=found.seconds_to_read) - timezone.now()
        if left > timedelta():
            raise ValidationError(
                _("Read on, please: this transcript takes longer. Confirm it again in %(seconds)s seconds."),
                code="too_soon",
                params={"seconds": math.ceil(left.total_seconds())},
            )
        seen(enrolment, lesson_key, language)
        if row.transcript_read_at is None:
            row.transcript_read_at = timezone.now()
            row.save(update_fields=["transcript_read_at", "updated_at"])
        found.row = row
    return found


def _row(enrolment: Enrolment, lesson_key: UUID, block_id: str, language: str) -> tuple[Watching, Watched]:
    """The record of one recording of the lesson as it is shown today, made where there is none."""
    item = lesson_item(enrolment, lesson_key)
    lesson = lesson_in(lesson_key, language)
    if lesson is None or block_id not in recordings_in(lesson):
        raise ValidationError(_("This recording is no longer in the lesson. Load the page again."), code="no_such_block")
    row, _made = Watching.objects.get_or_create(enrolment=enrolment, lesson_key=lesson_key, block_id=block_id)
    return row, next(one for one in watched_of(enrolment, lesson, item.get("share", 0)) if one.block_id == block_id)


def _reading_counts(enrolment: Enrolment, lesson_key: UUID) -> None:
    if not lesson_item(enrolment, lesson_key).get("transcript_counts"):
        raise ValidationError(_("In this lesson the recording itself is to be played."), code="transcript_does_not_count")


def _numbers(played) -> list[tuple[float, float]]:
    """Pairs of finite numbers, or a refusal."""
    try:
        pairs = [(float(start), float(end)) for start, end in played]
    except (TypeError, ValueError):
        pairs = [(math.nan, math.nan)]
    if len(pairs) > MOST_INTERVALS or not all(math.isfinite(number) for pair in pairs for number in pair):
        raise ValidationError(_("What was played could not be read. Load the page again."), code="not_intervals")
    return pairs

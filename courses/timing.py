"""How long lessons really take: medians over what learners did lately.

They are shown to readers and editors. Minutes and hours of editions and certificates are frozen and never follow them.
"""

from datetime import timedelta
from math import ceil
from statistics import median

from django.core.cache import cache
from django.utils import timezone

from courses.models import LessonMinutes, LessonTime

ENOUGH = 10  # learners, before a median says anything
LATELY = timedelta(days=365)
_KEPT, _KEPT_FOR = "real-minutes", 600
MOST = 200  # of the newest are looked at


def count_minutes() -> int:
    """Sweep: count again each lesson that somebody has done since the last counting."""
    counted = LessonMinutes.objects.order_by("-counted_at").values_list("counted_at", flat=True).first()
    done = LessonTime.objects.filter(done_at__isnull=False, seconds__gt=0)
    keys = set((done.filter(done_at__gt=counted) if counted else done).values_list("lesson_key", flat=True).distinct())
    for key in keys:
        count_lesson(key)
    return len(keys)


def count_lesson(lesson_key) -> LessonMinutes:
    """The median of the newest, in whole minutes, rounded up. Who skipped a lesson in one step has spent no time in it."""
    now = timezone.now()
    rows = LessonTime.objects.filter(lesson_key=lesson_key, seconds__gt=0, done_at__gt=now - LATELY)
    seconds = list(rows.order_by("-done_at").values_list("seconds", flat=True)[:MOST])
    found = {"minutes": ceil(median(seconds) / 60) if seconds else 0, "learners": len(seconds), "counted_at": now}
    row, _made = LessonMinutes.objects.update_or_create(lesson_key=lesson_key, defaults=found)
    cache.delete(_KEPT)
    return row


def real_minutes() -> dict[str, int]:
    """Minutes by lesson key, of the lessons that enough learners have done: kept for a while, for it is asked on every page."""
    return cache.get_or_set(_KEPT, _read_minutes, _KEPT_FOR)


def _read_minutes() -> dict[str, int]:
    rows = LessonMinutes.objects.filter(learners__gte=ENOUGH).values_list("lesson_key", "minutes")
    return {str(key): minutes for key, minutes in rows}

"""Reading what was watched: which recordings a lesson has today, and what of them is outstanding under the edition's rule."""

from dataclasses import dataclass
from math import ceil, floor
from uuid import UUID

from django.db.models import prefetch_related_objects

from courses.models import Enrolment, LessonPage, Watching
from icrweb.media.intervals import length, merged
from icrweb.media.models import Recording
from icrweb.media.playing import clock

DEFAULT_SHARE = 90  # percent, of editions that froze none
AT_LEAST_TO_READ = 0.4  # of the recording's length: nobody reads faster than two and a half times as fast as it is told


@dataclass
class Watched:
    """How far a learner is with one recording."""

    block_id: str
    title: str
    duration: float
    share: int
    row: Watching | None

    @property
    def seconds(self) -> float:
        return length(merged(self.row.intervals, self.duration)) if self.row else 0.0

    @property
    def percent(self) -> int:
        """Rounded down: 100 only when all of it was played."""
        return min(100, floor(self.seconds * 100 / self.duration)) if self.duration else 0

    @property
    def read(self) -> bool:
        return bool(self.row and self.row.transcript_read_at)

    @property
    def reading(self) -> bool:
        return bool(self.row and self.row.transcript_begun_at) and not self.read

    @property
    def enough(self) -> bool:
        return self.read or not self.duration or self.percent >= self.share

    @property
    def clock(self) -> str:
        return clock(self.duration)

    @property
    def seconds_to_read(self) -> int:
        return ceil(self.duration * AT_LEAST_TO_READ)


def watched_of(enrolment: Enrolment, lesson: LessonPage, share: int) -> list[Watched]:
    """Every recording of ours in the lesson, in order; what stands on other sites cannot be followed and is not asked for."""
    rows = {row.block_id: row for row in Watching.objects.filter(enrolment=enrolment, lesson_key=lesson.translation_key)}
    return [
        Watched(block_id, value["title"], value["recording"].duration, share, rows.get(block_id))
        for block_id, value in recordings_in(lesson).items()
    ]


def unwatched(enrolment: Enrolment, item: dict, lesson_key: UUID, language: str) -> list[Watched]:
    """The recordings of which not enough was played, nor the transcript read."""
    lesson = lesson_in(lesson_key, language)
    share = item.get("share", DEFAULT_SHARE)
    return [one for one in watched_of(enrolment, lesson, share) if not one.enough] if lesson else []


def lesson_in(lesson_key: UUID, language: str) -> LessonPage | None:
    return LessonPage.objects.live().filter(translation_key=lesson_key, locale__language_code=language).first()


def recordings_in(lesson: LessonPage) -> dict:
    """The values of the blocks with a recording of ours that can be played, by block id."""
    found = {str(block.id): block.value for block in lesson.body if block.block_type == "video" and block.value["recording"]}
    recordings: list[Recording] = [value["recording"] for value in found.values()]
    if recordings:
        prefetch_related_objects(recordings, "renditions__file")
    return {key: value for key, value in found.items() if value["recording"].files}

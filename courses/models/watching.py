"""Facts about playing and time: what of a recording was played, how long a lesson took, and what it takes most people."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .records import Enrolment


class Watching(models.Model):
    """What a learner has played of one recording in a lesson, by block, so that it is the same in every language.

    `intervals`: [[from, to], …] in seconds, merged, inside the recording. `credited_until`: everything in them could have been
    played before this moment at the fastest speed; what is reported next is judged from here, by the server's clock.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="watchings")
    lesson_key = models.UUIDField()
    block_id = models.CharField(max_length=40)
    intervals = models.JSONField(default=list)
    credited_until = models.DateTimeField(default=timezone.now)
    transcript_begun_at = models.DateTimeField(null=True)
    transcript_read_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson_key", "block_id"], name="one_watching_per_recording")]

    def __str__(self):
        return f"{self.enrolment}: {self.lesson_key} {self.block_id}"


class LessonTime(models.Model):
    """How long a learner was busy with a lesson until it was done: pauses are counted up to a limit."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lesson_times")
    lesson_key = models.UUIDField()
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    seconds = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson_key"], name="one_time_per_lesson")]
        indexes = [models.Index(fields=["lesson_key", "-done_at"], name="lesson_times")]

    def __str__(self):
        return f"{self.enrolment}: {self.lesson_key} {self.seconds} s"


class LessonMinutes(models.Model):
    """The median of what a lesson took those who finished it lately; never what an edition counts, nor hours on a certificate."""

    lesson_key = models.UUIDField(unique=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    learners = models.PositiveIntegerField(_("learners"))
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.lesson_key}: {self.minutes} min (n={self.learners})"

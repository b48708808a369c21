"""Facts about people and courses: untranslated, keyed to pages by their translation key, never deleted with a page."""

import uuid
from collections import Counter

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from courses.quiz_rules import asked_for

from .recognition import Recognised


class EditionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def open_on(self, day):
        """Editions that take new learners on that day: effective, and not withdrawn."""
        return self.published().filter(Q(withdrawn_at=None), effective_on__lte=day)

    def of_course(self, course_key):
        return self.filter(course_key=course_key)

    def in_use(self):
        """Editions that somebody is still studying."""
        return self.filter(enrolments__completed_at=None, enrolments__left_at=None, enrolments__isnull=False).distinct()

    def newest(self, course_keys, day) -> dict:
        """The edition that takes new learners on that day, by course key."""
        newest = {}
        for edition in self.open_on(day).filter(course_key__in=course_keys).order_by("effective_on", "pk"):
            newest[edition.course_key] = edition
        return newest


class Edition(Recognised):
    """One published version of a course. It freezes what decides: everyone reads today's words.

    `syllabus`: list of {"key", "kind": "lesson" | "quiz", "title", "minutes", "module", "module_key", "completion"}; lessons to be
    watched also carry "share" (percent) and "transcript_counts"; quizzes what `courses.quiz_rules` reads.
    `minutes_by_category`: {category: approved minutes}.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course_key = models.UUIDField(db_index=True, editable=False)
    code = models.CharField(max_length=12, editable=False)
    title = models.CharField(max_length=255, editable=False, help_text="In the language the course was written in.")
    language = models.CharField(max_length=10, editable=False, help_text="The language the course was written in.")
    label = models.CharField(_("label"), max_length=40)
    effective_on = models.DateField(_("effective from"))
    guideline_parts = models.JSONField(_("guideline parts covered"), default=list, blank=True)
    minutes_by_category = models.JSONField(_("approved minutes by category"), default=dict, blank=True)
    gives_certificate = models.BooleanField(default=True, editable=False)
    review_by = models.DateField(_("review by"), null=True, blank=True)
    syllabus = models.JSONField(default=list, editable=False)
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    last_day = models.DateField(_("last day for learners in progress"), null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-pk"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        permissions = [("attest_edition", "Can state mutual recognition of an edition")]
        constraints = [models.UniqueConstraint(fields=["course_key", "label"], name="one_edition_per_label")]

    def __str__(self):
        return f"{self.code} {self.label}"

    @property
    def minutes(self) -> int:
        """Of what a learner must do."""
        return sum(item["minutes"] for item in asked_for(self.syllabus))

    def open_on(self, day) -> bool:
        """It takes new learners on that day."""
        return self.withdrawn_at is None and self.effective_on <= day

    def over_on(self, day) -> bool:
        """The last day for learners in progress has passed."""
        return self.last_day is not None and self.last_day < day

    def item(self, key) -> dict | None:
        """The syllabus entry of a lesson or quiz key, or None where this edition does not ask for it."""
        return next((item for item in self.syllabus if item["key"] == str(key)), None)


class EditionRevision(models.Model):
    """A page revision that was live on the day an edition was published: kept, whatever is purged."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="revisions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "revision"], name="edition_keeps_a_revision_once")]

    def __str__(self):
        return f"{self.edition}: {self.revision_id}"


class EnrolmentQuerySet(models.QuerySet):
    def for_learner(self, user):
        return self.filter(learner=user)

    def open(self):
        return self.filter(completed_at=None, left_at=None)

    def completed(self):
        return self.filter(completed_at__isnull=False)

    def current(self):
        """Neither left nor superseded by a later one: an open enrolment first, else the one finished last."""
        return self.filter(left_at=None).order_by(models.F("completed_at").desc(nulls_first=True))


class Enrolment(models.Model):
    """A learner in an edition, in any language. At most one open enrolment per learner and course."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="enrolments")
    course_key = models.UUIDField(db_index=True, editable=False)
    language = models.CharField(max_length=10, help_text="The language studied in last.")
    renewal = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="0 the first time; who takes the same edition again begins from nothing, as renewal 1, 2 …",
    )
    enrolled_at = models.DateTimeField(default=timezone.now, editable=False)
    completed_at = models.DateTimeField(null=True, editable=False)
    left_at = models.DateTimeField(null=True, editable=False)
    last_key = models.UUIDField(null=True, editable=False, help_text="The lesson or quiz opened last.")
    last_seen_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-last_seen_at"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course_key"], condition=Q(completed_at=None, left_at=None), name="one_open_enrolment"
            )
        ]

    def __str__(self):
        return f"{self.learner}: {self.edition}"


class LessonCompletion(models.Model):
    """A lesson was done, once per enrolment."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lesson_completions")
    lesson_key = models.UUIDField(db_index=True)
    language = models.CharField(max_length=10)
    completed_at = models.DateTimeField(default=timezone.now, editable=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("lesson completion")
        verbose_name_plural = _("lesson completions")
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson_key"], name="lesson_completed_once")]

    def __str__(self):
        return f"{self.enrolment}: {self.lesson_key}"


class LessonPositionQuerySet(models.QuerySet):
    def last_of(self, enrolments):
        """Where each of these learners stopped in the lesson they opened last."""
        return self.filter(enrolment__in=enrolments, lesson_key=models.F("enrolment__last_key"))


class LessonPosition(models.Model):
    """Where a learner stopped in a lesson, by block, so that the place is the same in every language."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="positions")
    lesson_key = models.UUIDField()
    block_id = models.CharField(max_length=40)
    second = models.PositiveIntegerField(null=True, help_text="Of the recording in that block.")
    checks_answered = models.JSONField(default=list, help_text="Ids of the self-check blocks that were answered.")
    updated_at = models.DateTimeField(default=timezone.now)

    objects = LessonPositionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson_key"], name="one_position_per_lesson")]

    def __str__(self):
        return f"{self.enrolment}: {self.lesson_key} {self.block_id}"


class AttemptQuerySet(models.QuerySet):
    def for_learner(self, user):
        return self.filter(enrolment__learner=user)

    def open(self):
        return self.filter(submitted_at=None)

    def submitted(self):
        return self.filter(submitted_at__isnull=False)


class Attempt(models.Model):
    """One sitting of a quiz. `paper` is what the learner sees and nothing else; `marking` is the key, read by the grader only."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    quiz_key = models.UUIDField(db_index=True)
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=10)
    seed = models.BigIntegerField()
    paper = models.JSONField(help_text="[{item, kind, stem, choices: [{id, text}], unit, objective, case, vignette}]")
    marking = models.JSONField(help_text="{item: {question_key, right, answer, tolerance, partial_credit, feedback, reference}}")
    pass_mark = models.PositiveSmallIntegerField()
    declared_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    deadline = models.DateTimeField(null=True, editable=False, help_text="By the database's clock; none without a time limit.")
    ran_out = models.BooleanField(db_default=False, default=False, editable=False, help_text="Closed because the time was up.")
    submitted_at = models.DateTimeField(null=True, editable=False)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, editable=False)
    passed = models.BooleanField(null=True, editable=False)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        help_text="Of the staff, where the test was taken elsewhere (on paper) and its result was set by hand.",
    )

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "quiz_key", "number"], name="attempts_are_numbered"),
            models.UniqueConstraint(fields=["enrolment", "quiz_key"], condition=Q(submitted_at=None), name="one_open_attempt"),
        ]
        indexes = [
            models.Index(fields=["deadline"], condition=Q(submitted_at=None, deadline__isnull=False), name="running_attempts")
        ]

    def __str__(self):
        return f"{self.enrolment}: {self.quiz_key} #{self.number}"


class SeenQuestionQuerySet(models.QuerySet):
    def counts(self, learner_id) -> Counter:
        """How often this learner met each question, by key, in whatever quiz and language."""
        return Counter({str(key): times for key, times in self.filter(learner=learner_id).values_list("question_key", "times")})

    def note(self, learner_id, marking: dict, counts: Counter) -> None:
        """These questions were set once more."""
        keys = [key["question_key"] for key in marking.values()]
        rows = [SeenQuestion(learner_id=learner_id, question_key=key, times=counts[key] + 1) for key in keys]
        self.bulk_create(rows, update_conflicts=True, unique_fields=["learner", "question_key"], update_fields=["times", "last_at"])


class SeenQuestion(models.Model):
    """A question was set for a learner so often: papers are drawn from what is new to them."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    question_key = models.UUIDField()
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(default=timezone.now)

    objects = SeenQuestionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["learner", "question_key"], name="question_seen_once_a_learner")]

    def __str__(self):
        return f"{self.learner}: {self.question_key} × {self.times}"


class ExtraAttempt(models.Model):
    """Staff let a learner try a quiz once more: before the wait is over, until the next attempt is handed in, or beyond the limit."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    quiz_key = models.UUIDField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["learner", "quiz_key"], name="extra_attempts")]

    def __str__(self):
        return f"{self.learner}: {self.quiz_key}"


class ExtraTimeQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)

    def for_quiz(self, quiz_key):
        """Granted for this quiz or for all."""
        return self.filter(Q(quiz_key=quiz_key) | Q(quiz_key=None))


class ExtraTime(models.Model):
    """Staff gave a learner longer than the time limit: `percent` of it and `minutes` more, in one quiz or (no key) in all."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    quiz_key = models.UUIDField(null=True)
    percent = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(default=0)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = ExtraTimeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["learner", "quiz_key"], condition=Q(ended_at=None), name="one_extra_time_per_quiz"),
            models.UniqueConstraint(
                fields=["learner"], condition=Q(ended_at=None, quiz_key=None), name="one_extra_time_for_all_quizzes"
            ),
        ]

    def __str__(self):
        return f"{self.learner}: {self.quiz_key or '*'} +{self.percent} % +{self.minutes} min"


class ResponseQuerySet(models.QuerySet):
    def locked(self) -> set[str]:
        """The items from which the learner went on in a case with no way back."""
        return set(self.filter(locked_at__isnull=False).values_list("item", flat=True))


class Response(models.Model):
    """What a learner answered to one item; the highest sequence number wins."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="responses")
    item = models.CharField(max_length=20)
    answer = models.JSONField(null=True)
    come_back = models.BooleanField(default=False)
    sequence = models.BigIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)
    first_saved_at = models.DateTimeField(default=timezone.now, null=True, editable=False, help_text="Unknown of old answers.")
    credit = models.DecimalField(max_digits=6, decimal_places=4, null=True, editable=False)
    locked_at = models.DateTimeField(null=True, editable=False, help_text="In a case with no way back: the learner went on.")

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["attempt", "item"], name="one_response_per_item")]

    def __str__(self):
        return f"{self.attempt}: {self.item}"

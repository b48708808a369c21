"""Archives of courses and files of questions that somebody sent in: kept between the dry run and the import."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def private_storage():
    """Answer keys are in it: the web server never shows this folder."""
    return storages["private"]


def own_name(instance, filename: str) -> str:
    return f"imports/{instance.key}.zip"


def own_questions(instance, filename: str) -> str:
    return f"imports/{instance.key}.questions"


class CourseImportQuerySet(models.QuerySet):
    def waiting(self, now):
        """For the worker: to be looked at or to be brought in, and taken by nobody."""
        states = (CourseImport.State.LOOKING, CourseImport.State.WANTED)
        return self.filter(state__in=states, next_try_at__lte=now)


class CourseImport(models.Model):
    """The worker looks at it first (a dry run), and brings it in when somebody has read the report and says so."""

    class State(models.TextChoices):
        LOOKING = "looking", _("Being looked at")
        READY = "ready", _("Ready to be brought in")
        REFUSED = "refused", _("Refused")
        WANTED = "wanted", _("Being brought in")
        DONE = "done", _("Brought in")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    archive = models.FileField(_("archive"), storage=private_storage, upload_to=own_name)
    filename = models.CharField(max_length=200, editable=False)
    publish = models.BooleanField(default=False, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.LOOKING, editable=False)
    report = models.JSONField(default=dict, editable=False, help_text="The plan as data, or {error}.")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CourseImportQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = _("course import")
        verbose_name_plural = _("course imports")

    def __str__(self):
        return self.filename

    @property
    def waits(self) -> bool:
        return self.state in (self.State.LOOKING, self.State.WANTED)


class QuestionImport(models.Model):
    """A file of questions that was looked at (a dry run) and is brought in when somebody has read the report and says so."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    bank = models.ForeignKey("courses.QuestionBank", models.CASCADE, related_name="+", editable=False)
    objective = models.SlugField(max_length=60, blank=True, editable=False)
    kind = models.CharField(max_length=10, editable=False)
    file = models.FileField(storage=private_storage, upload_to=own_questions)
    filename = models.CharField(max_length=200, editable=False)
    report = models.JSONField(default=list, editable=False, help_text="A line for each question, as data.")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = _("question import")
        verbose_name_plural = _("question imports")

    def __str__(self):
        return self.filename


class QuestionOrigin(models.Model):
    """The id that a question had in the system it came from, so that its file can be brought in again."""

    bank = models.ForeignKey("courses.QuestionBank", models.CASCADE, related_name="+")
    foreign_id = models.CharField(max_length=200)
    question_key = models.UUIDField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "foreign_id"], name="one_question_per_foreign_id")]

    def __str__(self):
        return self.foreign_id

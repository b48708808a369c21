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


class SentQuerySet(models.QuerySet):
    def waiting(self, now):
        """For the worker: to be looked at or to be brought in, and taken by nobody."""
        return self.filter(state__in=(Sent.State.LOOKING, Sent.State.WANTED), next_try_at__lte=now)


class Sent(models.Model):
    """What somebody sent in. The worker looks at it first (a dry run), and brings it in when somebody has read the report and says so."""

    class State(models.TextChoices):
        LOOKING = "looking", _("Being looked at")
        READY = "ready", _("Ready to be brought in")
        REFUSED = "refused", _("Refused")
        WANTED = "wanted", _("Being brought in")
        DONE = "done", _("Brought in")

    deed = ""  # how the audit trail names it
    file_field = "file"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    filename = models.CharField(max_length=200, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.LOOKING, editable=False)
    report = models.JSONField(
        default=dict, editable=False, help_text="What the worker found, as data; `error`: why it found nothing."
    )
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SentQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-sent_at"]

    def __str__(self):
        return self.filename

    @property
    def upload(self):
        return getattr(self, self.file_field)

    @property
    def waits(self) -> bool:
        return self.state in (self.State.LOOKING, self.State.WANTED)


class CourseImport(Sent):
    """An archive of a course."""

    deed = "course_import"
    file_field = "archive"

    archive = models.FileField(_("archive"), storage=private_storage, upload_to=own_name)
    publish = models.BooleanField(default=False, editable=False)

    class Meta(Sent.Meta):
        verbose_name = _("course import")
        verbose_name_plural = _("course imports")


class QuestionImport(Sent):
    """A file of questions for a bank."""

    deed = "question_import"

    bank = models.ForeignKey("courses.QuestionBank", models.CASCADE, related_name="+", editable=False)
    objective = models.SlugField(max_length=60, blank=True, editable=False)
    kind = models.CharField(max_length=10, editable=False)
    file = models.FileField(storage=private_storage, upload_to=own_questions)

    class Meta(Sent.Meta):
        verbose_name = _("question import")
        verbose_name_plural = _("question imports")


class QuestionOrigin(models.Model):
    """The id that a question had in the system it came from, so that its file can be brought in again."""

    bank = models.ForeignKey("courses.QuestionBank", models.CASCADE, related_name="+")
    foreign_id = models.CharField(max_length=200)
    question_key = models.UUIDField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "foreign_id"], name="one_question_per_foreign_id")]

    def __str__(self):
        return self.foreign_id

"""Questions from learners and their answers; who looks into a learner's record, and until when."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Edition


class ThreadQuerySet(models.QuerySet):
    def for_learner(self, user):
        return self.filter(asker=user)

    def for_team(self, user):
        """What this member of staff may answer: their desks; where a course has named people, it is still everybody's to read."""
        return self.filter(desk__in=[desk for desk in Thread.Desk.values if user.has_perm(f"helpdesk.answer_{desk}")])

    def untold(self):
        """Opened or reopened, and the team has not been written to."""
        return self.filter(told_at=None, state=Thread.State.OPEN)


class Thread(models.Model):
    """A question or a problem with its context: where in which words of which edition it came up, and what was said since."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("A question about the content")
        MISTAKE = "mistake", _("A mistake in the content")
        TRANSLATION = "translation", _("A problem with the translation")
        TECHNICAL = "technical", _("Something does not work")
        HELP = "help", _("Help with my account, a course or a certificate")

    class Desk(models.TextChoices):
        COURSE = "course", _("Course team")
        TRANSLATION = "translation", _("Translators")
        HELP = "help", _("Help desk")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    DESK_OF = {Kind.TRANSLATION: Desk.TRANSLATION, Kind.TECHNICAL: Desk.HELP, Kind.HELP: Desk.HELP}

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("about"), max_length=12, choices=Kind)
    desk = models.CharField(_("desk"), max_length=12, choices=Desk)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    address = models.EmailField(blank=True, help_text="Of somebody who wrote without signing in; it is not proven.")
    language = models.CharField(max_length=10)
    course_key = models.UUIDField(null=True, db_index=True)
    course_title = models.CharField(max_length=255, blank=True)
    lesson_key = models.UUIDField(null=True)
    lesson_title = models.CharField(max_length=255, blank=True)
    block_id = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True, help_text="The words of the place when it was asked.")
    words_language = models.CharField(max_length=10, blank=True)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    browser = models.CharField(max_length=300, blank=True, help_text="Only where the person agreed to send it.")
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now, help_text="When something was said or decided last.")
    told_at = models.DateTimeField(null=True, help_text="When the team was written to about what is open.")

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["-moved_at", "-pk"]
        verbose_name = _("question from a learner")
        verbose_name_plural = _("questions from learners")
        indexes = [models.Index(fields=["state", "desk", "-moved_at"], name="threads_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(asker__isnull=False) | ~Q(address=""), name="thread_has_somebody_to_answer")
        ]
        default_permissions = ()
        permissions = [
            ("answer_course", "Can answer questions to course teams"),
            ("answer_translation", "Can answer questions about translations"),
            ("answer_help", "Can answer questions to the help desk"),
            ("help_learners", "Can help one learner at the help desk"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.lesson_title or self.course_title or self.opened_at.date().isoformat()}"

    @property
    def who(self) -> str:
        return str(self.asker) if self.asker_id else self.address


class Message(models.Model):
    """One thing that was said in a thread."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_team = models.BooleanField(default=False)
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["author", "written_at"], name="messages_of_an_author")]

    def __str__(self):
        return f"{self.thread}: {self.written_at:%Y-%m-%d %H:%M}"


class PublishedAnswerQuerySet(models.QuerySet):
    def shown(self, lesson_key, language):
        """What stands under the paragraphs of a lesson in the language that is read."""
        return self.filter(lesson_key=lesson_key, language=language, withdrawn_at=None)


class PublishedAnswer(models.Model):
    """An answer that all readers of a paragraph see, in words that an editor wrote; it names nobody."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="published")
    lesson_key = models.UUIDField(db_index=True)
    block_id = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    question = models.CharField(_("question"), max_length=300)
    answer = models.TextField(_("answer"), max_length=2000)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = PublishedAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.question


class CourseContact(models.Model):
    """Somebody named for the questions to a course. Where nobody is named, all editors are."""

    course_key = models.UUIDField(db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course_key", "person"], name="named_once_per_course")]
        default_permissions = ()

    def __str__(self):
        return f"{self.course_key}: {self.person}"


class LookQuerySet(models.QuerySet):
    def open_for(self, staff, person, at=None):
        return self.filter(staff=staff, person=person, closes_at__gt=at or timezone.now())


class Look(models.Model):
    """Somebody of the help desk sees the site as a learner sees it, to read, for a short time, for a reason."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=500)
    opened_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField()

    objects = LookQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self):
        return f"{self.staff} → {self.person}"

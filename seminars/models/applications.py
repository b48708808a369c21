"""What the organizer asks of people, and what they answer: extra questions, drafts, answers, files."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icrweb.pages.languages import in_its_language

from .materials import private_storage
from .records import Mode, Registration, Seminar

FILE_ENDINGS = ("pdf", "docx", "jpg", "png")


class ExtraQuestion(models.Model):
    """One thing the organizer asks. `kind` is a field type of Wagtail's form builder, or a file; words stand by language.

    `choices` is a list of {language: words}; of these the words in the seminar's own language are what an answer holds.
    """

    class Part(models.TextChoices):
        SIGN_UP = "sign_up", _("At sign-up")
        ACCEPTED = "accepted", _("After a place is given")

    class Kind(models.TextChoices):
        SINGLELINE = "singleline", _("One line")
        MULTILINE = "multiline", _("Several lines")
        NUMBER = "number", _("Number")
        EMAIL = "email", _("E-mail address")
        URL = "url", _("Address of a web page")
        RADIO = "radio", _("One of several")
        CHECKBOXES = "checkboxes", _("Several of several")
        CHECKBOX = "checkbox", _("A box to tick")
        DATE = "date", _("Date")
        FILE = "file", _("File")

    CHOOSING = (Kind.RADIO, Kind.CHECKBOXES)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="extra_questions")
    part = models.CharField(_("asked"), max_length=10, choices=Part, default=Part.SIGN_UP)
    mode = models.CharField(_("asked of"), max_length=10, choices=Mode, blank=True)
    kind = models.CharField(_("kind of answer"), max_length=12, choices=Kind, default=Kind.SINGLELINE)
    labels = models.JSONField(default=dict)
    hints = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(default=list, blank=True)
    endings = models.JSONField(default=list, blank=True, help_text="For a file: of FILE_ENDINGS, which may be sent.")
    most_megabytes = models.PositiveSmallIntegerField(_("largest file, MB"), default=5)
    required = models.BooleanField(_("must be answered"), default=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, editable=False, help_text="No longer asked; what was answered stays.")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("extra question")
        verbose_name_plural = _("extra questions")

    def __str__(self):
        return self.label_in(self.seminar.language)

    def label_in(self, language: str) -> str:
        return shown_in(self.labels, language, self.seminar.language)

    def hint_in(self, language: str) -> str:
        return shown_in(self.hints, language, self.seminar.language)

    @property
    def as_asked(self) -> dict:
        """The words that stay beside an answer, whatever the question says later."""
        return {"labels": self.labels, "choices": self.choices, "source": self.seminar.language}


class AnswerQuerySet(models.QuerySet):
    def current(self):
        """As they stand; without what they replaced."""
        return self.filter(replaced_at=None)

    def kept(self):
        """Those whose words are still there."""
        return self.filter(purged_at=None)


class Answer(models.Model):
    """What one registration answers to one question, with the words of the question as they were. A new answer is a new row."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="answers")
    question = models.ForeignKey(ExtraQuestion, models.PROTECT, related_name="answers")
    asked = models.JSONField()
    value = models.JSONField(null=True, encoder=DjangoJSONEncoder, help_text="Text, a list of choices, or true.")
    answered_at = models.DateTimeField(default=timezone.now, editable=False)
    replaced_at = models.DateTimeField(null=True, editable=False)
    purged_at = models.DateTimeField(null=True, editable=False, help_text="When the words were thrown away.")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["question__position", "question_id", "pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "question"], condition=Q(replaced_at=None), name="one_answer_to_a_question"
            )
        ]

    def __str__(self):
        return f"{self.registration}: {self.label_in(self.asked.get('source', 'en'))}"

    def label_in(self, language: str) -> str:
        return shown_in(self.asked["labels"], language, self.asked.get("source", "en"))

    def words_in(self, language: str) -> list[str]:
        """The answer as lines to read: choices in that language where they have words in it."""
        if self.value is None or self.value is False:
            return []
        if self.value is True:
            return [str(_("Yes"))]
        source = self.asked.get("source", "en")
        known = {words_in(one, source, source): words_in(one, language, source) for one in self.asked["choices"]}
        chosen = self.value if isinstance(self.value, list) else [self.value]
        return [known.get(one, one) for one in chosen]


class ApplicationFile(models.Model):
    """A file somebody sends in answer to a question: of their draft until they hand it in, then of their registration."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.ForeignKey(ExtraQuestion, models.PROTECT, related_name="files")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="files")
    asked = models.JSONField()
    file = models.FileField(storage=private_storage, upload_to="applications/", blank=True)
    name = models.CharField(max_length=150)
    ending = models.CharField(max_length=5)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    replaced_at = models.DateTimeField(null=True, editable=False)
    purged_at = models.DateTimeField(null=True, editable=False, help_text="When the bytes were thrown away.")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["question__position", "question_id", "pk"]
        verbose_name = _("file of an application")
        verbose_name_plural = _("files of applications")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "question"],
                condition=Q(registration=None, replaced_at=None),
                name="one_file_of_a_draft",
            ),
            models.UniqueConstraint(
                fields=["registration", "question"],
                condition=Q(registration__isnull=False, replaced_at=None),
                name="one_file_to_a_question",
            ),
        ]

    def __str__(self):
        return self.name

    def label_in(self, language: str) -> str:
        return shown_in(self.asked["labels"], language, self.asked.get("source", "en"))


class Draft(models.Model):
    """What somebody has typed and not handed in: by field name, as typed, right or wrong. `version` counts the savings."""

    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=ExtraQuestion.Part)
    typed = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("draft of an application")
        verbose_name_plural = _("drafts of applications")
        constraints = [models.UniqueConstraint(fields=["seminar", "person", "part"], name="one_draft_of_a_part")]

    def __str__(self):
        return f"{self.person}: {self.seminar}"


class AcceptanceForm(models.Model):
    """That somebody with a place was asked the questions that come after it; each mail is sent once."""

    registration = models.OneToOneField(Registration, models.PROTECT, related_name="acceptance_form")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("acceptance form")
        verbose_name_plural = _("acceptance forms")

    def __str__(self):
        return str(self.registration)


def words_in(by_language: dict, language: str, source: str) -> str:
    """The words in a language, else in the source language, else whatever there are."""
    return by_language.get(_found_in(by_language, language, source), "")


def shown_in(by_language: dict, language: str, source: str) -> str:
    """The same words for a page in that language: marked with their own where it is another."""
    found = _found_in(by_language, language, source)
    return in_its_language(by_language.get(found, ""), found, language)


def _found_in(by_language: dict, language: str, source: str) -> str:
    return next((code for code in (language, source, *by_language) if by_language.get(code)), "")

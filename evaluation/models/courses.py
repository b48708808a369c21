"""What people say of a course when they finish it and 90 days later, and the small check that belongs to it."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import Edition, Enrolment

SCALE = [MinValueValidator(1), MaxValueValidator(5)]


class Stage(models.TextChoices):
    AFTER = "after", _("When the course is finished")
    LATER = "later", _("90 days later")


class Used(models.TextChoices):
    """Behaviour, as the person reports it."""

    OFTEN = "often", pgettext_lazy("how often something learned was used", "Yes, more than once")
    ONCE = "once", pgettext_lazy("how often something learned was used", "Yes, once")
    NO_OCCASION = "no_occasion", _("There was no occasion")
    NO = "no", _("No, although there was an occasion")


class Asked(models.TextChoices):
    """The six questions; their words are in `questions.py`, and a site may put its own in their place."""

    USEFUL = "useful", _("Finished: useful, 1 to 5")
    CLEAR = "clear", _("Finished: clear language, 1 to 5")
    WORDS = "words", _("Finished: in own words")
    USED = "used", _("90 days: used it")
    SURE = "sure", _("90 days: sure of oneself, 1 to 5")
    LATER_WORDS = "later_words", _("90 days: in own words")


class Wording(models.Model):
    """A site's own words for one of the six questions, in one language."""

    question = models.CharField(_("question"), max_length=12, choices=Asked)
    language = models.CharField(_("language"), max_length=10)
    words = models.CharField(_("words"), max_length=200)

    class Meta:
        ordering = ["question", "language"]
        verbose_name = _("wording of an evaluation")
        verbose_name_plural = _("wordings of the evaluation")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "language"],
                name="one_wording_per_language",
                violation_error_message=_("This question has words in this language already. Change those."),
            )
        ]

    def __str__(self):
        return f"{self.get_question_display()} ({self.language})"


class EvaluationQuerySet(models.QuerySet):
    def for_learner(self, user):
        return self.filter(enrolment__learner=user)

    def of_course(self, course_key):
        return self.filter(course_key=course_key)


class Evaluation(models.Model):
    """One person's answers of one stage, all of them optional. Reports show them without a name, from five people on."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="evaluations")
    stage = models.CharField(max_length=6, choices=Stage)
    course_key = models.UUIDField(db_index=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    useful = models.PositiveSmallIntegerField(null=True, validators=SCALE)
    clear = models.PositiveSmallIntegerField(null=True, validators=SCALE)
    used = models.CharField(max_length=12, choices=Used, blank=True)
    sure = models.PositiveSmallIntegerField(null=True, validators=SCALE)
    words = models.TextField(blank=True)
    given_at = models.DateTimeField(default=timezone.now)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["enrolment", "stage"], name="evaluated_once_a_stage")]

    def __str__(self):
        return f"{self.edition}: {self.stage}"


class LaterCheckQuerySet(models.QuerySet):
    def for_learner(self, user):
        return self.filter(enrolment__learner=user)

    def done(self):
        return self.filter(submitted_at__isnull=False)


class LaterCheck(models.Model):
    """The mail after 90 days and the five questions behind it. Formative: no attempt, no pass mark, no certificate."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="later_check")
    invited_at = models.DateTimeField(default=timezone.now)
    language = models.CharField(max_length=10, blank=True)
    paper = models.JSONField(default=list, help_text="As in an attempt: what the learner sees and nothing else.")
    marking = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(null=True)
    right = models.PositiveSmallIntegerField(null=True)

    objects = LaterCheckQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.enrolment}: 90"


class NoMoreMail(models.Model):
    """Somebody wants no mail about evaluations."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.person)

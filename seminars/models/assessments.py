"""What the organizer found, where a seminar is assessed, and the course whose test is the assessment."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.models import Achievement

from .records import Registration, Seminar


class Assessment(models.Model):
    """Whether a participant passed, who says so, and on what ground. `key` is the evidence of the certificate of completion.

    Nobody says it where it was taken over from a course.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.OneToOneField(Registration, models.PROTECT, related_name="assessment")
    passed = models.BooleanField(_("passed"))
    why = models.TextField(_("ground"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        default_permissions = ()

    def __str__(self):
        return f"{self.registration}: {_('passed') if self.passed else _('not passed')}"


class CourseTest(models.Model):
    """The course whose completion is the assessment of a seminar, and the days in which it counts: both ends, at the venue."""

    seminar = models.OneToOneField(Seminar, models.PROTECT, related_name="course_test", editable=False)
    achievement = models.ForeignKey(Achievement, models.PROTECT, related_name="+", editable=False)
    first_day = models.DateField(editable=False)
    last_day = models.DateField(editable=False)
    opens_at = models.DateTimeField(editable=False)
    closes_at = models.DateTimeField(editable=False, help_text="The moment after the last day.")

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(opens_at__lt=models.F("closes_at")), name="course_test_has_days")]

    def __str__(self):
        return f"{self.seminar}: {self.achievement}, {self.first_day} – {self.last_day}"

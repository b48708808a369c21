"""Who may see a course, and what must be finished before it: facts about a course, the same in every language."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.choices import Audience
from icrweb.accounts.models import Affiliation, Institution

from .cohorts import CohortMembership, CohortTeacher
from .records import Enrolment


class CourseAccessQuerySet(models.QuerySet):
    def hidden_from(self, user):
        """The courses that do not exist for `user`: the one home of the rule that every list, search and visit asks.

        Who is enrolled, who is in a group of the course, who teaches one, and staff who work on courses see it.
        """
        restricted = self.exclude(audience=Audience.EVERYONE)
        if not user.is_authenticated:
            return restricted
        if user.has_perm("courses.view_courseaccess"):
            return self.none()
        works_at = Affiliation.objects.for_learner(user).current().filter(confirmed_at__isnull=False, institution__isnull=False)
        return (
            restricted.exclude(audience=Audience.INSTITUTIONS, institutions__in=works_at.values("institution"))
            .exclude(course_key__in=Enrolment.objects.for_learner(user).filter(left_at=None).values("course_key"))
            .exclude(course_key__in=CohortMembership.objects.of_person(user).standing().values("cohort__course_key"))
            .exclude(course_key__in=CohortTeacher.objects.filter(person=user).values("cohort__course_key"))
        )


class CourseAccess(models.Model):
    """What holds for one course in all its languages. A course without a row is open to everyone and asks for nothing first."""

    course_key = models.UUIDField(unique=True, editable=False)
    audience = models.CharField(_("who may see it"), max_length=12, choices=Audience, default=Audience.EVERYONE)
    institutions = models.ManyToManyField(Institution, related_name="+", blank=True, verbose_name=_("institutions"))
    prerequisites = models.JSONField(default=list, blank=True, help_text="Keys of the courses to finish first.")

    objects = CourseAccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("access to a course")
        verbose_name_plural = _("access to courses")

    def __str__(self):
        return f"{self.course_key}: {self.get_audience_display()}"


class Waiver(models.Model):
    """Somebody may take a course without what it asks for first, and why."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="waivers")
    course_key = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.TextField(_("reason"))
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        constraints = [
            models.UniqueConstraint(fields=["person", "course_key"], name="one_waiver_per_person_and_course"),
            models.CheckConstraint(condition=~Q(why=""), name="waiver_says_why"),
        ]

    def __str__(self):
        return f"{self.person}: {self.course_key}"

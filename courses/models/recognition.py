"""What others make of an edition: that the programme stated mutual recognition, and which CPD schemes accredited it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Recognised(models.Model):
    """Whether the programme states that it meets the minimum criteria for mutual recognition: who, when, by what, read on which day."""

    recognised_on = models.DateField(null=True, editable=False)
    recognised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    recognition_source = models.CharField(max_length=500, default="", db_default="", editable=False)
    recognition_checked_on = models.DateField(null=True, editable=False)

    class Meta:
        abstract = True


class CpdActivityQuerySet(models.QuerySet):
    def on(self, day):
        """Activities whose period holds that day, both ends included."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class CpdActivity(models.Model):
    """A scheme of continuing professional development gave an edition a number and points, for a period. We award none ourselves."""

    edition = models.ForeignKey("courses.Edition", models.PROTECT, related_name="cpd_activities")
    scheme = models.CharField(_("scheme"), max_length=120)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    number = models.CharField(_("accreditation number"), max_length=60)
    starts_on = models.DateField(_("activity period, first day"))
    ends_on = models.DateField(_("activity period, last day"))

    objects = CpdActivityQuerySet.as_manager()

    class Meta:
        ordering = ["scheme", "starts_on", "pk"]
        verbose_name = _("CPD accreditation")
        verbose_name_plural = _("CPD accreditations")
        constraints = [
            models.UniqueConstraint(fields=["edition", "scheme", "number"], name="one_cpd_activity_per_number"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cpd_activity_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(points__gt=0), name="cpd_activity_gives_points"),
        ]

    def __str__(self):
        return f"{self.scheme} {self.number}"

    def as_fact(self) -> dict:
        """As a certificate freezes it."""
        return {
            "scheme": self.scheme,
            "points": f"{self.points:.2f}".rstrip("0").rstrip("."),
            "number": self.number,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
        }

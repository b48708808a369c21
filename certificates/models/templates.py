"""What the programme decides about its papers: kept in versions, of which a certificate freezes one as its design."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .records import Achievement


class TemplateQuerySet(models.QuerySet):
    def for_achievement(self, achievement: Achievement) -> "CertificateTemplate | None":
        """The one chosen for this course or seminar, else that of its kind, else the one for everything."""
        found = list(
            self.filter(Q(achievements=achievement) | Q(use__in=[achievement.kind, CertificateTemplate.Use.ALL])).distinct()
        )
        nearest = [CertificateTemplate.Use.CHOSEN, achievement.kind, CertificateTemplate.Use.ALL]
        return min(found, key=lambda one: nearest.index(one.use), default=None)


class CertificateTemplate(models.Model):
    """A look for papers. Its newest version is used for what is issued from now on; issued papers keep what they froze."""

    class Use(models.TextChoices):
        ALL = "all", _("Everything else")
        COMPLETION = "completion", _("Every course")
        ATTENDANCE = "attendance", _("Every seminar")
        CHOSEN = "chosen", _("Chosen courses and seminars")

    name = models.CharField(_("name"), max_length=80, unique=True)
    use = models.CharField(_("used for"), max_length=12, choices=Use)
    achievements = models.ManyToManyField(Achievement, related_name="templates", blank=True, verbose_name=_("courses and seminars"))

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("certificate template")
        verbose_name_plural = _("certificate templates")
        default_permissions = ("change",)
        constraints = [
            models.UniqueConstraint(fields=["use"], condition=~Q(use="chosen"), name="one_template_per_use"),
        ]

    def __str__(self):
        return self.name

    @property
    def newest(self) -> "TemplateVersion":
        return self.versions.first()


class TemplateVersion(models.Model):
    """What a template said from one day on; written once."""

    template = models.ForeignKey(CertificateTemplate, models.CASCADE, related_name="versions", editable=False)
    number = models.PositiveIntegerField(editable=False)
    design = models.JSONField(editable=False, help_text="See `certificates.designs`.")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of a certificate template")
        verbose_name_plural = _("versions of certificate templates")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="one_template_version_per_number")]

    def __str__(self):
        return f"{self.template} {self.number}"

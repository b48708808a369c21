"""Seats kept for a country, a site or a role."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from icrweb.accounts.choices import AffiliationRole, Country
from icrweb.accounts.models import Institution

from .. import seating
from .records import Mode, Seminar


class Quota(models.Model):
    """A number of seats, of one way to take part, for one country, one institution or one role."""

    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="quotas")
    mode = models.CharField(_("takes part"), max_length=10, choices=Mode)
    country = models.CharField(_("country"), max_length=2, choices=Country, blank=True)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    role = models.CharField(_("role"), max_length=20, choices=AffiliationRole, blank=True)
    seats = models.PositiveIntegerField(_("seats"), validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["mode", "pk"]
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        constraints = [
            models.CheckConstraint(
                condition=(
                    (~Q(country="") & Q(institution=None) & Q(role=""))
                    | (Q(country="") & Q(institution__isnull=False) & Q(role=""))
                    | (Q(country="") & Q(institution=None) & ~Q(role=""))
                ),
                name="quota_is_for_one_group",
            ),
        ]

    def __str__(self):
        return f"{self.label}: {self.seats}"

    @property
    def label(self) -> str:
        return str(self.institution or self.get_country_display() or self.get_role_display())

    @property
    def group(self) -> seating.Group:
        if self.country:
            return (seating.COUNTRY, self.country)
        return (seating.SITE, self.institution_id) if self.institution_id else (seating.ROLE, self.role)

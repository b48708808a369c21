"""Teams: people who take seats together, or wait together."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icrweb.trail.models import Mail

from .records import Mode, Registration, Seminar


class TeamRule(models.Model):
    """A seminar takes teams of so many people, for one way to take part."""

    seminar = models.OneToOneField(Seminar, models.PROTECT, related_name="team_rule")
    mode = models.CharField(_("teams take part"), max_length=10, choices=Mode)
    least = models.PositiveSmallIntegerField(_("people in a team, at least"), validators=[MinValueValidator(2)])
    most = models.PositiveSmallIntegerField(_("at most"), validators=[MinValueValidator(2)])
    may_pass = models.BooleanField(_("who is fewer may pass a team that lacks seats"), default=False)
    reply_days = models.PositiveSmallIntegerField(
        _("days to name somebody instead of who left"), default=7, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("rule for teams")
        verbose_name_plural = _("rules for teams")
        constraints = [models.CheckConstraint(condition=Q(least__gte=2, most__gte=F("least")), name="team_sizes_make_sense")]

    def __str__(self):
        return f"{self.seminar}: {self.least}–{self.most}"


class TeamQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(dissolved_at=None)

    def of(self, person):
        """Standing teams in which somebody is."""
        return self.standing().filter(members__person=person, members__joined_at__isnull=False, members__left_at=None)


class Team(models.Model):
    """People who register together. Once complete its members are registrations that share their number: the team's place in line."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="teams")
    name = models.CharField(_("name of the team"), max_length=80)
    mode = models.CharField(_("takes part"), max_length=10, choices=Mode)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True)
    dissolved_at = models.DateTimeField(null=True)
    replace_until = models.DateTimeField(null=True, help_text="Until when somebody is to be named instead of who left.")
    held_seats = models.PositiveSmallIntegerField(default=0, help_text="Of who left, kept for who is named instead.")

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.UniqueConstraint(fields=["seminar", "name"], condition=Q(dissolved_at=None), name="one_standing_team_a_name"),
        ]
        indexes = [models.Index(fields=["replace_until"], condition=Q(replace_until__isnull=False), name="team_lacks_somebody")]

    def __str__(self):
        return self.name


class TeamMember(models.Model):
    """An address that a leader named; whoever has it joins by themselves."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    address = models.EmailField(_("e-mail address"), max_length=254)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    mail = models.ForeignKey(Mail, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    registration = models.OneToOneField(Registration, models.PROTECT, null=True, related_name="team_member")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")
        constraints = [
            models.UniqueConstraint(fields=["team", "address"], condition=Q(left_at=None), name="one_standing_member_an_address"),
        ]

    def __str__(self):
        return f"{self.address}: {self.team}"

    @property
    def is_open(self) -> bool:
        """Asked, and has not answered yet."""
        return self.joined_at is None and self.left_at is None

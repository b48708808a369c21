"""How those who ask for a place are selected: the steps, and what sites, delegates and reviewers said."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icrweb.accounts.choices import Country

from .applications import shown_in, words_in
from .records import Mode, Registration, Seminar


class Selection(models.Model):
    """The steps by which one way to take part is decided on. No row: the organizer decides without steps."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="selections")
    mode = models.CharField(_("takes part"), max_length=10, choices=Mode)
    endorsed = models.BooleanField(_("sites endorse"), default=False)
    endorse_until = models.DateTimeField(null=True, editable=False)
    sites_asked_at = models.DateTimeField(null=True, editable=False)
    ranked = models.BooleanField(_("country delegates rank"), default=False)
    rank_until = models.DateTimeField(null=True, editable=False)
    scores = models.PositiveSmallIntegerField(
        _("independent scores for each application"), default=0, validators=[MaxValueValidator(5)], help_text=_("0: no scores.")
    )
    score_until = models.DateTimeField(null=True, editable=False)
    wide_spread = models.DecimalField(
        _("scores differ widely from"),
        max_digits=2,
        decimal_places=1,
        default=Decimal("1.5"),
        validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(Decimal(4))],
        help_text=_("Points of 5 between the highest and the lowest. The list then asks for one more reviewer."),
    )
    hides_names = models.BooleanField(_("reviewers do not see names"), default=False)
    hides_sites = models.BooleanField(_("reviewers do not see institutions and countries"), default=False)

    class Meta:
        ordering = ["mode", "pk"]
        verbose_name = _("selection")
        verbose_name_plural = _("selections")
        constraints = [models.UniqueConstraint(fields=["seminar", "mode"], name="one_selection_a_mode")]

    def __str__(self):
        return f"{self.seminar}: {self.get_mode_display()}"

    @property
    def applications(self):
        """Everybody who asked for a place in this way, whatever became of it."""
        return self.seminar.registrations.filter(mode=self.mode)

    @staticmethod
    def is_open(until: datetime | None, at: datetime) -> bool:
        """Whether a step with that deadline is open: its last minute still counts."""
        return until is None or at < until + timedelta(minutes=1)


class Criterion(models.Model):
    """One thing that reviewers mark from 1 to 5, with its weight and its words in the languages that somebody wrote them in."""

    LEVELS = (1, 2, 3, 4, 5)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    selection = models.ForeignKey(Selection, models.PROTECT, related_name="criteria")
    place = models.PositiveSmallIntegerField(editable=False)
    weight = models.PositiveSmallIntegerField(_("weight"), validators=[MinValueValidator(1), MaxValueValidator(10)])
    words = models.JSONField(help_text="By language: a title, then the words for 1 to 5, empty where nobody wrote them.")

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self):
        return words_in(self._rows()[0], "", self.selection.seminar.language)

    def shown_in(self, language: str) -> list[str]:
        """The title, then the words for 1 to 5; where a language lacks one, that of the seminar's, marked as such."""
        return [shown_in(row, language, self.selection.seminar.language) for row in self._rows()]

    def _rows(self) -> list[dict[str, str]]:
        """By language the title, then the words for each level."""
        numbers = range(len(self.LEVELS) + 1)
        return [{code: row[at] for code, row in self.words.items() if len(row) > at} for at in numbers]


class Endorsement(models.Model):
    """What the applicant's site says: it stands behind the application or not, with a sentence."""

    registration = models.OneToOneField(Registration, models.PROTECT, related_name="endorsement")
    endorsed = models.BooleanField()
    words = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")

    def __str__(self):
        return str(self.registration)


class Delegate(models.Model):
    """Who puts the applications of one country in order."""

    selection = models.ForeignKey(Selection, models.PROTECT, related_name="delegates")
    country = models.CharField(_("country"), max_length=2, choices=Country)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations")

    class Meta:
        ordering = ["country", "pk"]
        verbose_name = _("country delegate")
        verbose_name_plural = _("country delegates")
        constraints = [models.UniqueConstraint(fields=["selection", "country"], name="one_delegate_a_country")]

    def __str__(self):
        return f"{self.get_country_display()}: {self.person}"


class CountryRank(models.Model):
    """The place of one application in the order of its country's delegate, 1 first. Two cannot share one."""

    registration = models.OneToOneField(Registration, models.PROTECT, related_name="country_rank")
    selection = models.ForeignKey(Selection, models.PROTECT, related_name="country_ranks")
    country = models.CharField(max_length=2, choices=Country)
    place = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["selection", "country", "place"]
        verbose_name = _("place in a country")
        verbose_name_plural = _("places in a country")
        constraints = [models.UniqueConstraint(fields=["selection", "country", "place"], name="no_ties_in_a_country")]

    def __str__(self):
        return f"{self.registration}: {self.place}"


class Reviewer(models.Model):
    """Somebody who may be asked to score applications of one selection."""

    selection = models.ForeignKey(Selection, models.PROTECT, related_name="reviewers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviewing")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        constraints = [models.UniqueConstraint(fields=["selection", "person"], name="reviewer_once")]

    def __str__(self):
        return str(self.person)


class ReviewQuerySet(models.QuerySet):
    def for_reviewer(self, person):
        return self.filter(reviewer=person)

    def standing(self):
        """Neither taken back by the organizer nor handed back for a conflict of interest."""
        return self.filter(taken_back_at=None).exclude(conflict=True)

    def submitted(self):
        return self.standing().filter(submitted_at__isnull=False)

    def to_do(self):
        return self.standing().filter(submitted_at=None)


class Review(models.Model):
    """One reviewer's score of one application. Before anything is read, the reviewer says whether there is a conflict of interest."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)
    conflict = models.BooleanField(null=True, help_text="Nothing: not said yet.")
    declared_at = models.DateTimeField(null=True)
    marks = models.JSONField(default=dict, help_text="By the key of the criterion: 1 to 5.")
    comment = models.TextField(_("comment"), blank=True)
    saved_at = models.DateTimeField(null=True)
    score = models.DecimalField(max_digits=3, decimal_places=2, null=True, help_text="The weighted mean, when it was submitted.")
    submitted_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["registration", "pk"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(fields=["registration", "reviewer"], name="reviewed_once_by_each"),
            models.CheckConstraint(
                condition=models.Q(submitted_at=None) | models.Q(score__isnull=False, conflict=False), name="submitted_has_a_score"
            ),
        ]

    def __str__(self):
        return f"{self.reviewer}: {self.registration}"

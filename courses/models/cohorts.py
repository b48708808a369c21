"""Groups that study a course together: who teaches them, who is in, until when, and what they were told."""

import uuid

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icrweb.accounts.models import Institution


class CohortQuerySet(models.QuerySet):
    def taught_by(self, user):
        return self.filter(teachers=user)

    def open(self):
        return self.filter(closed_at=None)


class Cohort(models.Model):
    """A group in a course. "Group" is what people read. Its days are calendar days of each member's own zone."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course_key = models.UUIDField(db_index=True, editable=False)
    name = models.CharField(_("name of the group"), max_length=120)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    language = models.CharField(_("language of invitations"), max_length=10, blank=True)
    starts_on = models.DateField(_("starts on"))
    due_on = models.DateField(_("due on"))
    join_key = models.CharField(max_length=8, unique=True, null=True, editable=False)
    join_key_until = models.DateField(_("key works until"), null=True, blank=True)
    teachers = models.ManyToManyField(settings.AUTH_USER_MODEL, through="courses.CohortTeacher", related_name="cohorts_taught")
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="cohort_is_due_after_it_starts"),
            models.CheckConstraint(condition=~Q(join_key=""), name="cohort_without_a_key_has_none"),
        ]

    def __str__(self):
        return self.name

    @property
    def key_words(self) -> str:
        """The key as it is shown and typed: "7KMQ-4XTH"."""
        return f"{self.join_key[:4]}-{self.join_key[4:]}" if self.join_key else ""

    def takes_keys_on(self, day) -> bool:
        return bool(self.join_key) and self.closed_at is None and (self.join_key_until is None or day <= self.join_key_until)


class CohortTeacher(models.Model):
    """Somebody who teaches a group and therefore sees its members' progress; no staff role goes with it."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    digest_on = models.DateField(null=True, editable=False, help_text="The Monday of the last weekly mail, in the teacher's zone.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "person"], name="teacher_named_once_per_cohort")]

    def __str__(self):
        return f"{self.cohort}: {self.person}"


class CohortMembershipQuerySet(models.QuerySet):
    def standing(self):
        """Of open groups, neither left nor removed; joined or invited."""
        return self.filter(left_at=None, cohort__closed_at=None)

    def joined(self):
        return self.filter(person__isnull=False, left_at=None)

    def invited(self):
        return self.filter(person=None, left_at=None)

    def of_person(self, user):
        """Their own, and invitations to an address that they have proven to be theirs."""
        addresses = EmailAddress.objects.filter(user=user, verified=True).annotate(folded=Lower("email")).values("folded")
        return self.filter(Q(person=user) | Q(person=None, address__in=addresses))

    def with_due_day(self):
        """`due`: the member's own day where one was given, else the group's."""
        return self.annotate(due=Coalesce("due_on", "cohort__due_on"))


class CohortMembership(models.Model):
    """A person in a group, or an address that was invited and that nobody has claimed yet."""

    class How(models.TextChoices):
        KEY = "key", _("By key")
        LIST = "list", _("By invitation")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="cohort_memberships")
    address = models.EmailField(max_length=254, blank=True, help_text="In small letters; only of who was invited.")
    how = models.CharField(max_length=4, choices=How)
    invited_at = models.DateTimeField(null=True, editable=False)
    joined_at = models.DateTimeField(null=True, editable=False)
    told_version = models.CharField(max_length=20, blank=True, help_text="What the member was told that teachers see.")
    told_language = models.CharField(max_length=10, blank=True)
    due_on = models.DateField(null=True, help_text="A day of their own, where the teacher gave one.")
    reminders = models.BooleanField(_("reminders by mail"), default=True)
    left_at = models.DateTimeField(null=True, editable=False)

    objects = CohortMembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("membership in a group")
        verbose_name_plural = _("memberships in groups")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], condition=Q(person__isnull=False), name="one_place_per_member"),
            models.UniqueConstraint(fields=["cohort", "address"], condition=~Q(address=""), name="one_invitation_per_address"),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(address=""), name="membership_is_of_somebody"),
            models.CheckConstraint(condition=Q(person=None) | ~Q(told_version=""), name="members_were_told_what_is_seen"),
        ]

    def __str__(self):
        return f"{self.cohort}: {self.person or self.address}"

    @property
    def due_day(self):
        return self.due_on or self.cohort.due_on


class DueReminder(models.Model):
    """A reminder that has left: once a member, stage and due day."""

    class Stage(models.TextChoices):
        WEEK = "week", _("A week before")
        DAY = "day", _("A day before")
        AFTER = "after", _("The day after")

    membership = models.ForeignKey(CohortMembership, models.PROTECT, related_name="due_reminders")
    stage = models.CharField(max_length=5, choices=Stage)
    due_on = models.DateField()
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "stage", "due_on"], name="reminded_once_per_stage")]

    def __str__(self):
        return f"{self.membership}: {self.stage} {self.due_on}"


class CohortMessage(models.Model):
    """What a teacher wrote to a group, or to those of it who are behind."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    subject = models.CharField(_("subject"), max_length=120)
    text = models.TextField(_("message"))
    behind_only = models.BooleanField(_("only to those who are behind"), default=False)
    recipients = models.PositiveIntegerField()
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.cohort}: {self.subject}"

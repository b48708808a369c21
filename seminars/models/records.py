"""Facts about seminars and who takes part."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from certificates.models import Achievement
from icrweb.accounts.choices import AffiliationRole, Country, time_zone_exists
from icrweb.accounts.models import Institution


class Mode(models.TextChoices):
    """How one person takes part. A seminar on site and online keeps separate seats for each."""

    ON_SITE = "on_site", _("On site")
    ONLINE = "online", _("Online")


class SeminarQuerySet(models.QuerySet):
    def upcoming(self, at=None):
        """Not over yet, the next one first; a cancelled one stays listed, as cancelled, until it would have been over."""
        return self.filter(ends_at__gte=at or timezone.now()).order_by("starts_at", "pk")

    def past(self, at=None):
        """Over, the latest first; cancelled ones took no place."""
        return self.filter(ends_at__lt=at or timezone.now(), cancelled_at=None).order_by("-starts_at", "-pk")

    def with_counts(self):
        """With `confirmed_count`, `offered_count`, `waiting_count` and `requested_count`, of the first three also those online;
        and with the seats held by invitations and for teams, `held_count` and `held_online`.
        """

        def number_of(**which):
            rows = Registration.objects.filter(seminar=models.OuterRef("pk"), **which).order_by()
            return Coalesce(models.Subquery(rows.values("seminar").annotate(n=models.Count("pk")).values("n")), 0)

        def held(**which):
            invited = Q(invitations__holds_seat=True, invitations__accepted_at=None, invitations__revoked_at=None)
            invited &= Q(**{f"invitations__{name}": value for name, value in which.items()})
            in_teams = Q(teams__held_seats__gt=0, **{f"teams__{name}": value for name, value in which.items()})
            own = Seminar.objects.filter(pk=models.OuterRef("pk")).order_by().values("pk")
            by_invitations = own.annotate(n=models.Count("invitations", filter=invited)).values("n")
            by_teams = own.annotate(n=models.Sum("teams__held_seats", filter=in_teams)).values("n")
            return models.Subquery(by_invitations) + Coalesce(models.Subquery(by_teams), 0)

        states = (Registration.State.CONFIRMED, Registration.State.OFFERED, Registration.State.WAITING)
        online = {f"{state}_online": number_of(state=state, mode=Mode.ONLINE) for state in states}
        counted = (*states, Registration.State.REQUESTED)
        held_seats = {"held_count": held(), "held_online": held(mode=Mode.ONLINE)}
        return self.annotate(**{f"{state}_count": number_of(state=state) for state in counted}, **online, **held_seats)


class Seminar(models.Model):
    """A dated event with seats. Its key is the translation key of its page; its title here is for lists and certificates."""

    class Format(models.TextChoices):
        ONLINE = "online", _("Online")
        ON_SITE = "on_site", _("On site")
        HYBRID = "hybrid", _("On site and online")

    class AttendanceRule(models.TextChoices):
        EACH_DAY = "days", _("The minutes of each day")
        ALL_SITTINGS = "all", _("Every mandatory sitting")
        SOME_SITTINGS = "some", _("A number of sittings")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    titles = models.JSONField(default=dict, editable=False, help_text="By language, taken from the pages.")
    language = models.CharField(max_length=10, default="en", editable=False)
    format = models.CharField(_("format"), max_length=10, choices=Format, default=Format.ONLINE)
    time_zone = models.CharField(_("time zone of the venue"), max_length=50, validators=[time_zone_exists])
    city = models.CharField(_("city"), max_length=80, blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    online_link = models.URLField(_("link to the meeting"), blank=True, help_text=_("Shown to confirmed participants only."))
    seats = models.PositiveIntegerField(_("seats"), validators=[MinValueValidator(1)])
    seats_online = models.PositiveIntegerField(
        _("of these online"), default=0, db_default=0, help_text=_("For a seminar on site and online.")
    )
    decides_on_site = models.BooleanField(_("the organizer decides who comes on site"), default=False, db_default=False)
    decides_online = models.BooleanField(_("the organizer decides who takes part online"), default=False, db_default=False)
    quotas_kept_until = models.DateTimeField(_("seats of a quota stay empty until"), null=True, blank=True, editable=False)
    quotas_freed_at = models.DateTimeField(null=True, editable=False, help_text="When the worker gave kept seats to everybody.")
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to accept a place from the waiting list"), null=True, blank=True, editable=False
    )
    acceptance_form_until = models.DateTimeField(
        _("questions after acceptance are answered by"), null=True, blank=True, editable=False
    )
    registration_opens_at = models.DateTimeField(_("registration opens"))
    registration_closes_at = models.DateTimeField(_("registration closes"))
    starts_at = models.DateTimeField(editable=False, db_index=True)
    ends_at = models.DateTimeField(editable=False, db_index=True)
    attendance_rule = models.CharField(
        _("attended when present in"), max_length=8, choices=AttendanceRule, default=AttendanceRule.EACH_DAY
    )
    sittings_needed = models.PositiveSmallIntegerField(_("sittings needed"), null=True, blank=True)
    share_needed = models.PositiveSmallIntegerField(
        _("share of minutes, percent"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    gives_certificate = models.BooleanField(_("gives a certificate of attendance"), default=True)
    prerequisites = models.ManyToManyField(
        Achievement,
        blank=True,
        related_name="+",
        verbose_name=_("certificates needed to register"),
        help_text=_("All of them, each valid on the day of registration."),
    )
    host = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("host"))
    co_hosts = models.ManyToManyField(Institution, blank=True, related_name="+", verbose_name=_("co-hosts"))
    invited_countries = models.CharField(_("invited countries"), max_length=200, blank=True, db_default="")
    contact_email = models.EmailField(_("contact address"), blank=True)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False, help_text="When attendance was counted after the end.")

    objects = SeminarQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("seminar")
        verbose_name_plural = _("seminars")

    def __str__(self):
        return self.title_in(self.language)

    def title_in(self, language: str) -> str:
        return self.titles.get(language) or self.titles.get(self.language) or self.code

    @property
    def modes(self) -> list[Mode]:
        """The ways to take part that this seminar has."""
        return list(Mode) if self.format == self.Format.HYBRID else [Mode(self.format)]

    def seats_for(self, mode: str) -> int:
        """Seats of one way to take part; they add up to `seats`."""
        if self.format == self.Format.HYBRID:
            return self.seats_online if mode == Mode.ONLINE else self.seats - self.seats_online
        return self.seats if mode == self.format else 0

    def decides(self, mode: str) -> bool:
        """Whether a registration for this way to take part waits for the organizer's decision."""
        return self.decides_online if mode == Mode.ONLINE else self.decides_on_site

    @cached_property
    def selections_now(self) -> list:
        """The steps by which people are selected, read once; none is asked for where the organizer decides nowhere."""
        return list(self.selections.all()) if self.decides_on_site or self.decides_online else []

    def selects_by_score(self, mode: str) -> bool:
        """Whether who is approved stands in the line by score."""
        return self.decides(mode) and any(one.mode == mode and one.scores for one in self.selections_now)

    @property
    def countries(self) -> list[str]:
        """ISO 3166-1 codes of the invited countries; none means: everywhere."""
        return self.invited_countries.split()

    @property
    def closes_at(self):
        """The moment after the last minute of registration: "until 23:59" holds through that minute."""
        return self.registration_closes_at + timedelta(minutes=1)

    def keeps_quotas(self, at) -> bool:
        """Whether seats of a quota stay empty for its group at that moment."""
        return self.quotas_kept_until is not None and at < self.quotas_kept_until

    def is_open(self, at) -> bool:
        return self.cancelled_at is None and self.registration_opens_at <= at < self.closes_at


class Sitting(models.Model):
    """One part of a seminar with its own time: the wall time at the venue, and the instants it means."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="sittings")
    titles = models.JSONField(default=dict, blank=True)
    local_day = models.DateField(_("day at the venue"))
    local_start = models.TimeField(_("starts, venue time"))
    local_end = models.TimeField(_("ends, venue time"))
    place = models.CharField(_("place of its own"), max_length=200, blank=True, db_default="")
    online_link = models.URLField(_("link of its own"), blank=True, db_default="")
    mandatory = models.BooleanField(_("mandatory"), default=True, db_default=True)
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")

    def __str__(self):
        return f"{self.local_day} {self.local_start:%H:%M}"

    def title_in(self, language: str, otherwise: str = "en") -> str:
        """Its own title, if it has one, in a language or else in the seminar's."""
        return self.titles.get(language) or self.titles.get(otherwise) or next(iter(self.titles.values()), "")

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


NO_RANK = 2**31 - 1  # who has no rank comes after everybody who has one


class RegistrationQuerySet(models.QuerySet):
    def for_person(self, user):
        return self.filter(person=user)

    def live(self):
        return self.filter(state__in=Registration.LIVE)

    def confirmed(self):
        return self.filter(state=Registration.State.CONFIRMED)

    def taken(self):
        """Who has a place, or is offered one: each holds a seat."""
        return self.filter(state__in=Registration.TAKEN)

    def waiting(self):
        """Who waits, in line: by rank where people were ranked, who has no rank after them; then by arrival."""
        return self.filter(state=Registration.State.WAITING).order_by(models.F("rank").asc(nulls_last=True), "number")

    def with_position(self):
        """With `position`: for who waits, their place in the line of their mode, counted from 1; for others None.

        A team is one in the line: its members have its position.
        """
        before = Q(ranked__lt=Coalesce(models.OuterRef("rank"), NO_RANK))
        before |= Q(ranked=Coalesce(models.OuterRef("rank"), NO_RANK), number__lte=models.OuterRef("number"))
        line = Registration.objects.filter(
            seminar=models.OuterRef("seminar"), mode=models.OuterRef("mode"), state=Registration.State.WAITING
        )
        line = line.annotate(ranked=Coalesce("rank", NO_RANK)).filter(before).order_by()
        place = models.Subquery(line.values("seminar").annotate(n=models.Count("number", distinct=True)).values("n"))
        return self.annotate(position=models.Case(models.When(state=Registration.State.WAITING, then=place), default=None))


class Registration(models.Model):
    """One person's place at a seminar, with a state. `number` is the arrival number within the seminar; a team has one together."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        OFFERED = "offered", _("Place offered")
        WAITING = "waiting", _("Waiting list")
        REQUESTED = "requested", _("Waits for the organizer's decision")
        DECLINED = "declined", _("Declined by the organizer")
        LAPSED = "lapsed", _("No answer in time")
        CANCELLED = "cancelled", _("Cancelled")

    class Channel(models.TextChoices):
        OPEN = "open", _("Registered themselves")
        APPROVAL = "approval", _("Asked the organizer")
        NOMINATION = "nomination", _("Nominated by their site")
        INVITATION = "invitation", _("Invited personally")

    TAKEN = [State.CONFIRMED, State.OFFERED]
    LIVE = [*TAKEN, State.WAITING, State.REQUESTED]

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="registrations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="registrations")
    number = models.PositiveIntegerField(editable=False)
    rank = models.PositiveIntegerField(null=True, editable=False, help_text="By score, 1 first; before arrival in the line.")
    state = models.CharField(_("state"), max_length=10, choices=State)
    mode = models.CharField(_("takes part"), max_length=10, choices=Mode, db_default=Mode.ON_SITE)
    team = models.ForeignKey("seminars.Team", models.PROTECT, null=True, related_name="registrations", editable=False)
    channel = models.CharField(_("how they came"), max_length=10, choices=Channel, default=Channel.OPEN, db_default=Channel.OPEN)
    language = models.CharField(max_length=10)
    country = models.CharField(_("country"), max_length=2, choices=Country, blank=True, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+", editable=False)
    institution_name = models.CharField(_("institution"), max_length=200, blank=True, editable=False)
    role = models.CharField(_("role"), max_length=20, choices=AffiliationRole, blank=True, editable=False)
    registered_at = models.DateTimeField(default=timezone.now, editable=False)
    offer_ends_at = models.DateTimeField(null=True, editable=False, help_text="Until when an offered place is held.")
    confirmed_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    put_back_at = models.DateTimeField(null=True, editable=False, help_text="When the organizer last took the place back.")
    calendar_key = models.UUIDField(null=True, editable=False, help_text="Of the registration that was here before, if any.")
    attended_at = models.DateTimeField(null=True, editable=False, help_text="When the rule was found to be met.")

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["seminar", "number"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["seminar", "person"],
                condition=Q(state__in=["confirmed", "offered", "waiting", "requested"]),
                name="one_live_registration",
            ),
            # Who is named instead of somebody takes over their number, and the row that left keeps it; a team shares one.
            models.UniqueConstraint(
                fields=["seminar", "number"],
                condition=Q(team=None, state__in=["confirmed", "offered", "waiting", "requested"]),
                name="single_arrivals_are_numbered",
            ),
        ]
        indexes = [
            models.Index(fields=["seminar", "state", "number"], name="registration_line"),
            models.Index(fields=["offer_ends_at"], condition=Q(state="offered"), name="registration_offers"),
        ]

    def __str__(self):
        return f"{self.person}: {self.seminar}"

    @property
    def key_in_calendars(self) -> uuid.UUID:
        """The key by which calendars know this person's sittings, the same for who has left and come back."""
        return self.calendar_key or self.key

    @property
    def turn(self) -> tuple[bool, int, int]:
        """Sorts the line, smallest first, as `waiting` does."""
        return self.rank is None, self.rank or 0, self.number


class Attendance(models.Model):
    """Minutes a person was present in one sitting, and who or what says so. What a person wrote is not counted over."""

    class Source(models.TextChoices):
        SHEET = "sheet", _("Written on the sheet")
        DOOR = "door", _("Seen at the door")
        ROOM = "room", _("Code of the room")
        MEETING = "meeting", _("Report of the online meeting")
        SEVERAL = "several", _("Several sources")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="attendances")
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="attendances")
    minutes = models.PositiveSmallIntegerField(_("minutes present"))
    source = models.CharField(_("source"), max_length=8, choices=Source, default=Source.SHEET, db_default=Source.SHEET)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [models.UniqueConstraint(fields=["registration", "sitting"], name="attendance_marked_once")]

    def __str__(self):
        return f"{self.registration}: {self.sitting}"

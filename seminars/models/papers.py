"""Official letters: their templates, the numbers, what was issued; and passport data, which only a sealed column holds."""

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from icrweb.pages.languages import content_languages

from .records import Registration, Seminar

PROGRAMME = "ICR"
PICTURE = models.CharField(max_length=64, blank=True, editable=False, help_text="A SHA-256, see `certificates.pictures`.")


class LetterKind(models.TextChoices):
    INVITATION = "invitation", _("Letter of invitation")
    GUARANTEE = "guarantee", _("Letter of guarantee")
    LEAVE = "leave", _("Request for leave")
    ATTENDANCE = "attendance", _("Confirmation of attendance")


class LetterTerms(models.Model):
    """What the letters of a seminar say of money, and the programme that their numbers count for."""

    seminar = models.OneToOneField(Seminar, models.PROTECT, related_name="letter_terms", editable=False)
    programme = models.CharField(
        _("programme in the numbers"),
        max_length=8,
        default=PROGRAMME,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9]*\Z", _("Use capital letters A to Z and digits, at most eight."))],
        help_text=_("Letters are numbered by programme and year, as ICR-2027-0042."),
    )
    sponsor = models.CharField(_("sponsor"), max_length=200, blank=True)
    flight = models.CharField(_("who pays the flight"), max_length=200, blank=True)
    hotel = models.CharField(_("who pays the hotel"), max_length=200, blank=True)
    per_diem = models.CharField(_("who pays the per diem"), max_length=200, blank=True)
    passport_until = models.DateField(
        _("passport data are given until"),
        null=True,
        blank=True,
        help_text=_(
            "Everybody with a place on site is asked by mail once, and reminded once three days before. Empty: nobody is asked by mail."
        ),
    )

    class Meta:
        verbose_name = _("terms of letters")
        verbose_name_plural = _("terms of letters")
        default_permissions = ()

    def __str__(self):
        return f"{self.seminar}: {self.programme}"


class LetterTemplateQuerySet(models.QuerySet):
    def nearest(self, kind: str, language: str, seminar: Seminar) -> "LetterTemplate | None":
        """The one of this seminar, else the one for every seminar."""
        found = self.filter(Q(seminar=seminar) | Q(seminar=None), kind=kind, language=language)
        return found.order_by(models.F("seminar").asc(nulls_last=True)).first()


class LetterTemplate(models.Model):
    """The programme's own words for one kind of letter in one language, for every seminar or for one."""

    kind = models.CharField(_("kind"), max_length=12, choices=LetterKind)
    language = models.CharField(_("language"), max_length=10, choices=content_languages)
    seminar = models.ForeignKey(
        Seminar,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letter_templates",
        verbose_name=_("seminar"),
        help_text=_("Empty: every seminar that has none of its own."),
    )
    letterhead = models.TextField(_("letterhead"), max_length=400, blank=True)
    logo = PICTURE.clone()
    addressee = models.TextField(_("addressed to"), max_length=400, blank=True)
    title = models.CharField(pgettext_lazy("of a letter", "title"), max_length=120)
    body = models.TextField(_("text"), max_length=6000)
    signatory = models.CharField(_("who signs"), max_length=80, blank=True)
    signatory_title = models.CharField(_("title of who signs"), max_length=160, blank=True)
    signature = PICTURE.clone()
    seal = PICTURE.clone()
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LetterTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "language", "pk"]
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        default_permissions = ("change",)
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language"], condition=Q(seminar=None), name="one_letter_template_for_every_seminar"
            ),
            models.UniqueConstraint(
                fields=["kind", "language", "seminar"],
                condition=Q(seminar__isnull=False),
                name="one_letter_template_a_seminar",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.language})"


class LetterCounter(models.Model):
    """The last number given in a programme and year. It grows with each letter issued, in the same transaction."""

    programme = models.CharField(max_length=8, editable=False)
    year = models.PositiveSmallIntegerField(editable=False)
    last = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["programme", "year"], name="one_letter_counter_a_year")]

    def __str__(self):
        return f"{self.programme}-{self.year}: {self.last}"


class OfficialLetterQuerySet(models.QuerySet):
    def for_person(self, user):
        return self.filter(registration__person=user)

    def standing(self):
        """Those that were not voided."""
        return self.filter(voided_at=None)

    def waiting(self, at=None):
        return self.filter(sha256="", purged_at=None, next_try_at__lte=at or timezone.now())


class OfficialLetter(models.Model):
    """A letter with its number, frozen when it was issued. It may be voided; it is never changed, and its number is never used again."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="official_letters", editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=LetterKind, editable=False)
    language = models.CharField(_("language"), max_length=10, editable=False)
    programme = models.CharField(max_length=8, editable=False)
    year = models.PositiveSmallIntegerField(editable=False)
    sequence = models.PositiveIntegerField(editable=False)
    number = models.CharField(_("number"), max_length=24, unique=True, editable=False)
    code = models.CharField(max_length=21, unique=True, editable=False, help_text="See `certificates.codes`.")
    facts = models.JSONField(editable=False, help_text="All that is printed but passport data: see `seminars.papers.facts`.")
    sealed = models.TextField(blank=True, default="", editable=False, help_text="Passport data that it prints, encrypted.")
    issued_at = models.DateTimeField(_("issued"), default=timezone.now, editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    voided_at = models.DateTimeField(_("voided"), null=True, editable=False)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    void_reason = models.TextField(_("why it was voided"), blank=True, editable=False)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by", editable=False)
    purged_at = models.DateTimeField(null=True, editable=False, help_text="When passport data and the file that had them went.")
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    name = models.CharField(max_length=120, blank=True, editable=False, help_text="In the private storage; encrypted if sealed.")
    rendered_at = models.DateTimeField(null=True, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    last_error = models.TextField(blank=True, editable=False)

    objects = OfficialLetterQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("official letter")
        verbose_name_plural = _("official letters")
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(fields=["programme", "year", "sequence"], name="letter_numbers_are_used_once"),
            models.UniqueConstraint(
                fields=["registration", "kind", "language"], condition=Q(voided_at=None), name="one_standing_letter_of_a_kind"
            ),
        ]
        indexes = [
            models.Index("next_try_at", name="letter_waiting", condition=Q(sha256="", purged_at=None)),
            models.Index(fields=["sha256"], name="letter_sha256"),
        ]

    def __str__(self):
        return self.number

    @property
    def has_passport_data(self) -> bool:
        """Whether it was issued with passport data, though they may be gone by now."""
        return bool(self.facts.get("with_passport"))


class Passport(models.Model):
    """What somebody gave for the letters of one seminar, encrypted; thrown away 30 days after it."""

    registration = models.OneToOneField(Registration, models.PROTECT, related_name="passport", editable=False)
    sealed = models.TextField(editable=False)
    consent = models.JSONField(editable=False, help_text="The sentence that was agreed to, its language, and when.")
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("passport data")
        verbose_name_plural = _("passport data")
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.registration_id}"


class PassportRequest(models.Model):
    """That somebody was asked by mail for the passport data of their letters, and reminded."""

    registration = models.OneToOneField(Registration, models.PROTECT, related_name="passport_request", editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.registration}: {self.asked_at:%Y-%m-%d}"

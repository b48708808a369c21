"""Who people are and where they work."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Permission, PermissionsMixin
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from icrweb.trail.prepared import Given, Prepared

from . import names
from .choices import AffiliationRole, Country, NameOrder, time_zone_exists


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def named(self, text: str):
        """People whose name or address holds every word of `text`, with or without its marks."""
        people = self.all()
        for word in names.fold(text).split():
            people = people.filter(folded__contains=word)
        return people


def _door():
    """The permission to enter the admin, where somebody has it by a group or by themselves."""
    person = Given("person", models.IntegerField())
    door = Permission.objects.filter(codename="access_admin", content_type__app_label="wagtailadmin")
    return door.filter(Q(group__user=person) | Q(user=person)).order_by().values_list("pk")[:1]


ENTERS_ADMIN = Prepared(_door)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. No username: people sign in with an e-mail address, of which allauth keeps several.

    Names are kept whole, as one Latin line (passport) and one native line; nothing splits them into first and last.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    latin_name = models.CharField(
        _("name in Latin letters"), max_length=150, blank=True, help_text=_("As in your passport. One name is fine.")
    )
    native_name = models.CharField(
        _("name in your own script"), max_length=150, blank=True, help_text=_("Optional. Printed below the Latin name.")
    )
    name_order = models.CharField(_("name order"), max_length=12, choices=NameOrder, default=NameOrder.GIVEN_FIRST)
    names_locked_at = models.DateTimeField(null=True, editable=False)  # set with the first certificate
    country = models.CharField(_("country"), max_length=2, choices=Country, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC", validators=[time_zone_exists])
    language = models.CharField(_("language of the site and of mails"), max_length=10, default="en")
    translates_into = models.JSONField(
        _("languages of translations"),
        default=list,
        db_default=Value([], output_field=models.JSONField()),
        blank=True,
        help_text=_("Into which this person translates, or whose translations they review."),
    )
    early_reminders = models.BooleanField(
        _("early reminders when training is to be renewed"),
        default=True,
        db_default=True,
        help_text=_("90, 60 and 30 days before the end. Those in the last week and after the end always come."),
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    folded = models.CharField(max_length=600, editable=False, default="")  # what a search for a person looks in

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_email")]

    def __str__(self):
        return self.latin_name or self.email

    @cached_property
    def enters_admin(self) -> bool:
        """May they enter the admin? One query; `has_perm` asks for every permission there is."""
        if self.is_superuser or not self.is_active:
            return self.is_active
        return bool(ENTERS_ADMIN.rows(person=self.pk))

    def save(self, *args, update_fields=None, **kwargs):
        self.latin_name, self.native_name = names.tidy(self.latin_name), names.tidy(self.native_name)
        self.folded = names.fold(f"{self.latin_name} {self.native_name} {self.email}")[:600]
        if update_fields is not None and {"latin_name", "native_name", "email"} & set(update_fields):
            update_fields = {*update_fields, "folded"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def initials(self) -> str:
        return names.initials(self.latin_name) or self.email[:1].upper()

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)


class InstitutionQuerySet(models.QuerySet):
    def listed(self):
        return self.filter(listed=True)


class Institution(models.Model):
    """A partner hospital, the coordinating centre, or the regional office."""

    class Kind(models.TextChoices):
        SITE = "site", _("Partner hospital")
        COORDINATING = "coordinating", _("Coordinating centre")
        OFFICE = "office", _("Regional office")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=200)
    native_name = models.CharField(_("name in its own script"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SITE)
    country = models.CharField(_("country"), max_length=2, choices=Country)
    city = models.CharField(_("city"), max_length=100, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, validators=[time_zone_exists])
    languages = models.JSONField(_("languages"), default=list, blank=True)
    site_quota = models.PositiveSmallIntegerField(_("nominations a seminar"), default=0)
    listed = models.BooleanField(_("in the list people choose from"), default=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["country", "name"]
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")

    def __str__(self):
        return self.name

    @property
    def native_language(self) -> str:
        """The language of `native_name`: the first that is not English."""
        return next((code for code in self.languages if code != "en"), "")


class AffiliationQuerySet(models.QuerySet):
    def for_learner(self, user):
        return self.filter(user=user)

    def unconfirmed(self):
        """Self-declared: nobody has confirmed them, and they have not ended."""
        today = timezone.now().date()
        return self.filter(confirmed_at=None).filter(Q(ended_on=None) | Q(ended_on__gte=today))

    def on(self, day):
        """Affiliations that held on that day (both ends inclusive)."""
        return self.filter(Q(started_on=None) | Q(started_on__lte=day), Q(ended_on=None) | Q(ended_on__gte=day))

    def current(self):
        return self.on(timezone.now().date())


class Affiliation(models.Model):
    """A person at an institution, in a role, from when to when. Self-declared until somebody confirms it."""

    user = models.ForeignKey(User, models.PROTECT, related_name="affiliations")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="affiliations")
    unlisted_name = models.CharField(_("name of the institution"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=AffiliationRole)
    department = models.CharField(_("department"), max_length=120, blank=True)
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("to"), null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "-pk"]
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.CheckConstraint(
                condition=Q(institution__isnull=False) | ~Q(unlisted_name=""), name="affiliation_names_an_institution"
            ),
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(ended_on=None) | Q(ended_on__gte=models.F("started_on")),
                name="affiliation_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.institution_name}"

    @property
    def institution_name(self) -> str:
        return self.institution.name if self.institution_id else self.unlisted_name


class IdentityCheckQuerySet(models.QuerySet):
    def standing(self):
        """Not withdrawn, and of the name that the person goes by: a new name was on no document that was seen."""
        return self.filter(withdrawn_at=None, latin_name=models.F("user__latin_name"))


class IdentityCheck(models.Model):
    """Staff met a person and compared face and name with a photo document. Nothing of the document is kept."""

    class MetAt(models.TextChoices):
        SEMINAR = "seminar", _("At a seminar on site")
        INSTITUTION = "institution", _("At the institution where they work")
        OFFICE = "office", _("At an office of the programme")

    user = models.ForeignKey(User, models.PROTECT, related_name="identity_checks")
    latin_name = models.CharField(max_length=150, help_text="As it stood on the document.")
    met_at = models.CharField(_("where"), max_length=12, choices=MetAt)
    seen_on = models.DateField(_("day"))
    seen_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = IdentityCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")

    def __str__(self):
        return f"{self.latin_name}, {self.seen_on}"


class ConsentQuerySet(models.QuerySet):
    def sharing(self):
        """By which people let the coordinators of an institution see until when their training counts."""
        return self.filter(purpose=Consent.Purpose.SHARING, withdrawn_at=None)


class Consent(models.Model):
    """Somebody agreed to a text, in a language, at a moment. Withdrawal is a time, never a deletion."""

    class Purpose(models.TextChoices):
        NOTICE = "notice", _("Privacy notice")
        MEASURING = "measuring", _("Measuring visits")
        SHARING = "sharing", _("Sharing training with an institution")

    user = models.ForeignKey(User, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+", help_text="With which it is shared.")
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self):
        return f"{self.user}: {self.get_purpose_display()} {self.version} ({self.language})"

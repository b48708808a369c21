"""Badges of certificates, the lists that say which of them were taken back, and the keys that signed both."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IssuerKey(models.Model):
    """The public part of a key that has signed badges. It stays published for ever, unless it was withdrawn."""

    multikey = models.CharField(max_length=60, unique=True, editable=False)
    first_used_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["first_used_at", "pk"]
        verbose_name = _("key of badges")
        verbose_name_plural = _("keys of badges")
        default_permissions = ()

    def __str__(self):
        return self.multikey


class StatusList(models.Model):
    """A long list of bits, one a badge, and the signed credential that states them."""

    number = models.PositiveIntegerField(primary_key=True, editable=False)
    document = models.TextField(blank=True, editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)
    key = models.ForeignKey(IssuerKey, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("status list of badges")
        verbose_name_plural = _("status lists of badges")
        default_permissions = ()

    def __str__(self):
        return self.address

    @property
    def address(self) -> str:
        return f"{settings.BASE_URL}/badges/status/{self.number}.json"


class BadgeQuerySet(models.QuerySet):
    def made(self):
        return self.exclude(document="")

    def waiting(self, at=None):
        return self.filter(document="", next_try_at__lte=at or timezone.now())

    def taken_back(self):
        """Those whose certificate no longer counts: the bits that are set."""
        return self.exclude(certificate__revoked_at=None, certificate__superseded_by=None)

    def for_reader(self, user):
        """Those that their holders share, and one's own."""
        shared = models.Q(shared=True)
        return self.filter(shared | models.Q(certificate__recipient=user) if user.is_authenticated else shared)


def new_salt() -> str:
    return secrets.token_hex(16)


class Badge(models.Model):
    """The Open Badge of a certificate, if its holder wants one: the first document recorded is served for ever."""

    certificate = models.OneToOneField("certificates.Certificate", models.PROTECT, related_name="badge", editable=False)
    status_list = models.ForeignKey(StatusList, models.PROTECT, related_name="badges", editable=False)
    index = models.PositiveIntegerField(editable=False)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    shared = models.BooleanField(_("anyone with its address may fetch it"), default=True, editable=False)
    document = models.TextField(blank=True, editable=False)
    key = models.ForeignKey(IssuerKey, models.PROTECT, null=True, related_name="badges", editable=False)
    picture = models.CharField(max_length=120, blank=True, editable=False, help_text="Without its ending, in the private storage.")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    made_at = models.DateTimeField(null=True, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    last_error = models.TextField(blank=True, editable=False)

    objects = BadgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        default_permissions = ()
        indexes = [models.Index("next_try_at", name="badge_waiting", condition=models.Q(document=""))]
        constraints = [models.UniqueConstraint(fields=["status_list", "index"], name="one_badge_per_bit")]

    def __str__(self):
        return self.address

    @property
    def address(self) -> str:
        """Where the badge is hosted; also its name."""
        return badge_address(self.certificate.code)


def badge_address(code: str, kind: str = "json") -> str:
    return f"{settings.BASE_URL}/badges/{code}.{kind}"

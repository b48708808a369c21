"""The short lists that people choose from, and the time zones."""

import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class NameOrder(models.TextChoices):
    GIVEN_FIRST = "given_first", _("Given name first")
    FAMILY_FIRST = "family_first", _("Family name first")
    SINGLE = "single", _("One name only")


class AffiliationRole(models.TextChoices):
    PHYSICIAN = "physician", _("Physician")
    INVESTIGATOR = "investigator", _("Investigator")
    COORDINATOR = "coordinator", _("Study coordinator")
    PHARMACIST = "pharmacist", _("Pharmacist")
    NURSE = "nurse", _("Nurse")
    DATA_MANAGER = "data_manager", _("Data manager")
    ETHICS_MEMBER = "ethics_member", _("Ethics-committee member")
    LABORATORY = "laboratory", _("Laboratory staff")
    MONITOR = "monitor", _("Monitor")
    DIRECTOR = "director", _("Programme director")
    EDITOR = "editor", _("Editor")
    OFFICE = "office", _("Office staff")
    OTHER = "other", _("Other")


class Country(models.TextChoices):
    """Partner countries first, in the alphabet of their English names; then their neighbours."""

    CN = "CN", _("China")
    ID = "ID", _("Indonesia")
    JP = "JP", _("Japan")
    KR = "KR", _("Korea")
    MY = "MY", _("Malaysia")
    PH = "PH", _("Philippines")
    SG = "SG", _("Singapore")
    TW = "TW", _("Taiwan")
    TH = "TH", _("Thailand")
    VN = "VN", _("Vietnam")
    AU = "AU", _("Australia")
    BD = "BD", _("Bangladesh")
    BN = "BN", _("Brunei")
    KH = "KH", _("Cambodia")
    HK = "HK", _("Hong Kong")
    IN = "IN", _("India")
    LA = "LA", _("Laos")
    MO = "MO", _("Macao")
    MN = "MN", _("Mongolia")
    MM = "MM", _("Myanmar")
    NP = "NP", _("Nepal")
    NZ = "NZ", _("New Zealand")
    PK = "PK", _("Pakistan")
    LK = "LK", _("Sri Lanka")
    TL = "TL", _("Timor-Leste")
    XX = "XX", _("Another country")


@cache
def time_zones() -> list[str]:
    """IANA zones that name a place, sorted: the ones people recognise."""
    areas = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ["UTC", *sorted(name for name in zoneinfo.available_timezones() if name.startswith(areas))]


def time_zone_exists(name: str) -> None:
    """Refuse a time zone that the IANA database does not have."""
    if name not in time_zones():
        raise ValidationError(_("Choose a time zone from the list, for example Asia/Bangkok."), code="time_zone")

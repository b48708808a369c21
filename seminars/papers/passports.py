"""Passport data: given by the person after they have a place on site, sealed, read by two roles, thrown away 30 days after the event.

No value of them is ever written to the audit trail, a log, a mail or an export.
"""

import logging
from collections.abc import Collection
from datetime import date, timedelta

from babel import Locale
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from certificates import days
from icrweb.accounts.choices import Country
from icrweb.accounts.models import User
from icrweb.trail import audit

from ..models import Mode, OfficialLetter, Passport, Registration, Seminar
from . import sealing

KEPT_FOR = timedelta(days=30)
AT_ONCE = 100
PERMISSION = "seminars.view_passport"
SEXES = ("F", "M", "X")
logger = logging.getLogger(__name__)


def may_see(user: User) -> bool:
    """Whether a role of this person has the permission. Being a superuser is not enough: two roles see passport data, nobody else."""
    app, codename = PERMISSION.split(".")
    return (
        user.is_active
        and Group.objects.filter(user=user, permissions__codename=codename, permissions__content_type__app_label=app).exists()
    )


def may_be_given(registration: Registration, at=None) -> bool:
    """Only who has a place on site is asked, until the seminar is over."""
    seminar = registration.seminar
    return (
        sealing.is_ready()
        and registration.state == Registration.State.CONFIRMED
        and registration.mode == Mode.ON_SITE
        and seminar.cancelled_at is None
        and (at or timezone.now()) < seminar.ends_at
    )


@sensitive_variables("values")
@transaction.atomic
def give(registration: Registration, values: dict, *, agreed: str, language: str) -> Passport:
    """Keep what the person gave, in place of what they gave before. `agreed`: the sentence of consent, as it was shown."""
    seminar = Seminar.objects.select_for_update().get(pk=registration.seminar_id)
    registration = Registration.objects.select_related("person").get(pk=registration.pk)
    registration.seminar = seminar
    if not may_be_given(registration):
        raise ValidationError(
            _("Passport data are asked only of people with a place on site, until the seminar ends."), code="state"
        )
    now = timezone.now()
    consent = {"sentence": agreed, "language": language, "at": now.isoformat()}
    kept, made = Passport.objects.update_or_create(
        registration=registration, defaults={"sealed": sealing.seal(values), "consent": consent, "given_at": now}
    )
    deed = "passport.give" if made else "passport.change"
    audit.record(deed, registration, actor=registration.person, person=registration.person, new={"agreed_to": agreed})
    return kept


@transaction.atomic
def take_back(registration: Registration) -> None:
    """The person takes their data back. Letters that print them stay until they are voided or purged."""
    Seminar.objects.select_for_update().get(pk=registration.seminar_id)
    if Passport.objects.filter(registration=registration).delete()[0]:
        audit.record("passport.take_back", registration, actor=registration.person, person=registration.person)


def own_values(registration: Registration) -> dict:
    """To the person themselves, for their own form."""
    kept = Passport.objects.filter(registration=registration).first()
    return sealing.unseal(kept.sealed) if kept else {}


def look(registration: Registration, by: User, why: str) -> dict:
    """The values, to staff of the two roles; that they looked is kept."""
    kept = Passport.objects.filter(registration=registration).first()
    if kept is None or not may_see(by):
        raise ValidationError(_("There are no passport data that you may see."), code="passport")
    audit.record("passport.look", registration, actor=by, person=registration.person, why=why)
    return sealing.unseal(kept.sealed)


def sealed_for(registration: Registration, by: User) -> str:
    """The sealed data for a letter, as they are now; empty where there are none, which `refuse_missing` then says."""
    if not may_see(by):
        raise ValidationError(_("This letter prints passport data, which your role may not see."), code="role")
    return Passport.objects.filter(registration=registration).values_list("sealed", flat=True).first() or ""


def refuse_missing(letters: Collection[OfficialLetter]) -> None:
    if without := [one.registration for one in letters if one.facts["with_passport"] and not one.sealed]:
        sentence = _("These letters print passport data, which are missing for: %(people)s. Leave the lines out, or ask for them.")
        people = ", ".join(str(row.person) for row in without[:5])
        more = len(without) - 5
        people = _("%(people)s and %(number)d more") % {"people": people, "number": more} if more > 0 else people
        raise ValidationError(sentence % {"people": people}, code="passport")


def in_words(values: dict, language: str) -> dict[str, str]:
    """What stands in the places of a letter, in its language, which is active."""
    sexes = {"F": _("female"), "M": _("male"), "X": "X"}
    return {
        "passport_name": values["passport_name"],
        "passport_number": values["passport_number"],
        "passport_expires": days.in_words(date.fromisoformat(values["passport_expires"]), language),
        "birth_date": days.in_words(date.fromisoformat(values["birth_date"]), language),
        "nationality": country_name(values["nationality"], language),
        "sex": sexes.get(values.get("sex", ""), ""),
        "position": values.get("position", ""),
    }


def countries(language: str) -> list[tuple[str, str]]:
    """Every country by name, for a nationality; the network's own words where it has some."""
    codes = [code for code in Locale("en").territories if len(code) == 2 and code not in ("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ")]
    return sorted(((code, country_name(code, language)) for code in codes), key=lambda one: one[1])


def country_name(code: str, language: str) -> str:
    if code in Country.values:
        return str(Country(code).label)
    name = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant"}.get(language, language)
    return Locale.parse(name).territories.get(code, code)


def purge_passports() -> int:
    """The worker's look: data of events over for 30 days, or of people who have lost their place, go; so do letters that print them."""
    return _purge_given() + _purge_printed()


def _past() -> Q:
    long_ago = timezone.now() - KEPT_FOR
    return Q(seminar__ends_at__lte=long_ago) | Q(seminar__cancelled_at__lte=long_ago)


def _gone() -> Q:
    return _past() | ~Q(state=Registration.State.CONFIRMED) | Q(mode=Mode.ONLINE)


def _purge_given() -> int:
    gone = Registration.objects.filter(_gone(), pk=OuterRef("registration"))
    purged = 0
    for kept in Passport.objects.filter(Exists(gone)).select_related("registration__person")[:AT_ONCE]:
        with transaction.atomic():
            if Passport.objects.filter(pk=kept.pk).delete()[0]:
                audit.record("passport.purge", kept.registration, person=kept.registration.person)
                purged += 1
    if purged:
        logger.info("Passport data of %d registrations were purged.", purged)
    return purged


def _purge_printed() -> int:
    """What the letter was, its number and the hash of its file stay; the sealed data and the file go."""
    gone = Registration.objects.filter(_past(), pk=OuterRef("registration"))
    printed = OfficialLetter.objects.filter(purged_at=None, facts__with_passport=True)
    purged = 0
    for letter in printed.filter(Exists(gone) | Q(voided_at__isnull=False)).select_related("registration__person")[:AT_ONCE]:
        now = timezone.now()
        with transaction.atomic():
            taken = OfficialLetter.objects.filter(pk=letter.pk, purged_at=None).update(purged_at=now, sealed="", name="")
            if not taken:
                continue
            audit.record("letter.purge", letter, person=letter.registration.person, new={"number": letter.number})
        if letter.name:
            storages["private"].delete(letter.name)
        purged += 1
    if purged:
        logger.info("The files of %d letters with passport data were purged.", purged)
    return purged

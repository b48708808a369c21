"""Stating that an edition is mutually recognised, and noting CPD accreditations: certificates issued from then on say so."""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.choices import HoursCategory
from courses.models import CpdActivity, Edition
from icrweb.accounts.glyphs import printable
from icrweb.accounts.models import User
from icrweb.trail import audit

FACTS = ("recognised_on", "recognition_source", "recognition_checked_on")


@transaction.atomic
def attest(edition: Edition, *, source: str, checked_on: datetime.date, by: User) -> Edition:
    """The programme states that this edition meets the minimum criteria; `source`: which criteria, read on `checked_on`."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    today = timezone.now().date()
    if edition.recognised_on:
        raise ValidationError(_("Mutual recognition is stated for this edition already."), code="stated")
    if not edition.gives_certificate:
        raise ValidationError(_("This edition gives no certificate that could say so."), code="no_certificate")
    if not edition.minutes_by_category.get(HoursCategory.GCP):
        raise ValidationError(
            _("This edition has no approved minutes of GCP. Publish one that has, then state it there."), code="no_gcp"
        )
    if not source.strip():
        raise ValidationError({"source": ValidationError(_("Write which criteria it was compared with."), code="source")})
    if checked_on > today:
        raise ValidationError({"checked_on": ValidationError(_("Choose today or an earlier day."), code="checked_later")})
    edition.recognised_on, edition.recognised_by = today, by
    edition.recognition_source, edition.recognition_checked_on = source.strip(), checked_on
    edition.save(update_fields=[*FACTS, "recognised_by"])
    audit.record("edition.attest", edition, actor=by, old={"recognised_on": None}, new=_facts(edition))
    return edition


@transaction.atomic
def withdraw_attestation(edition: Edition, *, why: str, by: User) -> Edition:
    """State it no longer; certificates that say so stay as they are."""
    _refuse_without_why(why)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition.recognised_on:
        raise ValidationError(_("Mutual recognition is not stated for this edition."), code="not_stated")
    before = _facts(edition)
    edition.recognised_on = edition.recognised_by = edition.recognition_checked_on = None
    edition.recognition_source = ""
    edition.save(update_fields=[*FACTS, "recognised_by"])
    audit.record("edition.withdraw_attestation", edition, actor=by, old=before, new={"recognised_on": None}, why=why)
    return edition


@transaction.atomic
def add_cpd(
    edition: Edition,
    *,
    scheme: str,
    points: Decimal,
    number: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    by: User,
) -> CpdActivity:
    """Note what a scheme gave; it stands on certificates of what is completed within the period, both days included."""
    scheme, number = (" ".join(text.split()) for text in (scheme, number))
    for name, text in (("scheme", scheme), ("number", number)):
        if missing := printable(text):
            raise ValidationError(
                {name: _("The certificate cannot print these characters: %(characters)s") % {"characters": " ".join(missing)}}
            )
    if points <= 0:
        raise ValidationError({"points": _("Write how many points, more than none.")})
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("The last day is before the first.")})
    facts = {"scheme": scheme, "points": points, "number": number, "starts_on": starts_on, "ends_on": ends_on}
    try:
        with transaction.atomic():
            activity = CpdActivity.objects.create(edition=edition, **facts)
    except IntegrityError as error:
        raise ValidationError(
            {"number": _("This edition has that number of that scheme already. Remove it first to change it.")}, code="taken"
        ) from error
    audit.record("edition.add_cpd", edition, actor=by, new=facts)
    return activity


@transaction.atomic
def remove_cpd(activity: CpdActivity, *, why: str, by: User) -> None:
    """It stands on no later certificate; what it said stays in the audit trail and on certificates that have it."""
    _refuse_without_why(why)
    if CpdActivity.objects.filter(pk=activity.pk).delete()[0]:
        audit.record("edition.remove_cpd", activity.edition, actor=by, old=activity.as_fact(), why=why)


def _facts(edition: Edition) -> dict:
    return {name: getattr(edition, name) for name in FACTS}


def _refuse_without_why(why: str) -> None:
    if not why.strip():
        raise ValidationError(_("Write why. The audit trail keeps it."), code="why")

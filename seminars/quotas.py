"""Setting the quotas of a seminar: seats for countries, sites and roles inside the seats there are."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from . import moments, seating
from .allocating import allocate, quotas_of
from .letters import Letters
from .models import Mode, Quota, Seminar


@transaction.atomic
def set_quotas(
    seminar: Seminar, quotas: list[Quota], by: User | None, *, kept_until: datetime | None = None, offer_hours: int | None = None
) -> Seminar:
    """Replace the quotas; who is next by the new ones gets the free seats at once. Nobody loses a place.

    `kept_until`: until then seats of a quota stay empty for their group. `offer_hours`: who waits has so long to accept a place.
    """
    seminar = Seminar.objects.select_for_update().get(pk=seminar.pk)
    _refuse_doubles(quotas)
    if kept_until and kept_until > seminar.starts_at:
        starts = moments.moment(seminar.starts_at, seminar.time_zone)
        sentence = _("Kept seats must be given to everybody before the seminar starts, on %(moment)s. Choose an earlier time.")
        raise ValidationError(sentence % {"moment": starts}, code="kept_until")
    for mode in Mode:
        refuse_sums(seminar, mode, {quota.group: quota.seats for quota in quotas if quota.mode == mode})
    before = _in_words(seminar, list(seminar.quotas.all()))
    seminar.quotas.all().delete()
    Quota.objects.bulk_create(_fresh(quota, seminar) for quota in quotas)
    if kept_until != seminar.quotas_kept_until:
        seminar.quotas_freed_at = None
    seminar.quotas_kept_until, seminar.offer_hours = kept_until, offer_hours or None
    seminar.save(update_fields=["quotas_kept_until", "quotas_freed_at", "offer_hours"])
    after = _in_words(seminar, quotas)
    if after != before:
        audit.record("seminar.set_quotas", seminar, actor=by, old=before, new=after)
    allocate(seminar, Letters(seminar))
    return seminar


def refuse_sums(seminar: Seminar, mode: str, quotas: dict[seating.Group, int]) -> None:
    """Quotas of one kind add up to the seats at most."""
    seats = seminar.seats_for(mode)
    labels = {seating.COUNTRY: _("countries"), seating.SITE: _("institutions"), seating.ROLE: _("roles")}
    for kind, total in seating.too_many(seats, quotas):
        words = {"kind": labels[kind], "total": total, "seats": seats, "mode": Mode(mode).label}
        sentence = _("%(mode)s: the quotas for %(kind)s add up to %(total)d, and there are %(seats)d seats. Lower a quota.")
        raise ValidationError(sentence % words, code="quotas")


def refuse_seats_below_quotas(seminar: Seminar) -> None:
    """Seats are not lowered below what the quotas add up to."""
    for mode in seminar.modes:
        refuse_sums(seminar, mode, quotas_of(seminar, mode))


def _refuse_doubles(quotas: list[Quota]) -> None:
    seen = set()
    for quota in quotas:
        if (quota.mode, quota.group) in seen:
            raise ValidationError(_("“%(group)s” has two quotas. Leave one out.") % {"group": quota.label}, code="double")
        seen.add((quota.mode, quota.group))


def _fresh(quota: Quota, seminar: Seminar) -> Quota:
    return Quota(
        seminar=seminar,
        mode=quota.mode,
        country=quota.country,
        institution=quota.institution,
        role=quota.role,
        seats=quota.seats,
    )


def _in_words(seminar: Seminar, quotas: list[Quota]) -> dict:
    """Quotas, for the audit trail: codes, not words."""
    rows = sorted(
        f"{one.mode} {one.country or (one.institution.code if one.institution else one.role)}: {one.seats}" for one in quotas
    )
    kept = seminar.quotas_kept_until
    return {"quotas": rows, "kept_until": kept.isoformat() if kept else None, "offer_hours": seminar.offer_hours}

"""The order in which a country's delegate puts its applications."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from .. import moments
from ..models import CountryRank, Delegate, Registration, Selection, Seminar


def to_rank(selection: Selection, country: str):
    """The applications that a delegate puts in order: undecided ones of the country, endorsed where sites endorse; in order."""
    rows = selection.applications.filter(country=country, state=Registration.State.REQUESTED)
    if selection.endorsed:
        rows = rows.filter(endorsement__endorsed=True)
    rows = rows.select_related("person", "endorsement", "country_rank", "institution")
    return rows.order_by(F("country_rank__place").asc(nulls_last=True), "number")


@transaction.atomic
def rank_country(selection: Selection, country: str, keys: Sequence[UUID], by: User) -> list[CountryRank]:
    """Put the applications of a country in order, all of them at once: `keys` of registrations, the first place first."""
    seminar = Seminar.objects.select_for_update().get(pk=selection.seminar_id)
    selection.refresh_from_db()
    if not Delegate.objects.filter(selection=selection, country=country, person=by).exists():
        raise ValidationError(_("Only the delegate of the country puts its applications in order."), code="not_theirs")
    if not selection.ranked:
        raise ValidationError(_("Countries do not put applications for this seminar in order."), code="step")
    if not Selection.is_open(selection.rank_until, timezone.now()):
        ended = moments.moment(selection.rank_until, seminar.time_zone)
        sentence = _("Countries could send their order until %(moment)s. Write to the organizer of the seminar.")
        raise ValidationError(sentence % {"moment": ended}, code="closed")
    rows = {row.key: row for row in to_rank(selection, country)}
    if any(row.person_id == by.pk for row in rows.values()):
        sentence = _("You have applied yourself. Ask the organizer to name another delegate for your country.")
        raise ValidationError(sentence, code="own")
    if len(set(keys)) != len(keys):
        raise ValidationError(_("Each application has a place of its own. Two of them share one."), code="tie")
    if set(keys) != set(rows):
        sentence = _("The list has changed since you opened it. Look at it as it is now, and save the order again.")
        raise ValidationError(sentence, code="changed")
    standing = CountryRank.objects.filter(selection=selection, country=country)
    before = [str(key) for key in standing.values_list("registration__key", flat=True)]
    standing.delete()
    made = CountryRank.objects.bulk_create(
        CountryRank(registration=rows[key], selection=selection, country=country, place=place, by=by)
        for place, key in enumerate(keys, 1)
    )
    after = [str(key) for key in keys]
    if after != before:
        audit.record(
            "seminar.rank_country",
            seminar,
            actor=by,
            old={"country": country, "order": before},
            new={"country": country, "order": after},
        )
    return made

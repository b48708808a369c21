"""What people do to their own record, and staff to others'."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.trail import audit

from .models import Affiliation, User
from .sharing import stop_sharing


@transaction.atomic
def end_affiliation(affiliation: Affiliation, day: date) -> None:
    """An affiliation ends on its last day; it is kept, since records of that time rest on it."""
    affiliation = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
    if affiliation.ended_on is not None:
        raise ValidationError(_("This affiliation has ended already."), code="ended")
    if affiliation.started_on and day < affiliation.started_on:
        raise ValidationError(_("The end lies before the beginning."), code="order")
    affiliation.ended_on = day
    affiliation.save(update_fields=["ended_on"])
    others = Affiliation.objects.current().filter(user=affiliation.user_id, ended_on=None)
    if affiliation.institution_id and not others.filter(institution=affiliation.institution_id).exists():
        stop_sharing(affiliation.user, affiliation.institution)


@transaction.atomic
def confirm_affiliation(affiliation: Affiliation, *, by: User, why: str = "") -> Affiliation:
    """Staff vouch for what somebody declared; once, and never for themselves."""
    affiliation = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
    if affiliation.confirmed_at is not None:
        raise ValidationError(_("This affiliation is confirmed already."), code="confirmed")
    if affiliation.user_id == by.pk:
        raise ValidationError(_("Somebody else must confirm your own affiliation."), code="own")
    affiliation.confirmed_at, affiliation.confirmed_by = timezone.now(), by
    affiliation.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record(
        "affiliation.confirm",
        affiliation,
        actor=by,
        person=affiliation.user,
        old={"confirmed_at": None},
        new={"confirmed_at": affiliation.confirmed_at, "institution": affiliation.institution_name, "role": affiliation.role},
        why=why,
    )
    return affiliation


def set_early_reminders(person: User, wanted: bool) -> None:
    """Whether reminders of renewals come long before the end, too; those around the last day always come."""
    User.objects.filter(pk=person.pk).update(early_reminders=wanted)

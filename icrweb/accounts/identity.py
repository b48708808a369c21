"""How sure it is who somebody is: they say so, their institution confirmed where they work, or staff saw them with a photo document."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.trail import audit

from .models import Affiliation, IdentityCheck, Institution, User
from .sharing import members_of


def standing_check(person: User) -> IdentityCheck | None:
    """The newest time that they were seen under the name they go by."""
    return person.identity_checks.standing().first()


def level_of(person: User, affiliation: Affiliation | None) -> str:
    """The highest that holds: "in_person", "confirmed" (the affiliation), "self_declared"."""
    if standing_check(person):
        return "in_person"
    return "confirmed" if affiliation and affiliation.confirmed_at else "self_declared"


@transaction.atomic
def note_seen(person: User, *, seen_on: date, met_at: str, by: User, why: str, site: Institution | None = None) -> IdentityCheck:
    """Staff met them and compared face and name with a photo document. `why`: which kind of document, and where; never its number.

    `site`: for which a coordinator notes it; then the person's place there must be confirmed, and they must share with it.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    _refuse_without_why(why)
    if person.pk == by.pk:
        raise ValidationError(_("Somebody else must see your own document."), code="own")
    if site and not members_of(site).filter(pk=person.pk).exists():
        raise ValidationError(_("This person does not share their training with the institution any more."), code="not_shared")
    if not person.latin_name:
        raise ValidationError(_("This person has given no name yet that could be compared."), code="no_name")
    if standing_check(person):
        raise ValidationError(_("It is noted already that this person was seen under this name."), code="seen")
    if seen_on > timezone.now().date():
        raise ValidationError({"seen_on": ValidationError(_("Choose today or an earlier day."), code="later")})
    check = IdentityCheck.objects.create(user=person, latin_name=person.latin_name, met_at=met_at, seen_on=seen_on, seen_by=by)
    facts = {"latin_name": check.latin_name, "met_at": met_at, "seen_on": seen_on, **({"site": site.name} if site else {})}
    audit.record("identity.see", check, actor=by, person=person, new=facts, why=why)
    return check


@transaction.atomic
def withdraw_seen(check: IdentityCheck, *, by: User, why: str) -> None:
    """It was noted wrongly: from now on it vouches for nothing; certificates that say so stay, and can be revoked."""
    _refuse_without_why(why)
    check = IdentityCheck.objects.select_for_update(of=("self",)).select_related("user").get(pk=check.pk)
    if check.user_id == by.pk:
        raise ValidationError(_("Somebody else must do this for you."), code="own")
    if check.withdrawn_at:
        raise ValidationError(_("This is withdrawn already."), code="withdrawn")
    check.withdrawn_at = timezone.now()
    check.save(update_fields=["withdrawn_at"])
    audit.record("identity.withdraw", check, actor=by, person=check.user, old={"seen_on": check.seen_on}, why=why)


def _refuse_without_why(why: str) -> None:
    if not why.strip():
        raise ValidationError(_("Write why. The audit trail keeps it."), code="why")

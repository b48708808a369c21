"""Showing one's training record to somebody by a link: made, used and revoked, each in the audit trail."""

from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from .models import RecordLink

DAYS = (7, 30, 90)  # that a link may last
MOST_OPEN = 20
QUIET = timedelta(hours=1)  # looks within it are one use
_SIGNER = signing.Signer(salt="training.record.link")


def address_of(link: RecordLink) -> str:
    """The secret address. It is computed, so that neither the database nor a backup of it opens a record."""
    return settings.BASE_URL + reverse("training:shared", kwargs={"token": _SIGNER.sign(link.key.hex)})


@transaction.atomic
def look_at(token: str, by: User | None = None) -> RecordLink | None:
    """The link behind an address, while it is open; that somebody else than its owner looked is noted, looks within an hour once.

    Whoever revokes waits for a look under way, and after that nobody sees or notes anything.
    """
    try:
        key = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    link = RecordLink.objects.open().select_for_update(of=("self",)).select_related("person").filter(key=key).first()
    if link and by != link.person and (link.last_used_at is None or link.last_used_at <= timezone.now() - QUIET):
        link.last_used_at = timezone.now()
        link.save(update_fields=["last_used_at"])
        audit.record("record_link.use", link, actor=by, person=link.person)
    return link


@transaction.atomic
def make_link(person: User, name: str, days: int, first: date | None = None, last: date | None = None) -> RecordLink:
    """Let whoever gets the address see one's record for some days."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not name.strip():
        raise ValidationError(_("Write whom the link is for, so that you know it again."), code="name")
    if days not in DAYS:
        raise ValidationError(_("Choose from the list how long the link works."), code="days")
    if RecordLink.objects.for_person(person).open().count() >= MOST_OPEN:
        sentence = _("You have %(number)d links that work. Revoke one that you no longer need, then make the new one.")
        raise ValidationError(sentence % {"number": MOST_OPEN}, code="many")
    link = RecordLink.objects.create(
        person=person, name=name.strip(), first_day=first, last_day=last, expires_at=timezone.now() + timedelta(days=days)
    )
    audit.record("record_link.make", link, actor=person, person=person, new={"name": link.name, "expires_at": link.expires_at})
    return link


@transaction.atomic
def revoke_link(link: RecordLink, by: User) -> RecordLink:
    """The address shows nothing from now on; revoking again changes nothing."""
    link = RecordLink.objects.select_for_update().get(pk=link.pk)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        audit.record("record_link.revoke", link, actor=by, person=link.person, new={"revoked_at": link.revoked_at})
    return link

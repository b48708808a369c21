"""Whether somebody wants reminders of sittings. Mails that are needed (places, changes, what was called off) come all the same."""

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from icrweb.accounts.models import User

from ..models import NoReminders

_SIGNER = signing.Signer(salt="seminars.reminders.stop")


def stop_address(person: User) -> str:
    """Whoever has this address, and nobody else, stops the reminders with one click."""
    return settings.BASE_URL + reverse("seminars:stop_reminders", kwargs={"quiet_token": _SIGNER.sign(person.key.hex)})


def person_to_stop(token: str) -> User | None:
    try:
        return User.objects.filter(key=_SIGNER.unsign(token)).first()
    except signing.BadSignature:
        return None


def wants_reminders(person: User) -> bool:
    return not NoReminders.objects.filter(person=person).exists()


@transaction.atomic
def set_reminders(person: User, *, wanted: bool) -> None:
    """Asked twice, it is one wish."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if wanted:
        NoReminders.objects.filter(person=person).delete()
    else:
        NoReminders.objects.get_or_create(person=person)

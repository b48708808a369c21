"""One's seminars as a calendar that programs subscribe to: its secret address made, used and revoked."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from icrweb.accounts.models import User
from icrweb.trail import audit

from ..models import CalendarFeed

HOUR = 3600
MOST_AN_HOUR = 60  # times that one address is answered; programs ask once or a few times an hour
_SIGNER = signing.Signer(salt="seminars.calendar.feed")


def address_of(feed: CalendarFeed) -> str:
    """The secret address. It is computed, so that neither the database nor a backup of it opens a calendar."""
    return settings.BASE_URL + reverse("calendars:feed", kwargs={"feed_token": _SIGNER.sign(feed.key.hex)})


def feed_of(token: str) -> CalendarFeed | None:
    """The feed behind an address, while it works; that it was fetched is noted to the hour."""
    try:
        key = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    feed = CalendarFeed.objects.open().select_related("person").filter(key=key).first()
    if feed:
        now = timezone.now()
        stale = CalendarFeed.objects.filter(Q(used_at=None) | Q(used_at__lte=now - timedelta(seconds=HOUR)), pk=feed.pk)
        stale.update(used_at=now)
    return feed


def too_often(feed: CalendarFeed) -> bool:
    """Whether this address was asked too often within the hour; counts the time it is asked now."""
    key = f"calendar-feed:{feed.key.hex}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) > MOST_AN_HOUR
    except ValueError:  # it ran out between the two calls
        return False


@transaction.atomic
def make_feed(person: User) -> CalendarFeed:
    """A new address for one's seminars; the one before it shows nothing any more."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    fresh = {"key": uuid.uuid4(), "made_at": timezone.now(), "revoked_at": None, "used_at": None}
    feed, _made = CalendarFeed.objects.update_or_create(person=person, defaults=fresh)
    audit.record("calendar_feed.make", feed, actor=person, person=person, new={"made_at": feed.made_at})
    return feed


@transaction.atomic
def revoke_feed(person: User) -> None:
    """The address shows nothing from now on; revoking again changes nothing."""
    feed = CalendarFeed.objects.select_for_update().filter(person=person, revoked_at=None).first()
    if feed:
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])
        audit.record("calendar_feed.revoke", feed, actor=person, person=person, new={"revoked_at": feed.revoked_at})

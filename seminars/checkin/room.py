"""The code of the room: six digits that staff show where the sitting is, another one each minute. Who types it is there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from ..models import Passing, Registration, Seminar, Sitting
from .counting import locked

DIGITS = 6
MINUTE = 60
GRACE = 1  # minutes for which an earlier code still holds: somebody was typing
OPENS = timedelta(minutes=30)  # before the sitting starts
MOST_WRONG, WINDOW = 5, 10 * MINUTE  # wrong codes of one person, and in how many seconds
In, Out = Passing.Direction.IN, Passing.Direction.OUT


@dataclass(frozen=True)
class Shown:
    """What stands on the wall: the code, and for how many seconds more it is the newest."""

    code: str
    seconds: int


def code_at(sitting: Sitting, at: datetime) -> str:
    return _code(sitting, int(at.timestamp()) // MINUTE)


def shown_at(sitting: Sitting, at: datetime) -> Shown | None:
    """The code while people may enter it, else nothing."""
    if not is_open(sitting, at):
        return None
    return Shown(code_at(sitting, at), MINUTE - int(at.timestamp()) % MINUTE)


def is_open(sitting: Sitting, at: datetime) -> bool:
    return sitting.starts_at - OPENS <= at < sitting.ends_at


def open_now(seminar: Seminar, at: datetime) -> list[Sitting]:
    return list(seminar.sittings.filter(starts_at__lte=at + OPENS, ends_at__gt=at))


def last_passing(registration: Registration, sitting: Sitting) -> Passing | None:
    return registration.passings.counted().filter(sitting=sitting).order_by("at", "pk").last()


@transaction.atomic
def enter(registration: Registration, typed: str, direction: str) -> Passing:
    """The person says with the code of the room that they are in, or leave; saying it twice is the same as once."""
    seminar, now = locked(registration.seminar_id), timezone.now()
    registration = Registration.objects.get(pk=registration.pk)
    if registration.state != Registration.State.CONFIRMED or seminar.cancelled_at:
        raise ValidationError(_("Only who has a place can check in."), code="state")
    sitting = _sitting_of(seminar, registration, typed, now)
    before = last_passing(registration, sitting)
    if before and before.direction == direction:
        passing = before
    elif direction == Out and before is None:
        raise ValidationError(_("You have not checked in to this sitting. Check in first."), code="not_in")
    else:
        passing = Passing.objects.create(
            key=uuid4(), registration=registration, sitting=sitting, direction=direction, source=Passing.Source.ROOM, at=now
        )
    return passing


def _sitting_of(seminar: Seminar, registration: Registration, typed: str, now: datetime) -> Sitting:
    sittings = open_now(seminar, now)
    if not sittings:
        raise ValidationError(_("No sitting is going on now. The code works from 30 minutes before the start."), code="closed")
    wrong = f"room-code:{registration.pk}"  # counted while the seminar is locked, so one after the other
    if cache.get(wrong, 0) >= MOST_WRONG:
        raise ValidationError(_("Too many wrong codes. Wait ten minutes, or ask the staff to check you in."), code="too_many")
    digits = "".join(char for char in typed if char.isdecimal())
    minute = int(now.timestamp()) // MINUTE
    for sitting in sittings:
        for earlier in range(GRACE + 1):
            if constant_time_compare(_code(sitting, minute - earlier), digits):
                return sitting
    cache.set(wrong, cache.get(wrong, 0) + 1, WINDOW)
    raise ValidationError(_("This is not the code that is shown now. Look again, and type its six digits."), code="code")


def _code(sitting: Sitting, minute: int) -> str:
    digest = salted_hmac("seminars.room", f"{sitting.key} {minute}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}}"

"""Who comes in and who leaves, as phones at the door tell it. What was seen is kept as it was seen, and never changed; what the
phone took back itself is kept struck out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User

from .. import moments
from ..models import Passing, Registration, Seminar, Sitting
from . import codes
from .counting import count_presence, locked
from .roll import standing
from .undoing import record_taking_back, take_back_passing

MOST_AT_ONCE = 200
OPENS = timedelta(hours=12)  # before a sitting starts
In, Out = Passing.Direction.IN, Passing.Direction.OUT

# What a scan came to
DONE, AGAIN, NOT_IN, UNKNOWN, NO_PLACE, TAKEN_BACK = "done", "again", "not_in", "unknown", "no_place", "taken_back"


@dataclass(frozen=True)
class Scan:
    """One look of a phone: `key` was made there; who it was is a registration's key, or a code; `at` by the phone's clock;
    `taken_back` there as a mistake, before the phone knew that it had arrived."""

    key: UUID
    direction: str
    at: datetime
    registration: UUID | None = None
    code: str = ""
    taken_back: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a scan came to. `since`: for AGAIN, when they came in (or left) before."""

    key: UUID
    verdict: str
    registration: Registration | None = None
    since: datetime | None = None


@transaction.atomic
def take_in(
    seminar: Seminar, sitting: Sitting, scans: Collection[Scan], by: User, *, sent_at: datetime, device: str = ""
) -> list[Outcome]:
    """Keep what a phone saw, each scan once however often it is sent. `sent_at` is the phone's clock while it sends."""
    seminar, now = locked(seminar.pk), timezone.now()
    refuse_wrong_sitting(seminar, sitting, now)
    if len(scans) > MOST_AT_ONCE:
        raise ValidationError(_("Send at most %(most)d at once.") % {"most": MOST_AT_ONCE}, code="too_many")
    kept = Passing.objects.filter(key__in=[scan.key for scan in scans]).select_related("registration__person", "sitting")
    mistakes = {scan.key for scan in scans if scan.taken_back}
    kept = [take_back_passing(one, by, _on_the_phone()) if one.key in mistakes else one for one in kept]
    outcomes = {one.key: Outcome(one.key, TAKEN_BACK if one.taken_back_at else DONE, one.registration) for one in kept}
    book = Book(seminar, sitting)
    for scan in sorted(scans, key=lambda one: one.at):
        if scan.key not in outcomes:
            at = _by_our_clock(scan.at, sent_at, sitting, now)
            outcomes[scan.key] = book.write(scan, at, by=by, device=device)
    book.keep(by)
    return list(outcomes.values())


def refuse_wrong_sitting(seminar: Seminar, sitting: Sitting, now: datetime) -> None:
    if sitting.seminar_id != seminar.pk:
        raise ValidationError(_("This sitting belongs to another seminar."), code="sitting")
    if seminar.cancelled_at:
        raise ValidationError(_("The seminar was cancelled. Nothing more is needed."), code="cancelled")
    if now < sitting.starts_at - OPENS:
        starts = moments.moment(sitting.starts_at, seminar.time_zone)
        raise ValidationError(_("This sitting starts on %(moment)s. Choose the one of today.") % {"moment": starts}, code="early")


class Book:
    """Who is inside one sitting, read once; what is written is kept together at the end."""

    def __init__(self, seminar: Seminar, sitting: Sitting):
        self.seminar, self.sitting = seminar, sitting
        self.of_person = standing(seminar)
        self.person_of = dict(seminar.registrations.order_by().values_list("key", "person"))
        self.codes = None
        self.last = {}
        for passing in sitting.passings.counted().order_by("at", "pk"):
            self.last[passing.registration_id] = passing
        self.new = []

    def find(self, scan: Scan) -> Registration | None:
        """The registration of this person that counts now."""
        if scan.registration:
            return self.of_person.get(self.person_of.get(scan.registration))
        if self.codes is None:
            rows = self.of_person.values()
            self.codes = {codes.pass_code(self.seminar.key, row.person.key): row for row in rows}
        return self.codes.get(codes.read_code(scan.code))

    def write(self, scan: Scan, at: datetime, **told) -> Outcome:
        row = self.find(scan)
        if row is None:
            return Outcome(scan.key, UNKNOWN)
        if row.state != Registration.State.CONFIRMED:
            return Outcome(scan.key, NO_PLACE, row)
        if scan.taken_back:
            struck = {"device_at": scan.at, "taken_back_at": timezone.now()}
            self.new.append(self._passing(row, scan.key, scan.direction, Passing.Source.DOOR, at, **struck, **told))
            record_taking_back(self.new[-1], told["by"], _on_the_phone())
            return Outcome(scan.key, TAKEN_BACK, row)
        return self.note(row, scan.key, scan.direction, Passing.Source.DOOR, at, device_at=scan.at, **told)

    def note(self, row: Registration, key: UUID, direction: str, source: str, at: datetime, **told) -> Outcome:
        """Every look is kept, also the second one of the same person: two phones may have seen them, and both are right."""
        before = self.last.get(row.pk)
        passing = self._passing(row, key, direction, source, at, **told)
        self.new.append(passing)
        if before is None or before.at <= at:
            self.last[row.pk] = passing
        if before is not None and before.direction == direction:
            return Outcome(key, AGAIN, row, before.at)
        if before is None and direction == Out:
            return Outcome(key, NOT_IN, row)
        return Outcome(key, DONE, row)

    def _passing(self, row: Registration, key: UUID, direction: str, source: str, at: datetime, **told) -> Passing:
        return Passing(key=key, registration=row, sitting=self.sitting, direction=direction, source=source, at=at, **told)

    def keep(self, by: User | None) -> None:
        Passing.objects.bulk_create(self.new)
        rows = {passing.registration_id: passing.registration for passing in self.new if not passing.taken_back_at}
        if rows and self.sitting.ends_at <= timezone.now():
            count_presence(self.seminar, rows.values(), [self.sitting], by)


def _on_the_phone() -> str:
    return _("Taken back on the phone at the door.")


def _by_our_clock(device_at: datetime, sent_at: datetime, sitting: Sitting, now: datetime) -> datetime:
    """The moment by the server's clock: as long ago as it was for the phone when it sent. A phone cannot look into the future,
    and a clock that was set meanwhile, so that it would be days off, is not believed."""
    at = min(now - (sent_at - device_at), now)
    return at if at >= sitting.starts_at - OPENS else now

"""From what was seen to minutes of attendance, once a sitting has ended."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from icrweb.accounts.models import User

from ..attendance import PORTION, Source, count_attendance
from ..models import Attendance, MeetingRow, Passing, Registration, Seminar, Sitting
from .presence import Stretch, minutes_in, stretches

Cell = tuple[int, int]  # registration, sitting


def count_presence(seminar: Seminar, rows: Iterable[Registration], sittings: Iterable[Sitting], by: User | None = None) -> None:
    """Count what was seen of these people in those sittings that have ended. The seminar's row is locked."""
    now = timezone.now()
    sittings = {one.pk: one for one in sittings if one.ends_at <= now}
    rows = {one.pk: one for one in rows if one.state == Registration.State.CONFIRMED}
    for (row, sitting), found in evidence(rows, sittings.values()).items():
        at = sittings[sitting]
        minutes = minutes_in([stretch for part in found.values() for stretch in part], at.starts_at, at.ends_at)
        source = next(iter(found)) if len(found) == 1 else Source.SEVERAL
        count_attendance(seminar, rows[row], at, minutes, source, by)


def evidence(rows: Iterable[int], sittings: Iterable[Sitting]) -> dict[Cell, dict[str, list[Stretch]]]:
    """What was seen, as stretches of time by source, of registrations (primary keys) in sittings; two queries."""
    rows, sittings = list(rows), list(sittings)
    ends = {one.pk: one.ends_at for one in sittings}
    seen, sources = defaultdict(list), defaultdict(set)
    passings = Passing.objects.counted().filter(registration__in=rows, sitting__in=ends)
    for row, sitting, at, direction, source in passings.values_list("registration", "sitting", "at", "direction", "source"):
        seen[row, sitting].append((at, direction))
        sources[row, sitting].add(source)
    found = {}
    for cell, passed in seen.items():
        source = sources[cell].pop() if len(sources[cell]) == 1 else Source.SEVERAL
        found[cell] = {source: stretches(passed, ends[cell[1]])[0]}
    joined = MeetingRow.objects.filter(registration__in=rows).values_list("registration", "joined_at", "left_at")
    for row, start, end in joined:
        for sitting in sittings:
            if start < sitting.ends_at and end > sitting.starts_at:
                found.setdefault((row, sitting.pk), {}).setdefault(Source.MEETING, []).append((start, end))
    return found


def count_ended_sittings() -> int:
    """The worker's look: people who were seen in a sitting that has ended since, without minutes there."""
    marked = Attendance.objects.filter(registration=OuterRef("registration"), sitting=OuterRef("sitting"))
    seen = (
        Passing.objects.counted()
        .filter(~Exists(marked), sitting__ends_at__lte=timezone.now(), registration__state=Registration.State.CONFIRMED)
        .order_by()
    )
    counted = 0
    for pk in seen.values_list("sitting", flat=True).distinct():
        while found := list(seen.filter(sitting=pk).values_list("registration", flat=True).distinct()[:PORTION]):
            _count_portion(pk, found)
            counted += len(found)
    return counted


@transaction.atomic
def _count_portion(sitting_pk: int, found: list[int]) -> None:
    sitting = Sitting.objects.get(pk=sitting_pk)
    seminar = locked(sitting.seminar_id)
    rows = Registration.objects.filter(pk__in=found).select_related("person")
    count_presence(seminar, rows, [sitting])


def locked(pk: int) -> Seminar:
    return Seminar.objects.select_for_update().get(pk=pk)

"""Taking back what was noted at the door by mistake: a slip of the finger, the wrong line of the list."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from ..attendance import Source, count_attendance
from ..models import Attendance, Passing
from .counting import count_presence, locked


@transaction.atomic
def take_back_passing(passing: Passing, by: User, why: str) -> Passing:
    """It counts no more; it stays in the list, struck out. Minutes that came of it are counted anew; what the sheet says stands."""
    seminar = locked(passing.sitting.seminar_id)
    passing = Passing.objects.select_related("registration__person", "sitting").get(pk=passing.pk)
    if passing.taken_back_at:
        return passing
    if not why.strip():
        raise ValidationError(_("Write why it is taken back. The audit trail keeps it."), code="why")
    passing.taken_back_at = timezone.now()
    passing.save(update_fields=["taken_back_at"])
    row, sitting = passing.registration, passing.sitting
    record_taking_back(passing, by, why)
    if Attendance.objects.filter(registration=row, sitting=sitting).exists():
        if not row.passings.counted().filter(sitting=sitting).exists():
            count_attendance(seminar, row, sitting, 0, Source.SEVERAL, by)
        count_presence(seminar, [row], [sitting], by)
    return passing


def record_taking_back(passing: Passing, by: User, why: str) -> None:
    row = passing.registration
    old = {"sitting": str(passing.sitting), "direction": passing.direction, "source": passing.source, "at": passing.at}
    audit.record("attendance.take_back", row, actor=by, person=row.person, old=old, why=why)

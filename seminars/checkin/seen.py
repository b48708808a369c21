"""What is known of who was there: of one person, row by row with its source, and of a whole seminar in numbers."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from ..attendance import rule_met
from ..models import Attendance, MeetingRow, Passing, Registration, Seminar
from ..moments import clock, moment
from .presence import stretches

CLOCK_OFF = timedelta(minutes=2)  # by which a phone's clock may be wrong before it is pointed out


def seen_of(seminar: Seminar, registration: Registration) -> list[dict]:
    """By sitting: the minutes with who or what says so, and below them all that was seen, oldest first."""
    marks = {one.sitting_id: one for one in registration.attendances.select_related("marked_by")}
    passings = list(registration.passings.select_related("by"))
    joined = list(registration.meeting_rows.select_related("report", "decided_by"))
    return [_sitting_row(seminar, sitting, marks.get(sitting.pk), passings, joined) for sitting in seminar.sittings.all()]


def standing_in_words(seminar: Seminar, registration: Registration) -> str:
    """Whether the rule is met by what is marked now, and what follows when."""
    minutes = dict(registration.attendances.values_list("sitting_id", "minutes"))
    if registration.attended_at:
        return _("The rule was met on %(moment)s; that stands.") % {"moment": moment(registration.attended_at, seminar.time_zone)}
    if rule_met(seminar, list(seminar.sittings.all()), minutes):
        return _("The rule is met by what is marked. It is counted when the seminar is over: %(moment)s.") % {
            "moment": moment(seminar.ends_at, seminar.time_zone)
        }
    return _("The rule is not met by what is marked so far.")


def numbers_of(seminar: Seminar) -> list[dict]:
    """By sitting: how many were seen there, and how many have minutes; three queries."""
    passed = dict(
        Passing.objects.counted()
        .filter(sitting__seminar=seminar, direction=Passing.Direction.IN)
        .order_by()
        .values_list("sitting")
        .annotate(number=Count("registration", distinct=True))
    )
    marked = dict(
        Attendance.objects.filter(sitting__seminar=seminar)
        .order_by()
        .values_list("sitting")
        .annotate(number=Count("pk", filter=Q(minutes__gt=0)))
    )
    return [
        {
            "sitting": sitting,
            "title": sitting.title_in(seminar.language),
            "starts": moment(sitting.starts_at, seminar.time_zone),
            "seen": passed.get(sitting.pk, 0),
            "marked": marked.get(sitting.pk, 0),
        }
        for sitting in seminar.sittings.all()
    ]


def _sitting_row(seminar: Seminar, sitting, mark: Attendance | None, passings: list[Passing], joined: list[MeetingRow]) -> dict:
    here = [one for one in passings if one.sitting_id == sitting.pk]
    counted = [(one.at, one.direction) for one in here if not one.taken_back_at]
    alone = stretches(counted, sitting.ends_at)[1]
    return {
        "title": sitting.title_in(seminar.language),
        "starts": moment(sitting.starts_at, seminar.time_zone),
        "of": sitting.minutes,
        "mark": mark,
        "marked_at": moment(mark.marked_at, seminar.time_zone) if mark else "",
        "passings": [_passing_row(seminar, one) for one in here],
        "alone": len(alone),
        "joined": [
            {"row": one, "from": clock(one.joined_at, seminar.time_zone), "until": clock(one.left_at, seminar.time_zone)}
            for one in joined
            if one.joined_at < sitting.ends_at and one.left_at > sitting.starts_at
        ],
    }


def _passing_row(seminar: Seminar, passing: Passing) -> dict:
    off = passing.device_at and abs(passing.device_at - passing.at) > CLOCK_OFF
    return {
        "key": passing.key,
        "taken_back": moment(passing.taken_back_at, seminar.time_zone) if passing.taken_back_at else "",
        "at": clock(passing.at, seminar.time_zone),
        "direction": passing.get_direction_display(),
        "source": passing.get_source_display(),
        "by": passing.by,
        "device_at": moment(passing.device_at, seminar.time_zone) if off else "",
    }

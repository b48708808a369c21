"""Days that organizers set: each ends with the day at the venue, and never after the closing of registration."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from . import moments
from .models import Seminar


def closing_day(seminar: Seminar) -> date:
    """The day, at the venue, on which registration closes."""
    return seminar.registration_closes_at.astimezone(ZoneInfo(seminar.time_zone)).date()


def last_minute(day: date, seminar: Seminar) -> datetime:
    """The last minute of a day at the venue."""
    return datetime.combine(day, time(23, 59), ZoneInfo(seminar.time_zone))


def last_moment(seminar: Seminar, day: date) -> datetime:
    """The end of a day at the venue, at most the closing of registration; refused where it is over already."""
    if day > closing_day(seminar):
        closes = moments.moment(seminar.registration_closes_at, seminar.time_zone)
        sentence = _("Registration closes on %(moment)s. Choose that day or an earlier one.")
        raise ValidationError(sentence % {"moment": closes}, code="after_closing")
    ends = min(last_minute(day, seminar), seminar.closes_at)
    if ends <= timezone.now():
        raise ValidationError(_("This day is over. Choose a later one."), code="past")
    return ends

"""Where a seminar stands at a moment, and why somebody may not register now."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Certificate
from icrweb.accounts.models import User

from . import moments
from .models import Registration, Seminar

EARLY, OPEN, CLOSED, OVER, CANCELLED = "early", "open", "closed", "over", "cancelled"


def stage(seminar: Seminar, at: datetime) -> str:
    """One word for where the seminar stands at that moment."""
    if seminar.cancelled_at:
        return CANCELLED
    if at >= seminar.ends_at:
        return OVER
    if at < seminar.registration_opens_at:
        return EARLY
    return OPEN if seminar.is_open(at) else CLOSED


def why_not_open(seminar: Seminar, at: datetime) -> ValidationError | None:
    """The sentence for who comes too early or too late; None while registration is open."""
    zone = seminar.time_zone
    match stage(seminar, at):
        case "cancelled":
            return ValidationError(_("This seminar was cancelled. Look at the other seminars."), code="cancelled")
        case "over":
            return ValidationError(_("This seminar is over. Look at the next ones."), code="over")
        case "early":
            opens = moments.moment(seminar.registration_opens_at, zone)
            return ValidationError(_("Registration opens on %(moment)s. Come back then.") % {"moment": opens}, code="early")
        case "closed":
            closed = moments.moment(seminar.registration_closes_at, zone)
            sentence = _("Registration closed on %(moment)s. Write to the organizer if you cannot come another time.")
            return ValidationError(sentence % {"moment": closed}, code="closed")
    return None


def holds_prerequisite(person: User, seminar: Seminar) -> bool:
    """A valid certificate of the course that the seminar asks for, if it asks for one."""
    if not seminar.prerequisite_id:
        return True
    return Certificate.objects.valid().filter(recipient=person, achievement=seminar.prerequisite_id).exists()


def seats_left(seats: int, confirmed: int, waiting: int) -> int:
    """Places that somebody who comes now would get: none while others wait."""
    return 0 if waiting else max(0, seats - confirmed)


def over_capacity(seats: int, confirmed: int) -> int:
    return max(0, confirmed - seats)


def seats_words(seats: int, confirmed: int, waiting: int) -> str:
    """The state of the seats in a few words."""
    if left := seats_left(seats, confirmed, waiting):
        words = ngettext("%(left)d of %(seats)d place left", "%(left)d of %(seats)d places left", left)
        return words % {"left": left, "seats": seats}
    if waiting:
        return ngettext("Fully booked: %(number)d waiting", "Fully booked: %(number)d waiting", waiting) % {"number": waiting}
    return _("Fully booked")


def state_words(registration: Registration, position: int | None) -> str:
    """A registration's state; for who waits with their place in the line."""
    if registration.state == Registration.State.WAITING and position:
        return _("Waiting list, number %(position)d") % {"position": position}
    return str(registration.get_state_display())

"""Where a seminar stands at a moment, and why somebody may not register now."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Achievement, Certificate
from icrweb.accounts.models import User
from icrweb.trail.prepared import Given, Prepared

from . import moments
from .models import Mode, Registration, Seminar

ASKED = Prepared(
    lambda: Achievement.objects.filter(
        pk__in=Seminar.prerequisites.through.objects.filter(seminar=Given("seminar")).values("achievement")
    ).order_by("code")
)
LAST_STATE = Prepared(
    lambda: (
        Registration.objects.filter(seminar=Given("seminar"), person=Given("person"), mode=Given("mode"))
        .order_by("-pk")
        .values_list("state")[:1]
    )
)
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


def lacking(person: User, seminar: Seminar) -> list[Achievement]:
    """What the seminar asks for and the person holds no valid certificate of; two queries."""
    asked = ASKED.all(seminar=seminar.pk)
    if not asked:
        return []
    held = set(Certificate.objects.valid().filter(recipient=person, achievement__in=asked).values_list("achievement", flat=True))
    return [one for one in asked if one.pk not in held]


def is_declined(person: User, seminar: Seminar, mode: str) -> bool:
    """Whether the organizer has declined this person's last registration for one way to take part."""
    return LAST_STATE.rows(seminar=seminar.pk, person=person.pk, mode=mode) == [(Registration.State.DECLINED,)]


def counts(seminar: Seminar, mode: str) -> tuple[int, int]:
    """Seats that are taken, offered or held, and who waits, of one way to take part; the seminar was read with its counts."""
    online = seminar.confirmed_online + seminar.offered_online + seminar.held_online, seminar.waiting_online
    if mode == Mode.ONLINE:
        return online
    taken = seminar.confirmed_count + seminar.offered_count + seminar.held_count
    return taken - online[0], seminar.waiting_count - online[1]


def left_for(seminar: Seminar, mode: str) -> int:
    """Places that somebody who comes now would get: none while others wait."""
    taken, waiting = counts(seminar, mode)
    return 0 if waiting else max(0, seminar.seats_for(mode) - taken)


def seats_left(seminar: Seminar) -> int:
    """Places that people who come now would get, on site and online together."""
    return sum(left_for(seminar, mode) for mode in seminar.modes)


def over_capacity(seminar: Seminar) -> int:
    """How many more people have a place than there are seats, on site and online each."""
    return sum(max(0, counts(seminar, mode)[0] - seminar.seats_for(mode)) for mode in Mode)


def seats_words(seminar: Seminar) -> str:
    """The state of the seats in a few words, for each way to take part."""
    if len(seminar.modes) == 1:
        return mode_words(seminar, seminar.modes[0])
    each = [_("%(mode)s: %(seats)s") % {"mode": mode.label, "seats": mode_words(seminar, mode)} for mode in seminar.modes]
    return " · ".join(each)


def mode_words(seminar: Seminar, mode: str) -> str:
    """The state of the seats of one way to take part."""
    taken, waiting = counts(seminar, mode)
    if left := left_for(seminar, mode):
        words = ngettext("%(left)d of %(seats)d place left", "%(left)d of %(seats)d places left", left)
        return words % {"left": left, "seats": seminar.seats_for(mode)}
    kept = seminar.seats_for(mode) - taken
    if waiting and kept > 0:
        words = ngettext("%(kept)d place kept for a quota", "%(kept)d places kept for quotas", kept) % {"kept": kept}
        return f"{words} · " + ngettext("%(number)d waiting", "%(number)d waiting", waiting) % {"number": waiting}
    if waiting:
        return ngettext("Fully booked: %(number)d waiting", "Fully booked: %(number)d waiting", waiting) % {"number": waiting}
    return _("Fully booked")


def status_of(registration: Registration) -> str:
    """The shape that stands beside the state of a registration."""
    shapes = {Registration.State.OFFERED: "note", Registration.State.REQUESTED: "sent"}
    return shapes.get(registration.state, registration.state)


def state_words(registration: Registration, position: int | None) -> str:
    """A registration's state; for who waits with their place in the line."""
    if registration.state == Registration.State.WAITING and position:
        return _("Waiting list, number %(position)d") % {"position": position}
    if registration.state == Registration.State.OFFERED:
        until = moments.short_moment(registration.offer_ends_at, registration.seminar.time_zone)
        return _("Place offered, until %(moment)s") % {"moment": until}
    return str(registration.get_state_display())

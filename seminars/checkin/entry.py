"""What somebody with a place needs on the day: their code for the door, the word by which a meeting's report knows them, and whether
the code of the room is asked for just now."""

from django.utils import timezone

from ..models import Mode, Registration, Seminar
from ..moments import clock
from . import codes, room
from .drawing import qr


def entry_of(seminar: Seminar, registration: Registration | None) -> dict:
    """Nothing for who has no place; a code for who comes on site, a token for who takes part online."""
    if registration is None or registration.state != Registration.State.CONFIRMED or seminar.cancelled_at:
        return {}
    person = registration.person.key
    now_open = {"rooms": _rooms(seminar, registration)}
    if registration.mode == Mode.ONLINE:
        return {"token": codes.join_token(seminar.key, person), **now_open}
    return {
        **now_open,
        "qr": qr(codes.scanned_text(seminar.key, person)),
        "code": codes.grouped(codes.pass_code(seminar.key, person)),
    }


def _rooms(seminar: Seminar, registration: Registration) -> list[dict]:
    """The sittings for which the code of the room is asked now, and whether this person is inside."""
    rooms = []
    for sitting in room.open_now(seminar, timezone.now()):
        last = room.last_passing(registration, sitting)
        rooms.append(
            {
                "title": sitting.title_in(registration.language, seminar.language),
                "inside": last is not None and last.direction == room.In,
                "since": clock(last.at, seminar.time_zone) if last else "",
            }
        )
    return rooms

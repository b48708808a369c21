"""What somebody with a place needs on the day: their code for the door, and the word by which a meeting's report knows them."""

from ..models import Mode, Registration, Seminar
from . import codes
from .drawing import qr


def entry_of(seminar: Seminar, registration: Registration | None) -> dict:
    """Nothing for who has no place; a code for who comes on site, a token for who takes part online."""
    if registration is None or registration.state != Registration.State.CONFIRMED or seminar.cancelled_at:
        return {}
    person = registration.person.key
    if registration.mode == Mode.ONLINE:
        return {"token": codes.join_token(seminar.key, person)}
    return {"qr": qr(codes.scanned_text(seminar.key, person)), "code": codes.grouped(codes.pass_code(seminar.key, person))}

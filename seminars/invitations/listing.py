"""Reading a list of people to invite: every line that cannot be invited is named, with what to do; nothing is written."""

from collections import Counter
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from icrweb.accounts.address_lists import Line, Reader, lines_of

from ..models import Invitation, Mode, Seminar

MOST_LINES = 1000
COLUMNS = 4  # address, name, language, mode
LONGEST_NAME = 150


@dataclass(frozen=True)
class Guest:
    """Somebody to invite. An empty mode leaves the choice to them."""

    address: str
    name: str
    language: str
    mode: str


@dataclass
class Guests:
    """What a list holds: who can be invited, and each line that is wrong: its number, what was typed, what to do."""

    people: list[Guest] = field(default_factory=list)
    faults: list[tuple[int, str, str]] = field(default_factory=list)

    def modes(self) -> Counter:
        """How many come on site and how many online, of those whose way is known."""
        return Counter(guest.mode for guest in self.people if guest.mode)


def read_guests(text: str, seminar: Seminar, *, language: str, holds_seat: bool) -> Guests:
    """A line is: address; name; language; mode. All but the address may be left out: `language` is that of the mail then.

    `code` "too_long" where there are more lines than one deed takes.
    """
    found, reader, rows = Guests(), Reader(), list(lines_of(text, MOST_LINES))
    typed = [line.cells[0].strip("<>; ").lower() for line in rows]
    invited, registered = _invited(seminar, typed), _registered(seminar, typed)
    for line in rows:
        try:
            _refuse_columns(line)
            address = reader.address(line.cells[0], line.number)
            if address in registered:
                raise ValidationError(_("This person is registered already. Leave the line out."))
            if address in invited:
                raise ValidationError(_("This address was invited already. Send it again from the list of invitations."))
            name, tongue, mode = [*line.cells[1:], "", "", ""][:3]
            mode = _mode(mode, seminar, holds_seat)
            found.people.append(Guest(address, name[:LONGEST_NAME], _language(tongue) or language, mode))
        except ValidationError as fault:
            found.faults.append((line.number, ", ".join(cell for cell in line.cells if cell)[:80], fault.messages[0]))
    return found


def _refuse_columns(line: Line) -> None:
    if len(line.cells) > COLUMNS:
        sentence = _("This line has %(cells)d columns. Write at most four: address; name; language; way to take part.")
        raise ValidationError(sentence % {"cells": len(line.cells)})
    if not line.cells[0] or (len(line.cells) == 1 and line.cells[0].count("@") == 1 and " " in line.cells[0].strip()):
        sentence = _("The columns cannot be told apart. Put the address first, and commas, semicolons or tabs between the columns.")
        raise ValidationError(sentence)


def _language(typed: str) -> str:
    code = typed.strip().lower().replace("_", "-")
    codes = [known for known, _name in settings.LANGUAGES]
    if code and code not in codes:
        sentence = _("“%(typed)s” is no language of this site. Write one of: %(codes)s.")
        raise ValidationError(sentence % {"typed": typed[:20], "codes": ", ".join(codes)})
    return code


def _mode(typed: str, seminar: Seminar, holds_seat: bool) -> str:
    """`on_site` or `online`, as typed in code or in words; the only one where there is one."""
    words = typed.strip().lower().replace("-", "_").replace(" ", "_")
    if words and words not in Mode.values:
        sentence = _("“%(typed)s” is no way to take part. Write on_site or online, or leave it out.")
        raise ValidationError(sentence % {"typed": typed[:20]})
    if words and words not in seminar.modes:
        sentence = _("This seminar has no such way to take part. Write “%(only)s” or leave it out.")
        raise ValidationError(sentence % {"only": seminar.modes[0].value})
    if not words and holds_seat and len(seminar.modes) > 1:
        raise ValidationError(_("A seat can only be held where the line says on_site or online. Write which."))
    return words or (seminar.modes[0].value if len(seminar.modes) == 1 else "")


def _invited(seminar: Seminar, addresses: list[str]) -> set[str]:
    return set(Invitation.objects.standing().filter(seminar=seminar, address__in=addresses).values_list("address", flat=True))


def _registered(seminar: Seminar, addresses: list[str]) -> set[str]:
    """Addresses of people who have a live registration, by any address that they have proven."""
    people = seminar.registrations.live().values("person")
    proven = EmailAddress.objects.filter(verified=True, user__in=people, email__in=addresses)
    return {address.lower() for address in proven.values_list("email", flat=True)}

"""Lists of people's addresses that somebody pastes or uploads: read line by line, with what is wrong and where.

Nothing here tells whether an address has an account.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from defusedcsv import csv
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

LONGEST_FILE = 200_000  # bytes
HEADINGS = {"email", "e-mail", "mail", "address", "e-mail address", "email address"}


@dataclass
class Line:
    """One line: its number as an editor shows it, and its cells without the spaces around them."""

    number: int
    cells: list[str]


@dataclass
class Reader:
    """Judges the addresses of one list, and knows which it has seen."""

    seen: dict[str, int] = field(default_factory=dict)

    def address(self, typed: str, number: int) -> str:
        """The address in small letters; refused where it is none, or stands in an earlier line."""
        address = typed.strip("<>; ").lower()
        try:
            validate_email(address)
        except ValidationError:
            sentence = _("This is not an e-mail address. Write it like name@hospital.example.")
            raise ValidationError(sentence, code="address") from None
        if self.seen.setdefault(address, number) != number:
            sentence = _("The same address stands in line %(line)d.") % {"line": self.seen[address]}
            raise ValidationError(sentence, code="twice")
        return address


def text_of(file) -> str:
    """What an uploaded list says; `code` "too_large" or "encoding" where it cannot be read."""
    if file.size > LONGEST_FILE:
        sentence = _("This file is too large for a list of addresses. Choose one below 200 KB.")
        raise ValidationError(sentence, code="too_large")
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sentence = _("This file cannot be read. Save it as CSV in UTF-8 and try again.")
        raise ValidationError(sentence, code="encoding") from error


def pasted_and_sent(form, data: dict, field: str) -> str:
    """The list of a form that has `field` for pasting and "file" for a file: one after the other, at least one of them."""
    text, file = data.get(field, ""), data.get("file")
    if file:
        try:
            text = f"{text}\n{text_of(file)}".strip("\n")
        except ValidationError as error:
            raise ValidationError({"file": error}) from error
    if not text.strip() and not form.errors:
        raise ValidationError({field: ValidationError(_("Paste at least one address, or choose a file."), code="none")})
    return text


def lines_of(text: str, most: int) -> Iterator[Line]:
    """The lines that say something, cut at the commas, semicolons or tabs that most have; a line of headings is passed over."""
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) > most:
        raise ValidationError(
            _("The list has %(lines)d lines. Invite at most %(most)d at once."),
            code="too_long",
            params={"lines": len(lines), "most": most},
        )
    delimiter = _delimiter(lines)
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in next(csv.reader(io.StringIO(line), delimiter=delimiter), [])]
        if not any(cells) or (number == 1 and "@" not in line and {cell.lower() for cell in cells} & HEADINGS):
            continue
        yield Line(number, cells)


def _delimiter(lines: list[str]) -> str:
    """What stands between cells in most lines; a comma may stand in a name beside semicolons or tabs."""
    return max(";\t,", key=lambda mark: sum(mark in line for line in lines))

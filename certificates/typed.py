"""Certificate numbers as people type and paste them."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import codes

MOST = 200  # numbers that one check takes


def read_code(text: str) -> str:
    """The number somebody meant, or a sentence about what is wrong with it; the database is not asked."""
    try:
        return codes.parse_code(text)
    except codes.MistypedError as error:
        raise ValidationError(
            _("This number is mistyped: its last character does not fit the others. Compare it with the paper."), code="mistyped"
        ) from error
    except codes.WrongShapeError as error:
        raise ValidationError(
            _("A certificate number has 21 characters, letters A to Z without I and O, digits 2 to 9. Compare it with the paper."),
            code="shape",
        ) from error


def lines_of(text: str) -> list[str]:
    """One number a line, or separated by commas, semicolons or tabs; the groups of a number may have spaces."""
    return [part.strip() for part in re.split(r"[\r\n,;\t]+", text) if part.strip()]

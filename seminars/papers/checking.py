"""What anybody who has the code of a letter may read: that it was issued, to whom, about what, and whether it counts."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from certificates import codes, days
from certificates.guidance import today_at_issuer

from .. import moments
from ..models import LetterKind, OfficialLetter
from .facts import dates_in


def read_code(text: str) -> str:
    """The code somebody meant, or a sentence about what is wrong with it; the database is not asked."""
    try:
        return codes.parse_code(text)
    except codes.MistypedError as error:
        sentence = _("This code is mistyped: its last character does not fit the others. Compare it with the letter.")
        raise ValidationError(sentence, code="mistyped") from error
    except codes.WrongShapeError as error:
        sentence = _(
            "The code of a letter has 21 characters, letters A to Z without I and O, digits 2 to 9. Compare it with the letter."
        )
        raise ValidationError(sentence, code="shape") from error


def lines_of(letter: OfficialLetter, language: str) -> list[dict]:
    """What the page states, in the language that is active. No passport data, no reason, no address of anybody."""
    facts = letter.facts
    title = facts["seminar_titles"].get(language) or facts["seminar"]
    lines = [
        (_("Kind"), str(LetterKind(letter.kind).label)),
        (_("Number"), letter.number),
        (_("Name"), facts["latin_name"]),
        (_("Seminar"), title),
        (_("Dates"), moments.days(*dates_in(facts))),
        (_("Place"), facts["place"]),
        (_("Issued"), days.in_words(today_at_issuer(letter.issued_at), language)),
        (_("Issuer"), facts["issuer"]),
    ]
    if letter.voided_at:
        lines.append((_("Void since"), days.in_words(today_at_issuer(letter.voided_at), language)))
    return [{"label": label, "value": value} for label, value in lines]

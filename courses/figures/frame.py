"""What every figure block has: a title, what to try, a long description, a source; and how its numbers are written."""

import json

from django.core.exceptions import ValidationError
from django.template.defaultfilters import floatformat
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.figures.drawings import places_of


class FigureBlock(blocks.StructBlock):
    """A figure to work with. Without script it is a drawing (or boxes), a result and a table."""

    title = blocks.CharBlock(max_length=160, label=_("Title"))
    task = blocks.TextBlock(
        label=_("What to try"), help_text=_("One or two sentences: what the reader changes, and what to look at.")
    )
    description = blocks.TextBlock(
        label=_("Long description"), help_text=_("What somebody who cannot see the drawing should know.")
    )
    source = blocks.CharBlock(
        max_length=300, label=_("Source"), help_text=_("Where the data come from, and the rule with its edition.")
    )

    class Meta:
        group = _("Figures to work with")


def count(label) -> blocks.IntegerBlock:
    """So many people or reads."""
    return blocks.IntegerBlock(min_value=0, label=label)


def say(number: float, places: int) -> str:
    """A number in the reader's language."""
    return str(floatformat(number, places))


def short(number: float) -> str:
    """The same with as many decimals as it has, two at most."""
    return say(number, places_of(number))


def handed_over(**data) -> str:
    """What the script starts from, as JSON for a data- attribute."""
    return json.dumps({**data, "decimal": get_format("DECIMAL_SEPARATOR")}, ensure_ascii=False)


def refuse(name: str, sentence) -> None:
    """Say under the field what to mend."""
    raise blocks.StructBlockValidationError(block_errors={name: ValidationError(sentence, code="invalid")})

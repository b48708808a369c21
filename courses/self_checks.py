"""What somebody typed into a self-check with a number: right, not right, or no number at all. Nothing is scored."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses import asking, grading
from courses.answers import checked


@dataclass(frozen=True)
class Judged:
    """Right or not, or the sentence that says why it could not be read."""

    typed: str
    right: bool = False
    refusal: str = ""


def judge(value, typed: str) -> Judged:
    """`value` is the block's. Its own numbers were read when an editor saved them."""
    typed = typed.strip()
    try:
        answer = checked({"kind": "numeric", "unit": value["unit"]}, [typed])
    except ValidationError as refusal:
        return Judged(typed, refusal=refusal.messages[0])
    if answer is None:
        return Judged(typed, refusal=_("Write a number first."))
    key = {"unit": value["unit"], **{name: str(grading.parse_number(value[name])) for name in ("answer", "tolerance")}}
    return Judged(typed, right=asking.credit("numeric", key, answer) == 1)

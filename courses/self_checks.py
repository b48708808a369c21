"""What somebody typed into a self-check with a number: right, not right, or no number at all. Nothing is scored."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from courses import grading


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
        given = grading.parse_number(typed, value["unit"])
    except grading.NumberError as problem:
        return Judged(typed, refusal=_refusal(problem, typed))
    answer, tolerance = (Fraction(grading.parse_number(value[name])) for name in ("answer", "tolerance"))
    return Judged(typed, right=abs(Fraction(given) - answer) <= tolerance)


def _refusal(problem: grading.NumberError, typed: str) -> str:
    if problem.code == "empty":
        return _("Write a number first.")
    if problem.code == "ambiguous":
        readings = {"typed": typed, "first": problem.readings[0], "second": problem.readings[1]}
        return _("“%(typed)s” can be read in two ways. Write %(first)s or %(second)s.") % readings
    return _("Write one number, for example 0.54 or 0,54.")

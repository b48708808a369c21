"""What an answer is worth. Plain Python; every sum is an exact fraction, so that 80 % is 80 % and not 79.999."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import repeat

LONGEST_NUMBER = 60

_MINUS = dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014\u2212\u207b\ufe63\uff0d", "-")
_PLUS = dict.fromkeys("+\uff0b", "+")
_SEPARATORS = {",": ",", "\uff0c": ",", "\u066c": ",", ".": ".", "\uff0e": ".", "\u066b": "."}
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_PERCENT = ("%", "\uff05", "\u066a")

_PLAIN = re.compile(r"\d+|\d*[.,]\d+|\d+[.,]")
_GROUPED_BY_SPACE = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d*)?")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+\.\d*|(?:\.\d{3})+,\d*|(?:,\d{3}){2,}|(?:\.\d{3}){2,})")
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


class NumberError(ValueError):
    """What was typed is no single number. `code`: "empty", "ambiguous" or "not_a_number".

    An ambiguous one carries its two readings, each in a form that is accepted.
    """

    def __init__(self, code: str, readings: tuple[str, ...] = ()):
        super().__init__(code)
        self.code = code
        self.readings = readings


def parse_number(text: str, unit: str = "") -> Decimal:
    """Read a number as people in Asia type it: `0.54`, `0,54`, ๐.๕๔, ０．５４, `1 234`, `−3`, with its unit or % behind it.

    One separator before exactly three digits may mean thousands or decimals (1,234): that is refused, never guessed.
    """
    text = "".join(char for char in text if char not in _INVISIBLE).strip()
    if not text:
        raise NumberError("empty")
    if len(text) > LONGEST_NUMBER:
        raise NumberError("not_a_number")
    signed = _plain_characters(_without_unit(text, unit))
    sign, number = (signed[0], signed[1:].strip()) if signed[:1] in ("-", "+") else ("", signed)
    if _AMBIGUOUS.fullmatch(number):
        whole, decimals = re.split("[.,]", number)
        prefix = "-" if sign == "-" else ""
        raise NumberError("ambiguous", (f"{prefix}{whole}{decimals}", f"{prefix}{whole}.{decimals}0"))
    return -_value(number) if sign == "-" else _value(number)


def percent_correct(credits_earned: Iterable[Fraction | None], points: Iterable[Fraction] | None = None) -> Fraction:
    """100 × the mean credit weighed by `points` (each 1 without them), exactly; what has no credit does not count."""
    weighed = zip(credits_earned, points or repeat(Fraction(1)), strict=False)
    counted = [(earned * worth, worth) for earned, worth in weighed if earned is not None]
    whole = sum(worth for _earned, worth in counted)
    return Fraction(sum(earned for earned, _worth in counted) * 100) / whole if whole else Fraction(0)


def passed(percent: Fraction, pass_mark: int) -> bool:
    """Reached or not, compared exactly: what rounds up to the pass mark has not reached it."""
    return percent >= pass_mark


def floor_percent(percent: Fraction) -> Decimal:
    """Percent to two decimals, rounded down, so that a number below the pass mark is never shown as the pass mark."""
    return Decimal(percent.numerator * 100 // percent.denominator).scaleb(-2)


def _without_unit(text: str, unit: str) -> str:
    """Without a unit or percent sign at the end."""
    shown, ending = text.casefold(), unit.strip().casefold()
    if ending and shown.endswith(ending) and len(shown) == len(text):
        return text[: -len(ending)].rstrip()
    return text[:-1].rstrip() if text.endswith(_PERCENT) else text


def _plain_characters(text: str) -> str:
    """ASCII digits, separators, signs and single spaces; anything else is no number."""
    out = []
    for char in text:
        if char.isspace():
            out.append(" ")
        elif unicodedata.category(char) == "Nd":
            out.append(str(unicodedata.decimal(char)))
        elif plain := _SEPARATORS.get(char) or _MINUS.get(char) or _PLUS.get(char):
            out.append(plain)
        else:
            raise NumberError("not_a_number")
    return "".join(out).strip()


def _value(number: str) -> Decimal:
    """The value of an unsigned number in plain characters."""
    if _PLAIN.fullmatch(number):
        return Decimal(number.replace(",", "."))
    if _GROUPED_BY_SPACE.fullmatch(number):
        return Decimal(number.replace(" ", "").replace(",", "."))
    if _GROUPED.fullmatch(number):
        last = max(number.rfind(","), number.rfind("."))
        decimal = number[last] if number.count(number[last]) == 1 else ""
        return Decimal("".join("." if char == decimal else char for char in number if char not in ".," or char == decimal))
    raise NumberError("not_a_number")

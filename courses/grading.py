"""What an answer is worth. Plain Python; every sum is an exact fraction, so that 80 % is 80 % and not 79.999."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

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


def credit(kind: str, key: dict, answer) -> Fraction:
    """The share of one point that `answer` earns under `key` ("right", "answer", "tolerance", "partial_credit", "unit")."""
    if answer in (None, "", []):
        return Fraction(0)
    if kind in ("single", "true_false"):
        return Fraction(answer in key["right"])
    if kind == "multiple":
        return _credit_for_several(set(key["right"]), set(answer), key["partial_credit"])
    if kind == "numeric":
        return _credit_for_number(key, answer)
    raise ValueError(f"Nobody said how to grade “{kind}”.")


def percent_correct(credits_earned: Iterable[Fraction]) -> Fraction:
    """100 × the mean credit, exactly; 0 for a paper without questions."""
    earned = list(credits_earned)
    return Fraction(sum(earned) * 100, len(earned)) if earned else Fraction(0)


def passed(percent: Fraction, pass_mark: int) -> bool:
    """Reached or not, compared exactly: what rounds up to the pass mark has not reached it."""
    return percent >= pass_mark


def floor_percent(percent: Fraction) -> Decimal:
    """Percent to two decimals, rounded down, so that a number below the pass mark is never shown as the pass mark."""
    return Decimal(percent.numerator * 100 // percent.denominator).scaleb(-2)


def _credit_for_several(right: set, chosen: set, partial: bool) -> Fraction:
    if not partial:
        return Fraction(chosen == right)
    return max(Fraction(0), Fraction(len(chosen & right) - len(chosen - right), len(right)))


def _credit_for_number(key: dict, answer: str) -> Fraction:
    try:
        given = parse_number(answer, key.get("unit", ""))
    except NumberError:
        return Fraction(0)
    return Fraction(abs(Fraction(given) - Fraction(key["answer"])) <= Fraction(key["tolerance"]))


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

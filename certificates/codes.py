"""Certificate numbers: 100 random bits that people type from paper.

Twenty characters of five bits each, and a check character. No 0/O and no 1/I: they look alike in print. The check is a sum in
the field GF(32), each character weighted by another power of a generator, so that one wrong character and any two swapped
characters are always noticed.
"""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 20
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
# What stands for a character that looks like it: the printed number holds none of these.
_LOOK_ALIKES = str.maketrans({"0": "Q", "O": "Q", "1": "L", "I": "L", "|": "L"})
_SEPARATORS = str.maketrans(dict.fromkeys(" -_.·\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\u00ad\u200b\ufeff\t\r\n", None))


class WrongShapeError(ValueError):
    """The text has not the length or the characters of a certificate number."""


class MistypedError(ValueError):
    """The text looks like a certificate number, but its check character does not fit."""


def new_code() -> str:
    """A fresh number: 100 bits from the system's random source and the check character, 21 characters without spaces."""
    bits = secrets.randbits(5 * LENGTH)
    body = "".join(ALPHABET[bits >> (5 * place) & 31] for place in range(LENGTH))
    return body + check_character(body)


def format_code(code: str) -> str:
    """The number in groups of four, as printed: "7KMQ 4XTH 9RWC 2PNJ 6VDB F"."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def parse_code(text: str) -> str:
    """The number that a person meant: any case, spaces, dashes and full-width forms are fine, look-alikes are read as meant.

    Raises WrongShapeError or MistypedError; neither needs a look into the database.
    """
    typed = unicodedata.normalize("NFKC", text[:200]).translate(_SEPARATORS).upper()
    typed = "".join(typed.split())
    typed = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in typed).translate(_LOOK_ALIKES)
    if len(typed) != LENGTH + 1 or any(char not in _VALUES for char in typed):
        raise WrongShapeError(text)
    if check_character(typed[:LENGTH]) != typed[LENGTH]:
        raise MistypedError(text)
    return typed


def check_character(body: str) -> str:
    total = 0
    weight = 1
    for char in body:
        weight = _times_two(weight)
        total ^= _times(_VALUES[char], weight)
    return ALPHABET[total]


def _times_two(value: int) -> int:
    """Times the generator, modulo x⁵ + x² + 1, which is primitive."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left, right = _times_two(left), right >> 1
    return product

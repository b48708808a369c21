"""The short codes by which somebody is known at the door and in an online meeting.

They are made from the keys of person and seminar with the site's secret: they say nothing about anybody, need no table, and are the
same after somebody has left and come back.
"""

import re
import unicodedata

from django.utils.crypto import salted_hmac

from certificates.codes import ALPHABET

LENGTH, MARK_LENGTH, TOKEN_LENGTH = 8, 4, 7
PREFIX = "ICRWEB"
_TOKEN = re.compile(rf"#\s?([{ALPHABET}]{{{TOKEN_LENGTH}}})(?![0-9A-Za-z])", re.IGNORECASE)


def pass_code(seminar_key, person_key) -> str:
    """What staff scan or type: eight characters, 40 bits."""
    return _letters("seminars.pass", f"{seminar_key} {person_key}", LENGTH)


def join_token(seminar_key, person_key) -> str:
    """What somebody writes behind their name in an online meeting, where others read it: worth nothing at the door."""
    return _letters("seminars.join", f"{seminar_key} {person_key}", TOKEN_LENGTH)


def mark_of(seminar_key) -> str:
    """Which seminar a scanned code is for."""
    return _letters("seminars.mark", str(seminar_key), MARK_LENGTH)


def scanned_text(seminar_key, person_key) -> str:
    """What stands in the QR code, in letters that make it small."""
    return f"{PREFIX}:{mark_of(seminar_key)}:{pass_code(seminar_key, person_key)}"


def grouped(code: str) -> str:
    """ "7KMQ 4XTH": as printed and read aloud."""
    return f"{code[:4]} {code[4:]}"


def read_code(text: str) -> str:
    """The code that was meant: any case, with or without spaces; the last part of a scanned text."""
    last = unicodedata.normalize("NFKC", text[:60]).upper().rpartition(":")[2]
    return "".join(char for char in last if char in ALPHABET)


def token_in(name: str) -> str:
    """The join token behind a name, "Kim Seo-yeon #7KMQ4XT", or nothing."""
    found = _TOKEN.search(unicodedata.normalize("NFKC", name))
    return found[1].upper() if found else ""


def _letters(purpose: str, value: str, length: int) -> str:
    digest = salted_hmac(purpose, value, algorithm="sha256").digest()
    return "".join(ALPHABET[byte & 31] for byte in digest[:length])

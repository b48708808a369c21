"""Days in words, in the language that is active. Thai names both calendars."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language

_WITH_YEAR = {"ja": "Y年n月j日", "zh-hans": "Y年n月j日", "zh-hant": "Y年n月j日", "ko": "Y년 n월 j일"}
_WITHOUT_YEAR = {"ja": "n月j日", "zh-hans": "n月j日", "zh-hant": "n月j日", "ko": "n월 j일"}


def day(value: date) -> str:
    """ "31 March 2027"; Thai names both calendars."""
    if in_thai():
        return f"{short_day(value)} {thai_year(value)}"
    return date_format(value, _WITH_YEAR.get(get_language(), "j F Y"))


def short_day(value: date) -> str:
    """ "31 March" """
    return date_format(value, _WITHOUT_YEAR.get(get_language(), "j F"))


def in_thai() -> bool:
    return get_language() == "th"


def thai_year(value: date) -> str:
    return f"พ.ศ. {value.year + 543} (ค.ศ. {value.year})"

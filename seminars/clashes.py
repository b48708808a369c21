"""Days on which people of the invited countries are likely to be kept: nationwide holidays, Friday prayers at noon.

Holidays are those of the `holidays` package. States and provinces have more; what follows the moon is an estimate until it is seen.
"""

from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from icrweb.accounts.choices import Country

from . import moments
from .models import Seminar

_LANGUAGES = {
    "ja": "ja", "ko": "ko", "th": "th", "vi": "vi", "id": "id", "zh-hans": "zh_CN", "zh-hant": "zh_TW",
}  # fmt: skip
_AT_NOON = {"ID": "Asia/Jakarta", "MY": "Asia/Kuala_Lumpur", "BN": "Asia/Brunei"}
FRIDAY = 4


@dataclass(frozen=True)
class Clash:
    """A day of a seminar, the country in words, and what is that day."""

    day: date
    country: str
    what: str

    def __str__(self):
        words = {"day": moments.weekday(self.day), "country": self.country, "what": self.what}
        return _("%(day)s: %(what)s (%(country)s)") % words


def clashes(seminar: Seminar) -> list[Clash]:
    """What falls on the days of the sittings in the invited countries, and in the host's where none are named; by day."""
    countries = seminar.countries or ([seminar.host.country] if seminar.host else [])
    sittings = list(seminar.sittings.all())
    found = set()
    for code in countries:
        label = str(dict(Country.choices).get(code, code))
        for sitting in sittings:
            for what in _names(code, sitting.local_day):
                found.add(Clash(sitting.local_day, label, what))
            if code in _AT_NOON and _at_noon_on_friday(sitting, _AT_NOON[code]):
                found.add(Clash(sitting.local_day, label, _("Friday prayers at noon")))
    return sorted(found, key=lambda one: (one.day, one.country, one.what))


def countries_known() -> list[tuple[str, str]]:
    """Countries whose holidays are known, as choices."""
    known = holidays.list_supported_countries()
    return [choice for choice in Country.choices if choice[0] in known]


def _names(code: str, day: date) -> list[str]:
    return _year(code, day.year, _LANGUAGES.get(get_language(), "en_US")).get_list(day)


@lru_cache(maxsize=256)
def _year(code: str, year: int, language: str) -> holidays.HolidayBase:
    found = holidays.country_holidays(code)
    language = language if language in found.supported_languages else "en_US"
    return holidays.country_holidays(code, years=year, language=language)


def _at_noon_on_friday(sitting, zone: str) -> bool:
    starts, ends = (at.astimezone(ZoneInfo(zone)) for at in (sitting.starts_at, sitting.ends_at))
    return starts.weekday() == FRIDAY and starts.time() < time(14) and ends.time() > time(12)

"""Days in words, as papers print them. The calendar is always named where more than one is in use."""

from datetime import date

from babel.dates import format_date

LATEST = 2399  # a later year is that of the Buddhist calendar
_LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans_CN", "zh-hant": "zh_Hant_TW"}


def in_words(day: date, language: str) -> str:
    """15 January 2027; 2027年1月15日; 15 มกราคม พ.ศ. 2570 (ค.ศ. 2027)."""
    locale = _LOCALES.get(language, language)
    if language == "th":
        # The Buddhist year, which Thai papers use, with the common one beside it. Good for every day since 1941.
        return f"{format_date(day, 'd MMMM', locale=locale)} พ.ศ. {day.year + 543} (ค.ศ. {day.year})"
    return format_date(day, format="long", locale=locale)

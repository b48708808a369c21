from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from seminars import moments

DEADLINE = datetime(2027, 1, 31, 16, 59, tzinfo=UTC)


def test_a_deadline_names_its_place_and_its_offset():
    assert moments.moment(DEADLINE, "Asia/Bangkok") == "31 January 2027, 23:59 Bangkok (UTC+07:00)"
    assert moments.short_moment(DEADLINE, "Asia/Kathmandu") == "31 January, 22:44 Kathmandu (UTC+05:45)"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "31 January 2027"),
        ("ja", "2027年1月31日"),
        ("zh-hant", "2027年1月31日"),
        ("ko", "2027년 1월 31일"),
        ("th", "31 มกราคม พ.ศ. 2570 (ค.ศ. 2027)"),
    ],
)
def test_a_day_is_written_as_its_language_writes_it_and_thai_names_both_calendars(language, words):
    with override(language):
        assert moments.day(date(2027, 1, 31)) == words


@pytest.mark.parametrize(
    ("language", "first", "last", "words"),
    [
        ("en", date(2027, 3, 31), date(2027, 3, 31), "31 March 2027"),
        ("en", date(2027, 3, 29), date(2027, 3, 31), "29–31 March 2027"),
        ("en", date(2027, 3, 31), date(2027, 4, 2), "31 March – 2 April 2027"),
        ("en", date(2026, 12, 31), date(2027, 1, 2), "31 December 2026 – 2 January 2027"),
        ("ja", date(2027, 3, 31), date(2027, 4, 2), "2027年3月31日 – 4月2日"),
        ("th", date(2027, 3, 29), date(2027, 3, 31), "29–31 มีนาคม พ.ศ. 2570 (ค.ศ. 2027)"),
    ],
)
def test_a_range_of_days_names_the_year_once(language, first, last, words):
    with override(language):
        assert moments.days(first, last) == words


def test_a_list_names_both_years_of_a_seminar_over_new_year():
    assert moments.years(date(2026, 12, 22), date(2027, 3, 2)) == "2026 – 2027"
    assert moments.years(date(2027, 1, 2), date(2027, 3, 2)) == "2027"


def test_the_offset_is_that_of_the_day_where_clocks_change():
    assert moments.clock(datetime(2027, 1, 4, 22, tzinfo=UTC), "Australia/Sydney") == "09:00 Sydney (UTC+11:00)"
    assert moments.clock(datetime(2027, 7, 4, 23, tzinfo=UTC), "Australia/Sydney") == "09:00 Sydney (UTC+10:00)"

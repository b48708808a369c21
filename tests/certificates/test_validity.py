"""Days by rule: month ends, leap days, fiscal years, zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.validity import (
    NOT_MET,
    Answer,
    BeforeStart,
    FiscalYears,
    Held,
    HoursWithin,
    Months,
    Need,
    NoTerm,
    add_months,
    answer,
    covers,
    day_in,
    minutes_between,
    minutes_within,
    together,
)

DAYS = st.dates(date(2000, 1, 1), date(2080, 12, 31))
MONTHS = st.integers(0, 120)
R3 = Need(family="gcp", guideline="ICH E6(R3)", bridged_from="ICH E6(R2)", bridge_family="gcp_bridge")


def gcp(day, *parts):
    return Held(family="gcp", completed_on=day, parts=parts)


def bridge(day):
    return Held(family="gcp_bridge", completed_on=day, parts=("ICH E6(R3) Principles",))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 1, 15), 36, date(2030, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2023, 11, 30), 15, date(2025, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
    ],
)
def test_a_month_that_is_shorter_ends_on_its_last_day(day, months, expected):
    assert add_months(day, months) == expected


@given(DAYS, MONTHS)
def test_adding_months_reaches_that_month_and_never_the_next(day, months):
    later = add_months(day, months)
    assert later.year * 12 + later.month == day.year * 12 + day.month + months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(DAYS, DAYS, MONTHS)
def test_who_finishes_later_never_ends_earlier(one, other, months):
    first, second = sorted((one, other))
    for rule in (Months(months), FiscalYears(3, 4), BeforeStart(months)):
        assert rule.last_day(first) <= rule.last_day(second)


@given(DAYS, st.integers(1, 6), st.integers(1, 12))
def test_a_fiscal_year_ends_the_day_before_the_next_begins(day, years, starts_in):
    last = FiscalYears(years, starts_in).last_day(day)
    after = last + timedelta(days=1)
    assert (after.day, after.month) == (1, starts_in)
    assert add_months(after, -12 * years) <= day < add_months(after, -12 * (years - 1))


@pytest.mark.parametrize(
    ("day", "last"),
    [(date(2026, 3, 31), date(2028, 3, 31)), (date(2026, 4, 1), date(2029, 3, 31)), (date(2027, 1, 15), date(2029, 3, 31))],
)
def test_the_fiscal_year_of_completion_is_the_first(day, last):
    assert FiscalYears(3, 4).last_day(day) == last


def test_a_fiscal_year_that_starts_in_january_is_the_calendar_year():
    assert FiscalYears(1, 1).last_day(date(2026, 1, 1)) == date(2026, 12, 31)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)))
def test_a_day_is_that_of_the_zone(moment):
    for zone in ("Asia/Tokyo", "Asia/Kathmandu", "America/Los_Angeles", "UTC"):
        assert day_in(moment, zone) == moment.astimezone(ZoneInfo(zone)).date()
        assert abs((day_in(moment, zone) - moment.date()).days) <= 1


def test_the_last_day_holds_through_its_last_minute_in_the_zone_that_counts():
    almost = datetime(2030, 1, 15, 14, 59, tzinfo=UTC)
    assert day_in(almost, "Asia/Tokyo") == date(2030, 1, 15)
    assert day_in(almost + timedelta(minutes=1), "Asia/Tokyo") == date(2030, 1, 16)


@pytest.mark.parametrize(
    ("part", "guideline", "found"),
    [
        ("ICH E6(R3) Annex 1", "ICH E6(R3)", True),
        ("ich e6(r3)", "ICH E6(R3)", True),
        ("ICH E6(R2)", "ICH E6(R3)", False),
        ("ICH E60", "ICH E6", False),
        ("Annex 1 of ICH E6(R3)", "ICH E6(R3)", False),
        ("", "ICH E6(R3)", False),
        ("CONSORT 2025", "", True),
    ],
)
def test_a_guideline_is_found_at_the_beginning_of_a_part(part, guideline, found):
    assert covers(gcp(date(2026, 1, 1), part), guideline) is found


def test_a_full_course_under_the_edition_asked_for_counts_by_itself():
    assert answer(R3, Months(36), [gcp(date(2026, 1, 1), "ICH E6(R3) Annex 1")]) == Answer(True, date(2029, 1, 1))


def test_an_earlier_edition_counts_with_a_bridge_from_its_own_day():
    old = gcp(date(2024, 6, 10), "ICH E6(R2)")
    assert answer(R3, Months(36), [old]) == NOT_MET
    assert answer(R3, Months(36), [bridge(date(2026, 5, 1))]) == NOT_MET
    assert answer(R3, Months(36), [old, bridge(date(2026, 5, 1))]) == Answer(True, date(2027, 6, 10))


@pytest.mark.parametrize("day", [date(2024, 6, 9), date(2027, 6, 11)])
def test_a_bridge_before_the_training_or_after_its_end_bridges_nothing(day):
    assert answer(R3, Months(36), [gcp(date(2024, 6, 10), "ICH E6(R2)"), bridge(day)]) == NOT_MET


def test_a_rule_that_knows_no_bridge_accepts_none():
    strict = Need(family="gcp", guideline="ICH E6(R3)", bridge_family="gcp_bridge")
    assert answer(strict, Months(36), [gcp(date(2024, 6, 10), "ICH E6(R2)"), bridge(date(2026, 5, 1))]) == NOT_MET


def test_any_training_is_any_but_a_bridge_or_what_has_no_family():
    need = Need(bridge_family="gcp_bridge")
    unsorted = Held(family="", completed_on=date(2026, 1, 1))
    assert answer(need, NoTerm(), [bridge(date(2026, 1, 1)), unsorted]) == NOT_MET
    assert answer(need, NoTerm(), [gcp(date(2026, 1, 1))]) == Answer(True, None)


def test_the_training_that_lasts_longest_counts():
    held = [gcp(date(2025, 1, 1), "ICH E6(R3)"), gcp(date(2026, 1, 1), "ICH E6(R3)")]
    assert answer(R3, Months(12), held).last_day == date(2027, 1, 1)


@pytest.mark.parametrize("rule", [Months(36), NoTerm()])
def test_no_rule_reaches_beyond_the_last_day_that_the_certificate_states(rule):
    one = Held(family="gcp", completed_on=date(2026, 1, 1), parts=("ICH E6(R3)",), ends_on=date(2027, 12, 31))
    assert answer(R3, rule, [one]).last_day == date(2027, 12, 31)


def test_two_certificates_are_asked_for_and_the_first_to_end_ends_both():
    gcp_met, safety_met = Answer(True, date(2028, 1, 1)), Answer(True, date(2027, 1, 1))
    assert together([gcp_met, safety_met]) == safety_met
    assert together([gcp_met, NOT_MET]) == NOT_MET
    assert together([Answer(True, None), gcp_met]) == gcp_met
    assert together([]) == NOT_MET


def test_hours_count_until_their_day_leaves_the_window():
    held = [Held(family="gcp", completed_on=date(2020, 1, 31), minutes={"gcp": 600, "ethics": 60})]
    rule = HoursWithin(72)
    assert minutes_within(held, rule, date(2026, 1, 31)) == {"gcp": 600, "ethics": 60}
    assert minutes_within(held, rule, date(2026, 2, 1)) == {}
    assert minutes_within(held, rule, date(2020, 1, 30)) == {}


@given(st.lists(st.tuples(DAYS, st.integers(0, 600))), DAYS, DAYS)
def test_a_window_and_what_is_outside_it_add_up(rows, one, other):
    first, last = sorted((one, other))
    held = [Held(family="", completed_on=day, minutes={"gcp": minutes}) for day, minutes in rows]
    parts = [(None, first - timedelta(days=1)), (first, last), (last + timedelta(days=1), None)]
    assert sum(minutes_between(held, *part)["gcp"] for part in parts) == sum(minutes for _day, minutes in rows)

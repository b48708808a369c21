from datetime import UTC, date, datetime, time

import pytest

from seminars.wall_time import NoSuchTimeError, TwiceThatTimeError, offset, place, to_instant


@pytest.mark.parametrize(
    ("zone", "day", "clock", "instant"),
    [
        ("Asia/Bangkok", "2027-02-05", "09:00", "2027-02-05T02:00Z"),
        ("Asia/Kathmandu", "2027-02-05", "09:00", "2027-02-05T03:15Z"),
        ("Australia/Sydney", "2027-10-03", "01:59", "2027-10-02T15:59Z"),
        ("Australia/Sydney", "2027-10-03", "03:00", "2027-10-02T16:00Z"),
        ("Europe/Berlin", "2027-10-31", "01:59", "2027-10-30T23:59Z"),
        ("Europe/Berlin", "2027-10-31", "03:00", "2027-10-31T02:00Z"),
    ],
)
def test_a_wall_time_means_one_instant(zone, day, clock, instant):
    assert to_instant(date.fromisoformat(day), time.fromisoformat(clock), zone) == datetime.fromisoformat(instant)


@pytest.mark.parametrize(
    ("zone", "day", "clock"), [("Australia/Sydney", "2027-10-03", "02:30"), ("Europe/Berlin", "2027-03-28", "02:00")]
)
def test_a_time_that_clocks_jump_over_is_none(zone, day, clock):
    with pytest.raises(NoSuchTimeError):
        to_instant(date.fromisoformat(day), time.fromisoformat(clock), zone)


@pytest.mark.parametrize(
    ("zone", "day", "clock"), [("Australia/Sydney", "2027-04-04", "02:30"), ("Europe/Berlin", "2027-10-31", "02:00")]
)
def test_a_time_that_comes_twice_is_not_one_instant(zone, day, clock):
    with pytest.raises(TwiceThatTimeError):
        to_instant(date.fromisoformat(day), time.fromisoformat(clock), zone)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Bangkok", "UTC+07:00"),
        ("Asia/Kathmandu", "UTC+05:45"),
        ("America/New_York", "UTC−05:00"),
        ("UTC", "UTC+00:00"),
        ("Australia/Sydney", "UTC+11:00"),
    ],
)
def test_offsets_are_written_with_sign_hours_and_minutes(zone, words):
    assert offset(datetime(2027, 1, 31, 16, 59, tzinfo=UTC), zone) == words


def test_a_zone_is_named_by_its_city():
    assert [place(zone) for zone in ("Asia/Ho_Chi_Minh", "America/Argentina/Buenos_Aires", "UTC")] == [
        "Ho Chi Minh",
        "Buenos Aires",
        "UTC",
    ]

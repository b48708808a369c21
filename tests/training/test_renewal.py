"""When a reminder is due: plain days and hours, tried with any of them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.validity import renewal_opens
from training.renewal import AFTER, EARLY, STAGES, Due, End, Sent, due, newest_stage, next_look

DAYS = st.dates(date(2024, 1, 1), date(2033, 12, 31))  # month ends and leap days among them
ZONES = st.sampled_from(["UTC", "Asia/Tokyo", "Asia/Kathmandu", "America/New_York", "Pacific/Auckland", "Pacific/Apia"])
END = End("a", date(2027, 3, 31))


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def live(ends, days, early=True) -> list[Sent]:
    """What somebody gets when the worker looks on these days."""
    sent = []
    for day in days:
        sent += [Sent(one.end, one.stage, day) for one in due(ends, sent, at(day), early)]
    return sent


@pytest.mark.parametrize(
    ("left", "stage"),
    [
        (91, None),
        (90, 90),
        (61, 90),
        (60, 60),
        (31, 60),
        (30, 30),
        (8, 30),
        (7, 7),
        (1, 7),
        (0, 0),
        (-1, -1),
        (-14, -1),
        (-15, None),
    ],
)
def test_the_newest_stage_counts_and_long_past_is_left_alone(left, stage):
    assert newest_stage(END.last, END.last - timedelta(days=left)) == stage


@given(last=DAYS)
def test_a_worker_that_never_stops_sends_each_once_near_its_day(last):
    days = [last - timedelta(days=left) for left in range(100, -30, -1)]
    sent = live([End("a", last)], days)
    assert [one.stage for one in sent] == list(STAGES)
    for one in sent:
        late = (one.on - (last - timedelta(days=one.stage))).days
        assert 0 <= late <= (2 if one.stage in EARLY else 0)  # a weekend
        assert one.stage not in EARLY or one.on.weekday() < 5
    assert renewal_opens(last) <= sent[0].on


@given(last=DAYS, looks=st.sets(st.integers(-40, 120)), early=st.booleans())
def test_however_often_the_worker_was_down_no_stage_comes_twice_or_after_a_later_one(last, looks, early):
    days = [last - timedelta(days=left) for left in sorted(looks, reverse=True)]
    sent = live([End("a", last)], days, early)
    stages = [one.stage for one in sent]
    assert stages == sorted(set(stages), reverse=True)
    assert all(newest_stage(last, one.on) == one.stage for one in sent)
    assert early or not set(stages) & EARLY
    asked = {newest_stage(last, day) for day in days} - {None} - EARLY
    assert asked <= set(stages)  # what may not be switched off always comes


@given(lasts=st.lists(DAYS, max_size=6), start=DAYS, count=st.integers(1, 40))
def test_one_mail_a_day_names_all_that_is_due(lasts, start, count):
    ends = [End(str(number), start + timedelta(days=(last - start).days % 100)) for number, last in enumerate(lasts)]
    day = start + timedelta(days=count)
    found = due(ends, [], at(day), early=True)
    assert due(ends, [Sent(END, 90, day)], at(day), early=True) == []
    if day.weekday() < 5:
        assert {one.end for one in found} == {end for end in ends if newest_stage(end.last, day) is not None}


@given(day=DAYS, hour=st.integers(0, 23), zone=ZONES)
def test_nothing_at_night_and_the_next_look_is_in_the_morning(day, hour, zone):
    now = datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZoneInfo(zone))
    found = due([End("a", day)], [], now, early=True)
    assert found == ([Due(End("a", day), 0, 0)] if 8 <= hour < 18 else [])
    look = next_look(now)
    assert (look.hour, look.minute) == (8, 0)
    assert timedelta(0) < look.astimezone(UTC) - now.astimezone(UTC) <= timedelta(hours=26)


def test_an_ending_that_moved_is_another_and_what_is_renewed_is_asked_no_more():
    moved = End(END.key, END.last + timedelta(days=5))
    sent = [Sent(END, 7, date(2027, 3, 24))]
    assert [one.end for one in due([moved], sent, at(date(2027, 3, 29)), early=True)] == [moved]
    assert due([], sent, at(date(2027, 3, 31)), early=True) == []


def test_after_the_longest_pause_the_last_one_still_comes_in_time():
    assert [one.stage for one in live([END], [END.last - timedelta(days=90), END.last + AFTER])] == [90, -1]


def test_who_has_begun_hears_of_the_last_day_and_its_passing_only():
    days = [END.last - timedelta(days=left) for left in range(95, -20, -1)]
    sent = []
    for day in days:
        sent += [
            (one.stage, one.begun)
            for one in due([END], [Sent(END, stage, day - timedelta(days=1)) for stage, _ in sent], at(day), True, {END})
        ]
    assert sent == [(0, True), (-1, True)]


def test_who_begins_and_leaves_it_is_reminded_to_begin_again():
    day = END.last - timedelta(days=5)
    assert due([END], [], at(day), early=True, begun={END}) == []
    assert [one.stage for one in due([END], [], at(day), early=True)] == [7]

"""Stretches of time inside, and minutes of a sitting: held against a clock that ticks through the day."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from seminars.checkin.presence import minutes_in, stretches

START = datetime(2030, 6, 3, 2, tzinfo=UTC)
END = START + timedelta(minutes=120)
DAY = st.integers(-60, 240)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def test_who_comes_leaves_and_comes_back_was_there_for_both_parts():
    seen = [(at(10), "in"), (at(40), "out"), (at(60), "in")]
    inside, alone = stretches(seen, END)
    assert (inside, alone) == ([(at(10), at(40)), (at(60), END)], [])
    assert minutes_in(inside, START, END) == 90


def test_two_phones_that_saw_the_same_person_count_once_from_the_first():
    inside, _alone = stretches([(at(3), "in"), (at(0), "in"), (at(120), "out")], END)
    assert minutes_in(inside, START, END) == 120


def test_leaving_without_having_come_is_no_time_and_is_told():
    assert stretches([(at(50), "out")], END) == ([], [at(50)])


def test_who_comes_after_the_end_was_not_there():
    assert stretches([(at(121), "in")], END) == ([], [])


def test_minutes_before_and_after_the_sitting_do_not_count():
    assert minutes_in([(at(-30), at(500))], START, END) == 120
    assert minutes_in([(at(-30), at(-1)), (at(130), at(140))], START, END) == 0


def test_half_a_minute_is_rounded_to_the_next_one():
    assert minutes_in([(START, START + timedelta(seconds=90))], START, END) == 2
    assert minutes_in([(START, START + timedelta(seconds=89))], START, END) == 1


@given(st.lists(st.tuples(DAY, st.sampled_from(["in", "out"])), max_size=12))
def test_inside_is_what_the_last_passing_before_that_moment_says(passings):
    inside, alone = stretches([(at(minute), way) for minute, way in passings], END)
    told = sorted(passings, key=lambda one: (one[0], one[1] == "out"))
    for minute in range(-60, 120):
        state = next((way for when, way in reversed(told) if when <= minute), "out")
        assert any(start <= at(minute) < end for start, end in inside) == (state == "in"), minute
    assert all(one[1] <= two[0] for one, two in zip(inside, inside[1:], strict=False))
    assert len(alone) <= sum(way == "out" for _minute, way in passings)


@given(st.lists(st.tuples(DAY, DAY).map(sorted), max_size=8))
def test_minutes_are_those_that_any_stretch_covers(pairs):
    inside = [(at(start), at(end)) for start, end in pairs]
    covered = sum(any(start <= minute < end for start, end in pairs) for minute in range(120))
    assert minutes_in(inside, START, END) == covered
    assert minutes_in(inside * 2, START, END) == covered
    assert minutes_in(reversed(inside), START, END) == covered

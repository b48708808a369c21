import random

from hypothesis import given
from hypothesis import strategies as st

from icrweb.media.intervals import length, merged

SECONDS = st.integers(min_value=-20, max_value=150)
PLAYED = st.lists(st.tuples(SECONDS, SECONDS), max_size=12)


def seconds_in(intervals, duration=100):
    """The same by counting: whole seconds that lie in an interval."""
    return {second for start, end in intervals for second in range(max(0, start), min(duration, end))}


@given(PLAYED)
def test_merging_counts_each_second_once_and_none_outside(played):
    result = merged(played, 100)
    assert length(result) == len(seconds_in(played))
    assert all(0 <= start < end <= 100 for start, end in result)
    assert all(one[1] < other[0] for one, other in zip(result, result[1:], strict=False))


@given(PLAYED, PLAYED, st.randoms(use_true_random=False))
def test_the_order_of_reports_and_their_repetition_change_nothing(first, second, rng: random.Random):
    together = [*first, *second, *first]
    rng.shuffle(together)
    assert merged(together, 100) == merged([*merged(first, 100), *merged(second, 100)], 100)

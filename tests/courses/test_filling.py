"""Units are never split: what the plan promises is always drawn, exactly, and whatever is preferred."""

from collections import Counter
from itertools import combinations
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from courses.filling import Unit, Want, composed, filled

OBJECTIVES = ["consent", "safety"]


def unit(number: int, size: int) -> Unit:
    return Unit(tuple(UUID(int=1000 * number + part) for part in range(size)), f"case-{number}" if size > 1 else "")


def offered_of(sizes: dict[str, list[int]]) -> dict[tuple, list[Unit]]:
    """Units of one bank by objective; any objective is all of them."""
    found, number = {(1, ""): []}, 0
    for objective, listed in sizes.items():
        units = [unit(number := number + 1, size) for size in listed]
        found[1, objective] = units
        found[1, ""] += units
    return found


def wants_of(counts: list[tuple[str, int]]) -> list[Want]:
    return [Want(number, 1, objective, count) for number, (objective, count) in enumerate(counts)]


def stock_of(offered) -> dict:
    return {cell: Counter(one.size for one in units) for cell, units in offered.items()}


SIZES = st.fixed_dictionaries({objective: st.lists(st.sampled_from([1, 1, 2, 3, 4, 5]), max_size=8) for objective in OBJECTIVES})
COUNTS = st.lists(st.tuples(st.sampled_from([*OBJECTIVES, ""]), st.integers(1, 9)), min_size=1, max_size=4)


@settings(max_examples=400, deadline=None)
@given(SIZES, COUNTS, st.randoms(use_true_random=False))
def test_what_is_promised_is_drawn_exactly_and_whatever_is_preferred(sizes, counts, lot):
    offered, wants = offered_of(sizes), wants_of(counts)
    for units in offered.values():
        lot.shuffle(units)
    promised = filled(wants, stock_of(offered))
    drawn = composed(wants, offered)
    if any(promised[want.number] < want.count for want in wants):
        assert drawn is None
        return
    taken = [one for units in drawn.values() for one in units]
    assert len(set(taken)) == len(taken)
    for want in wants:
        assert sum(one.size for one in drawn[want.number]) == want.count == promised[want.number]
        assert set(drawn[want.number]) <= set(offered[1, want.objective])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(1, 5), max_size=8), st.integers(1, 12))
def test_of_one_pool_the_promise_is_the_best_there_is(sizes, count):
    best = max(total for number in range(len(sizes) + 1) for some in combinations(sizes, number) if (total := sum(some)) <= count)
    assert filled(wants_of([("", count)]), stock_of(offered_of({"consent": sizes}))) == {0: best}


@given(st.lists(st.integers(0, 6), min_size=3, max_size=3), COUNTS)
def test_of_single_questions_alone_the_promise_is_what_it_always_was(numbers, counts):
    offered = offered_of({objective: [1] * number for objective, number in zip([*OBJECTIVES, "other"], numbers, strict=True)})
    left, expected = {cell: len(units) for cell, units in offered.items()}, {}
    wants = wants_of(counts)
    for want in sorted(wants, key=lambda want: (not want.objective, want.number)):
        expected[want.number] = min(want.count, left[1, want.objective])
        for cell in {(1, want.objective), (1, "")}:
            left[cell] -= expected[want.number]
    assert filled(wants, stock_of(offered)) == expected


def test_only_cases_that_do_not_add_up_leave_a_pool_short():
    offered = offered_of({"consent": [4, 4]})
    assert filled(wants_of([("", 6)]), stock_of(offered)) == {0: 4}
    assert composed(wants_of([("", 6)]), offered) is None
    assert len(composed(wants_of([("", 8)]), offered)[0]) == 2


def test_what_is_preferred_is_taken_where_the_rest_can_still_be_filled():
    offered = {(1, ""): [unit(1, 1), unit(2, 4), unit(3, 1), unit(4, 1)]}
    # The single one comes first, the case fits behind it, and one more single one fills the pool.
    assert [one.size for one in composed(wants_of([("", 6)]), offered)[0]] == [1, 4, 1]
    # Taking the preferred one would leave three for a case of four.
    assert [one.size for one in composed(wants_of([("", 4)]), {(1, ""): [unit(1, 1), unit(2, 4)]})[0]] == [4]


def test_a_pool_of_one_objective_leaves_what_the_others_need():
    offered = offered_of({"consent": [1, 1, 1, 1, 4], "safety": []})
    # The case has to go to the pool of consent: three can be had for the other only of single questions.
    drawn = composed(wants_of([("consent", 4), ("", 3)]), offered)
    assert [[one.size for one in drawn[number]] for number in (0, 1)] == [[4], [1, 1, 1]]

"""What the funder's report tells of small numbers: nothing, also not by subtraction."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.followups.counting import Nested, pooled, told, told_beside_total, told_inside

KEEP = (2, 0, 1, 3)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"a": 9, "b": 2}, ([], 2, 11)),
        ({"a": 9, "b": 6, "c": 2}, ([("a", 9)], 2, 8)),
        ({"a": 9, "b": 3, "c": 2}, ([("a", 9)], 2, 5)),
        ({"a": 2}, ([], 1, 2)),
        ({}, ([], 0, 0)),
    ],
)
def test_a_small_group_is_never_alone_beside_a_known_total(counts, expected):
    assert pooled(counts, 5) == expected


def test_a_number_of_a_few_is_not_told_and_nobody_is():
    assert [told(number, 5) for number in (0, 1, 4, 5)] == [0, None, None, 5]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([20, 12, 9], [20, 12, 9]),
        ([20, 3, 9], [20, None, None]),  # 32 in total: without the nine, three would be told
        ([20, 3, 2], [20, None, None]),
        ([20, 1, 1, 7], [20, None, None, None]),  # two people in two groups: one each
        ([20, 0, 9], [20, 0, 9]),
        ([2], [None]),
        ([], []),
    ],
)
def test_no_number_of_a_few_comes_out_of_the_total_and_the_rest(parts, expected):
    assert told_beside_total(parts, 5) == expected


@given(st.lists(st.integers(0, 12), max_size=6))
def test_what_is_not_told_beside_a_total_could_be_more_than_one_number(parts):
    shown = told_beside_total(parts, 5)
    hidden = [number for number, said in zip(parts, shown, strict=True) if said is None]
    assert all(number == 0 or number >= 5 for number in shown if number is not None)
    if sum(parts) >= 5 and hidden:
        assert len(hidden) >= 2 and sum(hidden) >= 5 or all(number == 0 for number in shown if number is not None)


@pytest.mark.parametrize(
    ("number", "larger", "expected"), [(9, [20, 9], 9), (9, [20, 10], None), (9, [20, None], 9), (4, [20], None), (0, [20, 0], 0)]
)
def test_who_is_in_the_larger_number_only_may_not_be_a_few(number, larger, expected):
    assert told_inside(number, larger, 5) == expected


@pytest.mark.parametrize(
    ("rows", "expected", "total"),
    [
        ([[30, 20, 15, 10]], [[30, 20, 15, 10]], [30, 20, 15, 10]),
        ([[30, 30, 30, 0]], [[30, 30, 30, 0]], [30, 30, 30, 0]),
        # Eleven of twelve selected: one was not. All seminars together tell neither.
        ([[12, 11, 6, 6]], [[12, None, 6, 6]], [12, None, 6, 6]),
        # The total tells enough of one seminar: another one's number goes with it.
        ([[12, 11, 6, 6], [40, 30, 20, 10]], [[12, None, 6, 6], [40, None, 20, 10]], [52, 41, 26, 16]),
        # Three of the first row neither came nor are told: 42 less 29 of all would say so beside the last row.
        (
            [[3, 3, 0, 0], [9, 9, 9, 9], [30, 30, 20, 20]],
            [[None, None, 0, 0], [None, None, 9, 9], [None, None, 20, 20]],
            [42, 42, 29, 29],
        ),
    ],
)
def test_what_lies_between_two_columns_is_not_a_few(rows, expected, total):
    assert Nested(rows, KEEP, 5).told() == (expected, total)


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 4), max_size=5))
def test_no_small_group_can_be_computed_from_all_that_is_told(parts):
    """`parts`: of each seminar those who only applied, were only selected, only attended, and have a certificate: nobody twice."""
    rows = [[sum(row[at:]) for at in range(4)] for row in parts]
    shown, total = Nested(rows, KEEP, 5).told()
    known = [(cell_of(len(rows), [at], column), said) for at, row in enumerate(shown) for column, said in enumerate(row)]
    known += [(cell_of(len(rows), range(len(rows)), column), said) for column, said in enumerate(total)]
    basis = eliminated([vector for vector, said in known if said is not None])
    for which in [[at] for at in range(len(rows))] + [list(range(len(rows)))]:
        for first, after in combinations(range(5), 2):
            number = sum(sum(parts[at][first:after]) for at in which)
            if 0 < number < 5:
                asked = [Fraction(at in which and first <= part < after) for at in range(len(rows)) for part in range(4)]
                assert any(remainder(asked, basis)), (rows, shown, total)


def cell_of(seminars: int, which, column: int) -> list[Fraction]:
    """A number of a table as a sum of parts."""
    return [Fraction(at in which and part >= column) for at in range(seminars) for part in range(4)]


def eliminated(vectors) -> list[list[Fraction]]:
    basis: list[list[Fraction]] = []
    for vector in vectors:
        if any(rest := remainder(vector, basis)):
            basis.append(rest)
    return basis


def remainder(vector, basis) -> list[Fraction]:
    """What is left of a sum of parts when everything known is subtracted; zeros: it can be computed."""
    for one in basis:
        at = next(place for place, value in enumerate(one) if value)
        if vector[at]:
            vector = [value - other * vector[at] / one[at] for value, other in zip(vector, one, strict=True)]
    return vector


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 4), max_size=6))
def test_a_column_that_equals_another_where_both_are_hidden_tells_neither(parts):
    rows = [[sum(row[at:]) for at in range(4)] for row in parts]
    shown, total = Nested(rows, KEEP, 5).told()
    for one, other in combinations(range(4), 2):
        if total[one] is None or total[other] is None:
            continue
        hidden = [at for at, row in enumerate(shown) if row[one] is None or row[other] is None]
        apart = sum(rows[at][one] - rows[at][other] for at in hidden)
        assert apart == 0 or apart >= 5
        if apart == 0:
            assert all(shown[at][one] is None and shown[at][other] is None for at in hidden)

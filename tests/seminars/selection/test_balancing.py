from decimal import Decimal
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from seminars.selection.balancing import share
from seminars.selection.scoring import Scored, in_order, mean, spread, weighted

people = ["a", "b", "c", "d"]
ties = st.sets(st.tuples(st.sampled_from(people), st.integers(0, 4)))


def highest(piles):
    return sorted((sum(person in one for one in piles) for person in people), reverse=True)


@given(number=st.integers(1, 5), needed=st.integers(1, 2), tied=ties)
def test_sharing_is_complete_without_ties_and_as_even_as_can_be(number, needed, tied):
    may = lambda person, application: (person, application) not in tied
    able = [[person for person in people if may(person, one)] for one in range(number)]
    shared = share(dict.fromkeys(range(number), needed), people, may)
    piles = [shared.get(one, set()) for one in range(number)]
    assert all(may(person, one) for one, pile in enumerate(piles) for person in pile)
    assert [len(pile) for pile in piles] == [min(needed, len(ways)) for ways in able]
    every = product(*(list(combinations(ways, min(needed, len(ways)))) for ways in able))
    assert highest(piles) == min(highest(way) for way in every)


def test_who_has_some_already_gets_fewer_and_never_the_same_twice():
    shared = share({1: 1, 2: 1, 3: 1}, ["a", "b"], lambda _person, _one: True, load={"a": 3}, fixed={3: {"b"}})
    assert shared == {1: {"b"}, 2: {"b"}, 3: {"a"}}


def test_marks_are_weighted_and_rounded_half_up():
    assert weighted({"x": 5, "y": 2}, {"x": 1, "y": 2}) == Decimal("3.00")
    assert weighted({"x": 4, "y": 5}, {"x": 7, "y": 1}) == Decimal("4.13")  # 4.125
    assert (mean([]), mean([Decimal("4.5"), Decimal(3)])) == (None, Decimal("3.75"))
    assert spread([Decimal("4.5"), Decimal(3), Decimal(4)]) == Decimal("1.5")


scored = st.builds(
    lambda scores, place: (tuple(Decimal(score) / 100 for score in scores), place),
    st.lists(st.integers(100, 500), min_size=2, max_size=3),
    st.none() | st.integers(1, 4),
)


@given(st.lists(scored, max_size=8))
def test_ranks_follow_the_mean_then_the_country_then_arrival(rows):
    applications = [Scored(number, scores, place, number) for number, (scores, place) in enumerate(rows)]
    found = in_order(reversed(applications))
    assert sorted(one.key for one in found) == [one.key for one in applications]
    for first, second in zip(found, found[1:], strict=False):
        means = [sum(one.scores) / len(one.scores) for one in (first, second)]
        assert means[0] >= means[1]
        if means[0] == means[1]:
            places = [one.country_place or 99 for one in (first, second)]
            assert places[0] < places[1] or (places[0] == places[1] and first.number < second.number)

"""Who is next, without a database."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from seminars.seating import KINDS, Room, Waiting, too_many, who_is_next

TH, MY, JP = (("country", code) for code in ("TH", "MY", "JP"))
NURSE, DOCTOR = ("role", "nurse"), ("role", "physician")


def line(*groups):
    """People in line, numbered from 1, each with their groups."""
    return [Waiting(number, (number,), (frozenset(own),)) for number, own in enumerate(groups, 1)]


def teams(*sizes, group=TH):
    """Teams in line, numbered from 1, each of so many people of one group."""
    return [Waiting(number, (number,), (frozenset([group]),) * size) for number, size in enumerate(sizes, 1)]


def keys(room, people):
    return [one.key for one in who_is_next(room, people)]


def test_without_quotas_it_is_the_order_of_the_line():
    assert keys(Room(2), line([JP], [TH], [MY])) == [1, 2]
    assert keys(Room(0), line([JP])) == []


def test_an_open_country_quota_comes_first_then_another_quota_then_the_line():
    people = line([JP], [JP, NURSE], [TH], [TH])
    assert keys(Room(4, quotas={TH: 1, NURSE: 1}), people) == [3, 2, 1, 4]


def test_a_quota_that_is_filled_gives_no_turn():
    assert keys(Room(1, Counter({TH: 2}), {TH: 2}), line([JP], [TH])) == [1]


def test_kept_seats_stay_empty_and_given_free_go_to_the_line():
    quotas = {TH: 2}
    assert keys(Room(3, quotas=quotas, kept=True), line([JP], [JP], [JP])) == [1]
    assert keys(Room(3, quotas=quotas, kept=False), line([JP], [JP], [JP])) == [1, 2, 3]
    assert keys(Room(3, quotas=quotas, kept=True), line([JP], [JP], [TH])) == [3, 1]


def test_fewer_seats_than_the_quotas_lack_still_go_to_those_they_are_kept_for():
    assert keys(Room(1, quotas={TH: 2, MY: 2}, kept=True), line([JP], [MY])) == [2]


def test_rank_comes_before_arrival_where_the_order_says_so():
    people = [Waiting("second", (2, 1)), Waiting("first", (1, 9))]
    assert keys(Room(2), people) == ["first", "second"]


def test_sums_are_looked_at_by_kind():
    assert too_many(5, {TH: 3, MY: 3, NURSE: 5}) == [("country", 6)]


def test_a_team_takes_its_seats_whole_or_waits_whole_and_nobody_passes_it():
    assert keys(Room(5), teams(3, 3, 1)) == [1]
    assert keys(Room(6), teams(3, 3, 1)) == [1, 2]


def test_who_is_fewer_passes_only_where_that_was_allowed():
    assert keys(Room(5, may_pass=True), teams(3, 3, 1)) == [1, 3]
    assert keys(Room(2, may_pass=True), teams(3, 2)) == [2]


def test_quotas_count_the_members_of_a_team():
    assert keys(Room(3, quotas={TH: 3}), teams(1, 3, group=JP)[:1] + [Waiting("th", (2,), (frozenset([TH]),) * 3)]) == ["th"]
    mixed = Waiting("mixed", (1,), (frozenset([TH]), frozenset([JP])))
    assert keys(Room(2, quotas={TH: 2}, kept=True), [mixed]) == []
    assert keys(Room(3, quotas={TH: 2}, kept=True), [mixed]) == ["mixed"]
    assert keys(Room(1, quotas={TH: 1}), [mixed, Waiting("alone", (2,), (frozenset([TH]),))]) == ["alone"]


def test_a_team_does_not_hold_up_those_for_whom_seats_are_kept():
    room = Room(2, quotas={TH: 2}, kept=True)
    assert keys(room, [*teams(2, group=JP), Waiting("th", (2,), (frozenset([TH]),))]) == ["th"]


countries, roles = st.sampled_from([TH, MY, JP]), st.sampled_from([NURSE, DOCTOR])
people = st.lists(st.tuples(countries, roles).map(frozenset), max_size=8)
quotas = st.dictionaries(st.one_of(countries, roles), st.integers(1, 3), max_size=4)


@given(st.integers(0, 6), people, people, quotas, st.booleans())
def test_no_seat_is_given_twice_none_is_wasted_and_nobody_is_passed_by_one_of_their_own(free, there, waiting, quotas, kept):
    taken = Counter(group for one in there for group in one)
    people = line(*waiting)
    chosen = who_is_next(Room(free, Counter(taken), quotas, kept), people)
    assert len({one.key for one in chosen}) == len(chosen) <= free
    left = [one for one in people if one not in chosen]
    for one in chosen:  # of two with the same groups the earlier one comes first
        assert not any(other.order < one.order and other.people == one.people for other in left)
    if not kept:
        assert len(chosen) == min(free, len(people))
        return
    taken.update(group for one in chosen for group in one.people[0])
    empty = free - len(chosen)
    lacks = {group: max(0, number - taken[group]) for group, number in quotas.items()}
    for one in left if empty else []:  # who waits beside an empty seat does so because it is kept for others
        assert any(
            not any(lacks.get(group) for group in one.people[0] if group[0] == kind)
            and sum(number for group, number in lacks.items() if group[0] == kind) >= empty
            for kind in KINDS
        )


units = st.lists(st.lists(st.tuples(countries, roles).map(frozenset), min_size=1, max_size=4).map(tuple), max_size=7)


@given(st.integers(0, 9), units, quotas, st.booleans(), st.booleans())
def test_teams_sit_whole_and_none_is_passed_by_one_of_its_own_turn(free, line_of, quotas, kept, may_pass):
    people = [Waiting(number, (number,), own) for number, own in enumerate(line_of, 1)]
    room = Room(free, Counter(), quotas, kept, may_pass)
    chosen = who_is_next(room, people)
    assert sum(one.size for one in chosen) == free - room.free <= free
    assert len({one.key for one in chosen}) == len(chosen)
    left = [one for one in people if one not in chosen]
    if may_pass:  # nobody waits beside seats that they could have
        assert not any(room.has_seat_for(one) for one in left)
    elif not quotas:  # exactly a beginning of the line, as long as it fits
        assert [one.key for one in chosen] == list(range(1, len(chosen) + 1))
        assert not left or left[0].size > room.free


@given(st.integers(0, 9), people, quotas, st.booleans())
def test_people_alone_are_seated_the_same_whether_passing_is_allowed_or_not(free, waiting, quotas, kept):
    assert keys(Room(free, Counter(), quotas, kept), line(*waiting)) == keys(
        Room(free, Counter(), quotas, kept, may_pass=True), line(*waiting)
    )

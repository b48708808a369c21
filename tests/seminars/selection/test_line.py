from random import Random

import pytest

from seminars.models import Registration
from seminars.registration import cancel, position_of, send_to_waiting_list, set_seats
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar

pytestmark = pytest.mark.django_db


def ranked(seminar, *ranks):
    """Who waits, by arrival, with these ranks."""
    rows = [make_registration(seminar) for _rank in ranks]
    for row, rank in zip(rows, ranks, strict=True):
        row.rank = rank
        row.save(update_fields=["rank"])
    return rows


def test_rank_comes_before_arrival_and_who_has_none_comes_last():
    seminar = make_seminar(seats=1)
    holder = make_registration(seminar)
    first, second, third, fourth = ranked(seminar, None, 2, 1, None)
    line = [third, second, first, fourth]
    assert list(seminar.registrations.waiting()) == line
    assert [position_of(row) for row in line] == [1, 2, 3, 4]
    shown = {row.pk: row.position for row in seminar.registrations.with_position()}
    assert shown == {holder.pk: None, **{row.pk: number for number, row in enumerate(line, 1)}}
    cancel(holder, by=holder.person)
    third.refresh_from_db()
    assert third.state == "confirmed"


def test_who_is_sent_to_the_end_keeps_no_rank():
    seminar = make_seminar(seats=1)
    holder = make_registration(seminar)
    waits = ranked(seminar, 7, None)
    Registration.objects.filter(pk=holder.pk).update(rank=1)
    send_to_waiting_list(holder, make_user(), "Later.")
    holder.refresh_from_db()
    assert (holder.rank, position_of(holder)) == (None, 2)
    waits[0].refresh_from_db()
    assert waits[0].state == "confirmed"


@pytest.mark.parametrize("seed", range(12))
def test_line_position_and_who_is_next_are_one_order_whatever_the_ranks(seed):
    lots = Random(seed)
    ranks = [lots.choice([None, *range(1, 6)]) for _each in range(6)]
    seminar = make_seminar(seats=1)
    make_registration(seminar)
    rows = ranked(seminar, *ranks)
    line = sorted(rows, key=lambda row: (row.rank is None, row.rank, row.number))
    assert list(seminar.registrations.waiting()) == line
    assert [position_of(row) for row in line] == [1, 2, 3, 4, 5, 6]
    assert [row.position for row in sorted(seminar.registrations.waiting().with_position(), key=lambda row: row.turn)] == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]
    set_seats(seminar, 4, by=make_user())
    assert {row.pk for row in seminar.registrations.confirmed()} > {row.pk for row in line[:3]}
    assert list(seminar.registrations.waiting()) == line[3:]

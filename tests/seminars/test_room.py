"""The code of the room: it changes each minute, and says who is there."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from seminars.checkin import room
from seminars.checkin.counting import count_ended_sittings
from seminars.models import Attendance, Passing
from seminars.registration import cancel
from tests.factories.seminars import make_registration, make_seminar

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(db):
    return make_registration(make_seminar())


def minute(row, number):
    return time_machine.travel(row.seminar.sittings.get().starts_at + timedelta(minutes=number), tick=False)


def code(row, minutes_ago=0) -> str:
    return room.code_at(row.seminar.sittings.get(), timezone.now() - timedelta(minutes=minutes_ago))


def refused(row, typed, direction="in") -> str:
    with pytest.raises(ValidationError) as refusal:
        room.enter(row, typed, direction)
    return refusal.value.code


def test_who_types_the_code_is_in_and_their_minutes_follow(row):
    with minute(row, 10):
        room.enter(row, f" {code(row)[:3]} {code(row)[3:]} ", "in")
    with minute(row, 70):
        room.enter(row, code(row), "out")
    with minute(row, 121):
        assert count_ended_sittings() == 1
    assert Attendance.objects.values_list("minutes", "source").get() == (60, "room")


def test_saying_it_twice_is_the_same_as_once(row):
    with minute(row, 10):
        first = room.enter(row, code(row), "in")
    with minute(row, 20):
        assert room.enter(row, code(row), "in") == first
    assert Passing.objects.count() == 1


def test_the_code_before_still_holds_and_the_one_before_that_does_not(row):
    with minute(row, 10):
        assert len({code(row), code(row, 1), code(row, 2)}) == 3
        assert refused(row, code(row, 2)) == "code"
        assert refused(row, code(row, -1)) == "code"
        room.enter(row, code(row, 1), "in")


def test_each_sitting_has_codes_of_its_own():
    seminar = make_seminar(sittings=2)
    one, two = seminar.sittings.all()
    assert room.code_at(one, timezone.now()) != room.code_at(two, timezone.now())


def test_before_and_after_the_sitting_no_code_is_taken_nor_shown(row):
    for number, open_ in ((-31, False), (-30, True), (119, True), (120, False)):
        with minute(row, number):
            assert (room.shown_at(row.seminar.sittings.get(), timezone.now()) is not None) == open_
            if not open_:
                assert refused(row, code(row)) == "closed"


def test_after_five_wrong_codes_the_right_one_has_to_wait(row):
    with minute(row, 10):
        assert [refused(row, "12345") for _ in range(5)] == ["code"] * 5
        assert refused(row, code(row)) == "too_many"
        other = make_registration_of_the_same(row)
        room.enter(other, code(row), "in")  # nobody else has to
    assert Passing.objects.get().registration == other


def make_registration_of_the_same(row):
    with time_machine.travel(row.seminar.registration_closes_at - timedelta(days=1), tick=False):
        return make_registration(row.seminar)


def test_only_who_has_a_place_is_taken_and_nobody_leaves_who_did_not_come(row):
    with minute(row, 10):
        assert refused(row, code(row), "out") == "not_in"
    with time_machine.travel(row.seminar.starts_at - timedelta(days=1), tick=False):
        cancel(row, row.person)
    with minute(row, 10):
        assert refused(row, code(row)) == "state"
    assert not Passing.objects.exists()


def test_the_page_of_the_registration_takes_the_code_and_keeps_what_was_typed(client, row):
    place = f"/en/take-part/{row.seminar.key}/place/"
    with minute(row, 10):
        client.force_login(row.person)
        assert 'value="123456"' in client.get(f"{place}?room=123456").content.decode()
        wrong = client.post(f"/en/take-part/{row.seminar.key}/room/", {"room": "12345", "direction": "in"})
        assert wrong.status_code == 422
        assert 'value="12345"' in wrong.content.decode()
        right = client.post(f"/en/take-part/{row.seminar.key}/room/", {"room": code(row), "direction": "in"}, follow=True)
        assert "You are checked in since" in right.content.decode()
    assert Passing.objects.get().source == "room"


def test_following_the_square_on_the_wall_checks_nobody_in(client, row):
    with minute(row, 10):
        client.force_login(row.person)
        client.get(f"/en/take-part/{row.seminar.key}/place/?room={code(row)}")
    assert not Passing.objects.exists()


def test_the_wall_shows_the_code_while_it_is_taken(client, organizer, row):
    address = f"/admin/seminars/{row.seminar.pk}/day/room/"
    with minute(row, 10):
        client.force_login(organizer)
        words = client.get(address).content.decode()
        assert f"{code(row)[:3]} {code(row)[3:]}" in words
        assert "data-seconds" in words
    with minute(row, 130):
        client.force_login(organizer)
        assert "This sitting is over." in client.get(address).content.decode()

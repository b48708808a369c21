"""Two phones, two windows: at the same moment, on either database."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from seminars.checkin import room
from seminars.checkin.passing import Scan, take_in
from seminars.models import Passing, Seminar
from tests.at_once import at_once
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def running():
    seminar, staff = make_seminar(format="on_site"), make_user()
    rows = [make_registration(seminar) for _ in range(4)]
    with time_machine.travel(seminar.starts_at + timedelta(minutes=5)):
        yield seminar, staff, rows


def test_the_same_batch_sent_eight_times_at_once_counts_once(running):
    seminar, staff, rows = running
    sitting, now = seminar.sittings.get(), timezone.now()
    scans = [Scan(uuid4(), "in", now, registration=row.key) for row in rows]
    found = at_once(*(lambda: take_in(seminar, sitting, scans, staff, sent_at=now) for _ in range(8)))
    assert [[one.verdict for one in outcomes] for outcomes in found] == [["done"] * 4] * 8
    assert Passing.objects.count() == 4


def test_two_phones_that_see_the_same_person_at_once_are_both_kept_and_one_is_told(running):
    seminar, staff, rows = running
    sitting, now = seminar.sittings.get(), timezone.now()
    looks = [[Scan(uuid4(), "in", now, registration=rows[0].key)] for _phone in range(6)]
    found = at_once(*(lambda scans=scans: take_in(seminar, sitting, scans, staff, sent_at=now) for scans in looks))
    assert sorted(outcomes[0].verdict for outcomes in found) == ["again"] * 5 + ["done"]
    assert Passing.objects.count() == 6


def test_entering_the_code_in_many_windows_checks_in_once(running):
    seminar, _staff, rows = running
    code = room.code_at(seminar.sittings.get(), timezone.now())
    found = at_once(*(lambda: room.enter(rows[0], code, "in") for _ in range(6)))
    assert len({one.pk for one in found}) == 1
    assert Passing.objects.count() == 1


def test_without_the_lock_the_code_checks_in_more_than_once(running, monkeypatch):
    """The negative control. SQLite lets one in at a time whatever the row says, so there it holds all the same."""
    seminar, _staff, rows = running
    code = room.code_at(seminar.sittings.get(), timezone.now())
    look = room.last_passing

    def slowly(*args):
        found = look(*args)
        time.sleep(0.05)
        return found

    monkeypatch.setattr(room, "locked", lambda pk: Seminar.objects.get(pk=pk))
    monkeypatch.setattr(room, "last_passing", slowly)
    at_once(*(lambda: room.enter(rows[0], code, "in") for _ in range(6)))
    assert (Passing.objects.count() > 1) == (connection.vendor == "postgresql")

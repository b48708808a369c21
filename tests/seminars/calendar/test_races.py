"""Several workers at once, on either database: nobody is written to twice. With the lock taken away it must go wrong."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.db import Error
from django.utils import timezone

from icrweb.trail.models import Mail
from seminars.calendar import messaging, reminding, watching
from seminars.models import Seminar, Watch
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar
from tests.seminars.test_races import THREADS, at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PEOPLE = 20


def letters(subject: str) -> list[int]:
    """How many mails with this subject each person has."""
    found = Mail.objects.filter(subject__startswith=subject).values_list("person", flat=True)
    return [list(found).count(person) for person in set(found)]


def waited_for() -> Seminar:
    seminar = make_seminar(registration_opens_at=timezone.now() + timedelta(days=1))
    for _ in range(PEOPLE):
        watching.watch(make_user(), seminar, "en")
    Seminar.objects.filter(pk=seminar.pk).update(registration_opens_at=timezone.now() - timedelta(days=1))
    return seminar


def test_workers_that_remind_at_once_write_to_each_person_once():
    seminar = make_seminar(seats=PEOPLE)
    for _ in range(PEOPLE):
        make_registration(seminar)
    with time_machine.travel(seminar.starts_at - timedelta(hours=20), tick=False):
        found = at_once([reminding.remind_of_sittings] * THREADS)
    assert sum(found) == PEOPLE
    assert letters("Within a day") == [1] * PEOPLE


def test_workers_that_tell_at_once_write_to_each_person_once():
    waited_for()
    found = at_once([watching.tell_watchers] * THREADS)
    assert sum(found) == PEOPLE
    assert letters("Registration is open") == [1] * PEOPLE
    assert not Watch.objects.exists()


def test_workers_that_write_a_message_at_once_write_to_each_person_once(monkeypatch):
    monkeypatch.setattr(messaging, "AT_ONCE", 0)
    monkeypatch.setattr(messaging, "PORTION", 3)
    seminar = make_seminar(seats=PEOPLE)
    rows = [make_registration(seminar) for _ in range(PEOPLE)]
    messaging.write(seminar, rows, {"en": {"subject": "To all", "text": "Words"}}, make_user(), {})
    at_once([messaging.write_waiting_messages] * THREADS)
    assert letters("To all") == [1] * PEOPLE


def test_without_the_lock_somebody_is_told_twice_or_a_worker_fails(monkeypatch):
    def unlocked(pk):
        time.sleep(0.1)  # long enough for another worker to look, on a busy machine too
        return Seminar.objects.get(pk=pk)

    monkeypatch.setattr(watching, "_locked", unlocked)
    for _ in range(20):
        Mail.objects.all().delete()
        waited_for()
        found = at_once([watching.tell_watchers] * THREADS, deferred=True)
        if any(isinstance(one, Error) for one in found) or any(number > 1 for number in letters("Registration is open")):
            return
    raise AssertionError("The race was never lost: this test no longer shows that the lock is needed.")

"""Many ways into a group at once are one place."""

import time

import pytest
from django.db import connection

from courses import cohorts
from courses.cohorts import How, join
from courses.inviting import invite
from courses.models import Cohort, CohortMembership
from tests.at_once import at_once
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_user

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MANY = 10


def test_joining_by_key_and_by_invitation_at_once_is_one_place():
    cohort, person = make_cohort(), make_user("both@demo.example")
    invite(cohort, ["both@demo.example"], by=cohort.teachers.get())
    deeds = [lambda how=how: join(cohort, person, how, "en").pk for how in (How.KEY, How.LIST)] * (MANY // 2)
    row = CohortMembership.objects.get()
    assert at_once(*deeds) == [row.pk] * MANY
    row.refresh_from_db()
    assert (CohortMembership.objects.count(), row.person) == (1, person)


def test_inviting_the_same_list_twice_at_once_sends_one_mail_each():
    cohort = make_cohort()
    teacher = cohort.teachers.get()
    addresses = [f"a{number}@demo.example" for number in range(5)]
    results = at_once(*[lambda: invite(cohort, addresses, by=teacher)] * 4)
    assert sorted(results) == [0, 0, 0, 5]
    assert CohortMembership.objects.invited().count() == 5


def test_without_the_lock_somebody_who_joins_sees_an_error(monkeypatch):
    """The control: whoever looked waits before writing, and then the constraint stops all but one."""

    real = CohortMembership.objects.of_person
    monkeypatch.setattr(cohorts, "_lock", lambda cohort: Cohort.objects.get(pk=cohort.pk))
    monkeypatch.setattr(type(CohortMembership.objects), "of_person", lambda self, user: (real(user), time.sleep(0.2))[0])
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
    cohort, person = make_cohort(), make_user()
    assert any(isinstance(result, Exception) for result in at_once(*[lambda: join(cohort, person, How.KEY, "en").pk] * MANY))

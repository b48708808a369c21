"""Links to a training record, made, opened and revoked at the same moment."""

import pytest
from django.core.exceptions import ValidationError

from icrweb.trail.models import AuditEntry
from tests.at_once import at_once
from tests.factories.people import make_user
from training import sharing
from training.models import RecordLink
from training.sharing import address_of, look_at, make_link, revoke_link

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MANY = 8


def trail():
    return list(AuditEntry.objects.filter(deed__startswith="record_link").order_by("pk").values_list("deed", flat=True))


def test_links_made_at_once_are_no_more_than_may_be_open(monkeypatch):
    monkeypatch.setattr(sharing, "MOST_OPEN", 3)
    person = make_user()
    answers = at_once(*[lambda: make_link(person, "The monitor", 7)] * MANY)
    assert sum(isinstance(answer, RecordLink) for answer in answers) == RecordLink.objects.count() == 3
    assert {answer.code for answer in answers if isinstance(answer, ValidationError)} == {"many"}


def test_who_looks_while_a_link_is_revoked_sees_it_before_or_not_at_all():
    person = make_user()
    link = make_link(person, "The monitor", 7)
    token = address_of(link).split("/")[-2]
    looks = [lambda: look_at(token)] * (MANY // 2)
    answers = at_once(*looks, *[lambda: revoke_link(link, person)] * 2, *looks)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    deeds = trail()
    assert deeds.count("record_link.revoke") == 1
    assert deeds[-1] == "record_link.revoke"  # nothing is noted after it
    seen = sum(isinstance(answer, RecordLink) for answer in (*answers[: MANY // 2], *answers[-MANY // 2 :]))
    assert deeds.count("record_link.use") == min(seen, 1)
    assert look_at(token) is None

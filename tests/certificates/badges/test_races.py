"""Many who ask at once: one badge a certificate, one bit a badge, one list for all."""

import pytest

from certificates.badges.asking import ask_for_badge
from certificates.badges.making import make_waiting_badges
from certificates.models import Badge, StatusList
from tests.at_once import at_once
from tests.factories.certificates import make_certificate

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MANY = 6


def test_asking_many_times_at_once_gives_one_badge():
    certificate = make_certificate()
    answers = at_once(*[lambda: ask_for_badge(certificate)] * MANY)
    assert {answer.pk for answer in answers} == {Badge.objects.get().pk}


def test_many_first_badges_at_once_share_one_list_and_no_bit(monkeypatch):
    draws = iter([number // 2 for number in range(100)])  # every number comes twice
    monkeypatch.setattr("certificates.badges.asking.secrets.randbelow", lambda size: next(draws))
    certificates = [make_certificate() for _ in range(MANY)]
    answers = at_once(*[lambda certificate=certificate: ask_for_badge(certificate) for certificate in certificates])
    assert [answer for answer in answers if not isinstance(answer, Badge)] == []
    assert len({answer.index for answer in answers}) == MANY
    assert StatusList.objects.count() == 1


def test_two_workers_at_once_make_each_badge_once():
    for _ in range(2):
        ask_for_badge(make_certificate())
    made = at_once(make_waiting_badges, make_waiting_badges)
    assert sum(made) == 2
    assert Badge.objects.made().count() == 2

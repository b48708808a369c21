from datetime import timedelta

import pytest
from django.utils import timezone

from seminars.forgetting import forget_who_never_came
from seminars.invitations.accepting import accept_invitation
from seminars.models import Invitation, Mode, Seminar, Team, TeamMember
from tests.factories.people import make_user
from tests.factories.seminars import make_invitation, make_seminar

pytestmark = pytest.mark.django_db


def end(seminar, days: int) -> None:
    Seminar.objects.filter(pk=seminar.pk).update(ends_at=timezone.now() - timedelta(days=days))


def test_addresses_of_who_never_came_go_thirty_days_after_the_seminar():
    seminar = make_seminar()
    person = make_user()
    accepted, _token = make_invitation(seminar, person.email)
    make_invitation(seminar, "never@demo.example")
    accept_invitation(accepted, person, "en")
    team = Team.objects.create(seminar=seminar, name="Herons", mode=Mode.ON_SITE, leader=person)
    TeamMember.objects.create(team=team, address=person.email, person=person, joined_at=timezone.now())
    TeamMember.objects.create(team=team, address="named@demo.example")
    end(seminar, 29)
    assert forget_who_never_came() == 0
    end(seminar, 31)
    assert forget_who_never_came() == 2
    assert [row.address for row in Invitation.objects.all()] == [person.email]
    assert [row.address for row in TeamMember.objects.all()] == [person.email]
    assert forget_who_never_came() == 0

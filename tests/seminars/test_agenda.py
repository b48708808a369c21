from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from seminars.agenda import coming, waiting_for_organizer
from seminars.models import MeetingReport, MeetingRow, Mode, Seminar, Team
from tests.factories.people import make_institution, make_user
from tests.factories.selection import make_application, make_selection
from tests.factories.seminars import make_call, make_invitation, make_seminar

pytestmark = pytest.mark.django_db


def counted(seminar) -> Seminar:
    return Seminar.objects.with_counts().get(pk=seminar.pk)


def words(found) -> list[str]:
    return [one.words for one in found]


def test_what_only_the_organizer_can_do_stands_first_with_its_way():
    selection = make_selection(make_seminar(decides_online=True))
    seminar = selection.seminar
    assert waiting_for_organizer(counted(seminar)) == []
    for _ in range(2):
        make_application(selection)
    Team.objects.create(
        seminar=seminar, name="Herons", mode=Mode.ONLINE, leader=make_user(), replace_until=timezone.now() + timedelta(days=3)
    )
    report = MeetingReport.objects.create(seminar=seminar, filename="a.csv", sha256="0" * 64, zone="UTC", by=make_user())
    now = timezone.now()
    for line, waits in enumerate(["nobody", ""], 1):
        MeetingRow.objects.create(
            seminar=seminar,
            report=report,
            mark=str(line),
            line=line,
            joined_at=now,
            left_at=now,
            waits=waits and MeetingRow.Why.values[0],
        )
    found = waiting_for_organizer(counted(seminar))
    assert words(found) == [
        "2 registrations wait for your decision.",
        "1 team lacks somebody.",
        "1 connection to the online meeting waits for a name.",
    ]
    assert found[0].url == reverse("seminars_desk:registrations", args=[seminar.pk]) + "?state=requested"
    Seminar.objects.filter(pk=seminar.pk).update(cancelled_at=now)
    assert waiting_for_organizer(counted(seminar)) == []


def test_deadlines_ahead_stand_in_order_with_their_zone():
    seminar = make_seminar(days=30)
    make_call(seminar, make_institution())
    make_invitation(seminar, "guest@demo.example")
    found = coming(counted(seminar))
    assert {"Registration closes", "Nominations end", "The first invitation ends", "It begins", "It ends"} == set(words(found))
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert all("(UTC+07:00)" in one.moment for one in found)
    Seminar.objects.filter(pk=seminar.pk).update(ends_at=timezone.now() - timedelta(days=1))
    assert coming(counted(seminar)) == []


def test_the_screen_of_a_seminar_says_what_comes_next(client, roles):
    client.force_login(make_user(groups=["organizer"], is_staff=True))
    selection = make_selection(make_seminar(decides_online=True))
    address = reverse("seminars_desk:registrations", args=[selection.seminar_id])
    assert "Nothing waits for you." in client.get(address).content.decode()
    make_application(selection)
    page = client.get(address).content.decode()
    assert "1 registration waits for your decision." in page
    assert "Registration closes" in page


@pytest.mark.parametrize("number", [1, 4])
def test_the_agenda_asks_as_often_for_one_as_for_four(number, django_assert_num_queries):
    selection = make_selection(make_seminar(decides_online=True))
    for _ in range(number):
        make_application(selection)
    seminar = counted(selection.seminar)
    with django_assert_num_queries(8):
        waiting_for_organizer(seminar)
        coming(seminar)

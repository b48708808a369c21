"""Who came by invitation, nomination or with a team is asked what everybody is asked."""

import csv
import io

import pytest
import time_machine
from django.urls import reverse

from icrweb.trail.models import Mail
from seminars.applications.owing import owing
from seminars.models import Registration
from seminars.nominations.nominating import nominate
from tests.factories.applications import field, make_question
from tests.factories.people import make_user
from tests.factories.seminars import (
    make_call,
    make_invitation,
    make_registration,
    make_rule,
    make_seminar_with_page,
    make_whole_team,
    token_in,
)
from tests.factories.sites import make_coordinated_site, make_site_person

pytestmark = pytest.mark.django_db
NOT_YET = "You have not answered the organizer’s questions yet"


@pytest.fixture
def seminar(db):
    return make_seminar_with_page(title="Protocol Workshop", seats=5)


def owed() -> set[str]:
    return set(owing(Registration.objects.all()).values_list("person__email", flat=True))


def answers_of(seminar) -> str:
    return reverse("seminars:answers", args=[seminar.key])


def last_mail_to(person) -> str:
    return bytes(Mail.objects.filter(to=person.email).latest("pk").raw).decode()


def test_who_accepts_an_invitation_is_led_to_the_questions_and_the_answers_stand_in_the_list(client, seminar, roles):
    question, guest = make_question(seminar, "Diet", required=True), make_user("ann@demo.example")
    _invitation, token = make_invitation(seminar, guest.email)
    client.force_login(guest)
    answer = client.post(reverse("seminars:invitation", args=[token]))
    assert answer.url == answers_of(seminar)
    assert guest.registrations.get().state == "confirmed"  # the seat does not wait for the answers
    assert NOT_YET in client.get("/en/my/seminars/").content.decode()
    assert NOT_YET in client.get(reverse("seminars:place", args=[seminar.key])).content.decode()
    assert client.post(answers_of(seminar), {field(question): "Halal"}).status_code == 302
    assert owed() == set()
    assert NOT_YET not in client.get("/en/my/seminars/").content.decode()
    client.force_login(make_user(groups=["organizer"]))
    file = client.post(reverse("seminars_desk:export", args=[seminar.pk])).content.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(file)))["Diet"] == "Halal"


def test_a_nominee_who_says_yes_is_led_to_the_questions(client, seminar):
    make_question(seminar, required=True)
    site, coordinator = make_coordinated_site()
    nominee = make_site_person(site)
    nomination = nominate(make_call(seminar, site), site, nominee, why="Ready.", by=coordinator)
    client.force_login(nominee)
    answer = client.post(reverse("seminars:nomination", args=[nomination.key]), {"answer": "yes"})
    assert answer.url == answers_of(seminar)
    assert "you have not answered them yet" in last_mail_to(nominee)


def test_each_member_of_a_team_owes_the_answers_and_is_told_by_mail(client, seminar):
    make_question(seminar, required=True)
    make_rule(seminar)
    leader, other = make_user(), make_user()
    make_whole_team(seminar, leader, other)
    assert owed() == {leader.email, other.email}
    assert all("you have not answered them yet" in last_mail_to(one) for one in (leader, other))


def test_who_completes_a_team_goes_on_to_the_questions(client, seminar):
    make_question(seminar, required=True)
    make_rule(seminar)
    leader, other = make_user(), make_user()
    client.force_login(leader)
    client.post(reverse("seminars:form_team", args=[seminar.key]), {"name": "Herons", "addresses": other.email})
    token = token_in(Mail.objects.filter(to=other.email).latest("pk"))
    client.force_login(other)
    assert client.post(reverse("seminars:join_team", args=[token]), {"answer": "yes"}).url == answers_of(seminar)


def test_nothing_is_owed_where_nothing_must_be_answered_or_it_is_too_late(client, seminar):
    make_question(seminar)
    make_question(seminar, required=True, mode="on_site")
    guest = make_user()
    _invitation, token = make_invitation(seminar, guest.email)
    client.force_login(guest)
    answer = client.post(reverse("seminars:invitation", args=[token]))
    assert answer.url == reverse("seminars:place", args=[seminar.key])
    assert owed() == set()
    make_question(seminar, required=True)
    assert owed() == {guest.email}
    with time_machine.travel(seminar.starts_at, tick=False):
        assert owed() == set()


def test_the_organizer_sees_who_has_not_answered_and_can_ask_for_only_those(client, seminar, roles):
    question, guest, quick = make_question(seminar, required=True), make_user(latin_name="Late Guest"), make_user()
    desk = reverse("seminars_desk:registrations", args=[seminar.pk])
    client.force_login(quick)
    client.post(reverse("seminars:register", args=[seminar.key]), {field(question): "Halal"})
    make_registration(seminar, guest)
    client.force_login(make_user(groups=["organizer"]))
    page = client.get(desk).content.decode()
    assert "1 person has not answered your questions." in page
    assert page.count("Has not answered your questions") == 1
    [row] = client.get(desk, {"answers": "missing"}).context["rows"]
    assert row["person"] == guest

from datetime import timedelta

import pytest
import time_machine

from icrweb.trail.models import Mail
from seminars.applications.acceptance import ask_after_acceptance
from seminars.models import Answer
from tests.factories.applications import field, make_question
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar_with_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(db):
    seminar = make_seminar_with_page(title="Protocol Workshop", seats=1, days=40)
    seminar.acceptance_form_until = seminar.starts_at - timedelta(days=10)
    seminar.save()
    return seminar


def asked() -> list[tuple[str, str]]:
    rows = Mail.objects.filter(subject__regex="Before you come|Still to answer").order_by("pk")
    return [(row.subject.split(":")[0], row.to) for row in rows]


def test_who_has_a_place_is_asked_once_and_who_waits_is_not(seminar):
    make_question(seminar, part="accepted")
    confirmed, _waiting = make_registration(seminar), make_registration(seminar)
    assert [ask_after_acceptance(), ask_after_acceptance()] == [1, 0]
    assert asked() == [("Before you come", confirmed.person.email)]


def test_nobody_is_asked_where_only_the_sign_up_asks(seminar):
    make_question(seminar)
    make_registration(seminar)
    assert ask_after_acceptance() == 0


def test_who_has_not_answered_is_reminded_once_three_days_before(seminar, client):
    question = make_question(seminar, part="accepted")
    seminar.seats = 2
    seminar.save()
    silent, quick = make_registration(seminar), make_registration(seminar)
    ask_after_acceptance()
    client.force_login(quick.person)
    assert client.post(f"/en/take-part/{seminar.key}/questions/", {field(question): "Halal"}).status_code == 302
    with time_machine.travel(seminar.acceptance_form_until - timedelta(days=3, minutes=1), tick=False):
        assert ask_after_acceptance() == 0
    with time_machine.travel(seminar.acceptance_form_until - timedelta(days=2), tick=False):
        assert [ask_after_acceptance(), ask_after_acceptance()] == [1, 0]
    assert asked()[2:] == [("Still to answer", silent.person.email)]


def test_the_answers_are_due_by_the_day_and_who_gets_a_place_later_has_three_days(seminar, client):
    question = make_question(seminar, "Diet", part="accepted")
    person = make_user()
    address, place = f"/en/take-part/{seminar.key}/questions/", f"/en/take-part/{seminar.key}/place/"
    early = make_registration(seminar, person)
    ask_after_acceptance()
    client.force_login(person)
    assert "The organizer needs your answers by" in client.get(place).content.decode()
    client.post(address, {field(question): "Halal"})
    client.post(address, {field(question): "Vegetarian"})
    assert [row.value for row in Answer.objects.order_by("pk")] == ["Halal", "Vegetarian"]
    with time_machine.travel(seminar.acceptance_form_until, tick=False):
        client.force_login(person)
        refused = client.get(address, follow=True).content.decode()
        assert "The answers were due by" in refused
        late = make_user()
        type(early).objects.filter(pk=early.pk).update(state="cancelled")
        make_registration(seminar, late)
        client.force_login(late)
        assert client.get(address).status_code == 200
    assert Answer.objects.current().get().value == "Vegetarian"


def test_only_who_has_a_place_answers(seminar, client):
    question = make_question(seminar, part="accepted", required=True)
    make_registration(seminar)
    waiting = make_registration(seminar)
    client.force_login(waiting.person)
    address = f"/en/take-part/{seminar.key}/questions/"
    assert client.post(address, {field(question): "Halal"}).url == f"/en/take-part/{seminar.key}/place/"
    assert not Answer.objects.exists()

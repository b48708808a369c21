"""Inviting, accepting, sending again, taking back, holding seats; through deeds and pages."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates.issuing import achievement_for
from icrweb.trail.models import Mail
from seminars.allocating import free_seats, lapse_offers
from seminars.deadlines import closing_day
from seminars.invitations.accepting import accept_invitation
from seminars.invitations.inviting import PORTION, invite, revoke, send_again, write_waiting_invitations
from seminars.invitations.listing import Guest
from seminars.models import Invitation, Seminar
from seminars.standing import seats_words
from tests.factories.people import make_user
from tests.factories.seminars import make_invitation, make_registration, make_seminar, make_seminar_with_page, token_in

pytestmark = pytest.mark.django_db


def refused(code, deed, *args, **named):
    with pytest.raises(ValidationError) as error:
        deed(*args, **named)
    assert error.value.code == code
    return error.value.messages[0]


def test_an_invited_person_needs_no_approval_and_comes_before_registration_opens():
    seminar = make_seminar(decides_online=True, registration_opens_at=timezone.now() + timedelta(days=1))
    person = make_user("ann@demo.example")
    invitation, _token = make_invitation(seminar, person.email)
    row = accept_invitation(invitation, person, "en")
    assert (row.state, row.channel) == ("confirmed", "invitation")
    assert accept_invitation(invitation, person, "en").pk == row.pk
    refused("used", accept_invitation, invitation, make_user("bo@demo.example"), "en")


def test_without_a_free_seat_the_invited_wait_in_line():
    seminar = make_seminar(seats=1)
    make_registration(seminar)
    person = make_user()
    invitation, _token = make_invitation(seminar, person.email)
    assert accept_invitation(invitation, person, "en").state == "waiting"


def test_only_who_has_the_address_accepts_and_the_sentence_says_which():
    invitation, _token = make_invitation(make_seminar(), "kanya@hospital.demo.example")
    other = make_user("bo@demo.example")
    sentence = refused("address", accept_invitation, invitation, other, "en")
    assert "k…@hospital.demo.example" in sentence
    assert "bo@demo.example" in sentence
    assert "kanya" not in sentence
    EmailAddress.objects.create(user=other, email="kanya@hospital.demo.example", verified=False)
    refused("address", accept_invitation, invitation, other, "en")
    EmailAddress.objects.filter(user=other).update(verified=True)
    assert accept_invitation(invitation, other, "en").state == "confirmed"


def test_a_held_seat_counts_as_taken_until_it_is_let_go():
    seminar = make_seminar(seats=2)
    make_invitation(seminar, "ann@demo.example", holds_seat=True)
    assert make_registration(seminar).state == "confirmed"
    waits = make_registration(seminar)
    assert waits.state == "waiting"
    assert seats_words(Seminar.objects.with_counts().get(pk=seminar.pk)) == "Fully booked: 1 waiting"
    refused("hold", make_invitation, seminar, "bo@demo.example", holds_seat=True)
    with time_machine.travel(seminar.registration_closes_at + timedelta(minutes=2)):
        assert lapse_offers() == 1
        assert lapse_offers() == 0
    waits.refresh_from_db()
    assert waits.state == "confirmed"


def test_a_held_seat_is_theirs_though_others_wait():
    seminar, person = make_seminar(seats=1), make_user()
    invitation, _token = make_invitation(seminar, person.email, holds_seat=True)
    assert make_registration(seminar).state == "waiting"
    assert accept_invitation(invitation, person, "en").state == "confirmed"
    assert free_seats(seminar, "online") == 0


def test_who_waited_takes_the_held_seat_and_keeps_one_registration():
    seminar = make_seminar(seats=2)
    make_registration(seminar)
    person = make_user()
    invitation, _token = make_invitation(seminar, person.email, holds_seat=True)
    waits = make_registration(seminar, person)
    assert waits.state == "waiting"
    assert accept_invitation(invitation, person, "en").pk == waits.pk
    waits.refresh_from_db()
    assert (waits.state, waits.channel) == ("confirmed", "invitation")


def test_what_is_held_for_somebody_who_has_a_place_goes_to_the_line():
    seminar, person = make_seminar(seats=2), make_user()
    invitation, _token = make_invitation(seminar, person.email, holds_seat=True)
    make_registration(seminar, person)
    waits = make_registration(seminar)
    accept_invitation(invitation, person, "en")
    waits.refresh_from_db()
    assert waits.state == "confirmed"


def test_a_request_becomes_a_place_by_the_invitation():
    seminar, person = make_seminar(decides_online=True), make_user()
    row = make_registration(seminar, person)
    assert row.state == "requested"
    invitation, _token = make_invitation(seminar, person.email)
    assert accept_invitation(invitation, person, "en").state == "confirmed"


def test_taken_back_expired_and_closed_each_say_so():
    seminar, person = make_seminar(seats=1), make_user()
    invitation, _token = make_invitation(seminar, person.email, holds_seat=True)
    waits = make_registration(seminar)
    revoke(invitation, make_user())
    refused("revoked", accept_invitation, invitation, person, "en")
    waits.refresh_from_db()
    assert waits.state == "confirmed"
    tomorrow = timezone.now().date() + timedelta(days=1)
    again, _token = make_invitation(seminar, person.email, ends_on=tomorrow)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        refused("expired", accept_invitation, again, person, "en")
    with time_machine.travel(seminar.closes_at):
        refused("closed", accept_invitation, again, person, "en")
    refused("after_closing", make_invitation, seminar, "c@demo.example", ends_on=closing_day(seminar) + timedelta(days=1))
    refused("past", make_invitation, seminar, "c@demo.example", ends_on=tomorrow - timedelta(days=3))


def test_sent_again_the_old_link_opens_nothing(client):
    seminar = make_seminar_with_page()
    invitation, old = make_invitation(seminar, "ann@demo.example")
    invitation = send_again(invitation, make_user(), ends_on=closing_day(seminar))
    new = token_in(invitation.mail)
    assert client.get(reverse("seminars:invitation", args=[old])).status_code == 404
    assert client.get(reverse("seminars:invitation", args=[new])).status_code == 200
    assert not Invitation.objects.filter(token_hash=new).exists()


def test_the_prerequisite_holds_for_the_invited_too():
    course = achievement_for(uuid.uuid4(), "completion", "C9", "Canaries")
    seminar, person = make_seminar(), make_user()
    seminar.prerequisites.add(course)
    invitation, _token = make_invitation(seminar, person.email)
    refused("prerequisite", accept_invitation, invitation, person, "en")


def test_many_are_invited_by_one_deed_and_written_to_in_portions():
    seminar = make_seminar()
    guests = [Guest(f"p{number}@demo.example", "", "th", "online") for number in range(PORTION + 5)]
    assert invite(seminar, guests, make_user(), ends_on=closing_day(seminar)) == PORTION + 5
    assert Mail.objects.count() == 0
    assert [write_waiting_invitations() for _ in range(3)] == [PORTION, 5, 0]
    assert Mail.objects.values("to").distinct().count() == PORTION + 5
    assert "icrweb" not in Mail.objects.first().subject


def test_the_link_leads_through_signing_in_to_a_place(client):
    seminar = make_seminar_with_page()
    person = make_user("ann@hospital.demo.example")
    _row, token = make_invitation(seminar, person.email, name="Ann Secret")
    url = reverse("seminars:invitation", args=[token])
    page = client.get(url)
    assert page["Cache-Control"].startswith("max-age=0")
    text = page.content.decode()
    assert "Ann Secret" not in text
    assert person.email not in text
    assert f"next={url}" in text
    assert client.post(url).status_code == 302
    client.force_login(make_user())
    assert "a…@hospital.demo.example" in client.get(url).content.decode()
    assert client.post(url).status_code == 409
    client.force_login(person)
    client.get(url)
    assert not seminar.registrations.exists()
    assert client.post(url)["Location"] == reverse("seminars:place", args=[seminar.key])
    assert seminar.registrations.get().state == "confirmed"


def test_guessing_links_must_wait(client):
    for number in range(30):
        assert client.get(reverse("seminars:invitation", args=[f"guess{number}"])).status_code == 404
    assert client.get(reverse("seminars:invitation", args=["guess"])).status_code == 429


def test_the_desk_shows_what_is_wrong_first_and_then_invites(organizer, client):
    seminar = make_seminar_with_page()
    url = reverse("seminars_desk:invite", args=[seminar.pk])
    form = {"people": "ann@demo.example;Ann;ja\nnobody", "language": "en", "ends_on": closing_day(seminar).isoformat()}
    looked = client.post(url, form)
    assert looked.status_code == 422
    assert "Line 2:" in looked.content.decode()
    assert "ann@demo.example;Ann;ja" in looked.content.decode()
    assert not Invitation.objects.exists()
    latin = SimpleUploadedFile("people.csv", "a@demo.example;Zoë".encode("latin-1"))
    assert "UTF-8" in client.post(url, {**form, "people": "", "file": latin}).content.decode()
    assert client.post(url, {**form, "ends_on": "2020-01-01"}).status_code == 422
    client.post(url, {**form, "send": "1"})
    invitation = Invitation.objects.get()
    assert (invitation.language, invitation.name) == ("ja", "Ann")
    page = client.get(reverse("seminars_desk:invitations", args=[seminar.pk])).content.decode()
    assert "ann@demo.example" in page
    again = reverse("seminars_desk:invite_again", args=[seminar.pk, invitation.pk])
    assert client.post(again, {"ends_on": closing_day(seminar).isoformat()}).status_code == 302
    assert Mail.objects.filter(to="ann@demo.example").count() == 2
    client.post(reverse("seminars_desk:take_back_invitation", args=[seminar.pk, invitation.pk]))
    shown = client.get(reverse("seminars_desk:invitations", args=[seminar.pk]) + "?state=revoked&q=ann").content.decode()
    assert "Revoked" in shown
    assert "Send again" not in shown


def test_the_list_asks_as_often_for_three_as_for_one(organizer, client):
    seminar = make_seminar_with_page()
    url = reverse("seminars_desk:invitations", args=[seminar.pk])
    counts = []
    for number in range(3):
        make_invitation(seminar, f"p{number}@demo.example")
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[2]

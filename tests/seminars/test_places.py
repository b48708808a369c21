import icalendar
import pytest
import time_machine

from icrweb.trail.models import Mail
from seminars.models import Registration
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.seminars import make_registration, make_seminar_index, make_seminar_with_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(db):
    return make_seminar_with_page(title="Protocol Workshop", seats=1, sittings=2)


def at(seminar, end="", language="en"):
    return f"/{language}/take-part/{seminar.key}/{end}"


def test_a_guest_signs_in_first_and_nothing_is_written(client, seminar):
    answer = client.post(at(seminar))
    assert answer.status_code == 302
    assert answer.url == f"/en/accounts/sign-in/?next={at(seminar)}"
    assert not Registration.objects.exists()


def test_the_page_shows_what_is_known_and_writes_nothing(client, seminar):
    person = make_user(latin_name="Nur Aisyah binti Rahman")
    make_affiliation(person, make_institution(name="Klang Valley (demo)"))
    client.force_login(person)
    words = client.get(at(seminar)).content.decode()
    assert "Nur Aisyah binti Rahman" in words
    assert "Klang Valley (demo)" in words
    assert '<input type="text"' not in words
    assert not Registration.objects.exists()


def test_one_post_registers_and_shows_the_place_with_its_calendar(client, seminar):
    client.force_login(make_user())
    answer = client.post(at(seminar), follow=True)
    words = answer.content.decode()
    assert answer.redirect_chain == [(at(seminar, "place/"), 302)]
    assert "You have a place" in words
    assert at(seminar, "calendar.ics") in words
    assert Registration.objects.get().language == "en"


def test_a_second_post_and_the_page_again_lead_to_the_same_place(client, seminar):
    client.force_login(make_user())
    client.post(at(seminar))
    assert client.post(at(seminar)).url == at(seminar, "place/")
    assert client.get(at(seminar)).url == at(seminar, "place/")
    assert (Registration.objects.count(), Mail.objects.count()) == (1, 1)


def test_a_seminar_in_two_ways_asks_which_and_keeps_the_answer(client):
    seminar = make_seminar_with_page(format="hybrid", seats=3, seats_online=1)
    client.force_login(make_user())
    words = client.get(at(seminar)).content.decode()
    assert 'name="mode" value="online"' in words
    assert "1 of 1 place left" in words
    refused = client.post(at(seminar))
    assert (refused.status_code, Registration.objects.count()) == (409, 0)
    assert "Say whether you come on site or take part online." in refused.content.decode()
    client.post(at(seminar), {"mode": "online"})
    assert Registration.objects.get().mode == "online"


def test_the_language_of_the_address_is_kept(client, seminar):
    client.force_login(make_user())
    client.post(at(seminar, language="ja"))
    assert Registration.objects.get().language == "ja"


def test_a_refusal_is_shown_and_nothing_is_written(client, seminar):
    with time_machine.travel(seminar.starts_at, tick=False):
        client.force_login(make_user())
        answer = client.post(at(seminar))
    assert answer.status_code == 409
    assert "Registration closed on" in answer.content.decode()
    assert not Registration.objects.exists()


def test_following_the_link_to_cancel_asks_and_posting_cancels(client, seminar):
    row = make_registration(seminar)
    client.force_login(row.person)
    assert "Cancel your place?" in client.get(at(seminar, "cancel/")).content.decode()
    row.refresh_from_db()
    assert row.state == "confirmed"
    words = client.post(at(seminar, "cancel/"), follow=True).content.decode()
    assert "Your registration is cancelled" in words
    row.refresh_from_db()
    assert row.state == "cancelled"


@pytest.mark.parametrize("end", ["place/", "cancel/", "calendar.ics"])
def test_anothers_place_is_not_there(client, seminar, end):
    row = make_registration(seminar)
    client.force_login(make_user())
    assert client.get(at(seminar, end)).status_code == 404
    assert client.post(at(seminar, "cancel/")).status_code == 404
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_the_calendar_file_has_every_sitting_for_who_has_a_place_only(client, seminar):
    placed, waiting = make_registration(seminar), make_registration(seminar)
    client.force_login(placed.person)
    answer = client.get(at(seminar, "calendar.ics"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == [one.starts_at for one in seminar.sittings.all()]
    client.force_login(waiting.person)
    assert client.get(at(seminar, "calendar.ics")).status_code == 404


def test_a_seminar_without_a_public_page_takes_nobody(client, seminar):
    make_seminar_index().get_children().get().specific.unpublish()
    client.force_login(make_user())
    assert client.get(at(seminar)).status_code == 404
    assert client.post(at(seminar)).status_code == 404
    assert not Registration.objects.exists()


def test_an_unpublished_page_takes_nobodys_place_away(client, seminar):
    row = make_registration(seminar)
    make_seminar_index().get_children().get().specific.unpublish()
    client.force_login(row.person)
    assert "Protocol Workshop" in client.get(at(seminar, "place/")).content.decode()
    assert client.get(at(seminar, "calendar.ics")).status_code == 200
    client.post(at(seminar, "cancel/"))
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_names_are_written_as_text(client, seminar):
    row = make_registration(seminar, make_user(latin_name="<script>alert(1)</script>"))
    client.force_login(row.person)
    for end in ("", "place/", "cancel/"):
        assert "<script>alert" not in client.get(at(seminar, end), follow=True).content.decode()

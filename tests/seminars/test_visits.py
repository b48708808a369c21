from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.issuing import Facts, achievement_for, issue_certificate
from seminars.models import SeminarPage
from seminars.registration import cancel_seminar, register
from seminars.views.visits import times_of
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar, make_seminar_index, make_seminar_page, make_seminar_with_page

pytestmark = pytest.mark.django_db


def page_of(client, seminar_page, language="en"):
    answer = client.get(f"/{language}/seminars/{seminar_page.slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def page(db):
    return make_seminar_page(title="Protocol Workshop", slug="workshop", speakers="Mori Haruka, director\n\nAnan Boonmee")


def test_the_page_names_the_deadline_with_its_zone_and_the_places_left(client, page):
    with time_machine.travel("2027-01-10T00:00Z", tick=False):
        seminar = make_seminar(
            key=page.translation_key,
            seats=3,
            registration_closes_at=timezone.datetime.fromisoformat("2027-01-31T23:59+07:00"),
        )
        make_registration(seminar)
        words = page_of(client, page)
    assert "31 January 2027, 23:59 Bangkok (UTC+07:00)" in words
    assert "2 of 3 places left" in words
    assert "Mori Haruka, director" in words


def test_a_guest_is_sent_to_sign_in_and_back_to_the_registration(client, page):
    seminar = make_seminar(key=page.translation_key)
    words = page_of(client, page)
    assert f'href="/en/accounts/sign-in/?next=/en/take-part/{seminar.key}/"' in words
    assert "data-own-time" in words


def test_a_full_seminar_says_how_many_wait_and_offers_the_line(client, page):
    seminar = make_seminar(key=page.translation_key, seats=1)
    make_registration(seminar)
    make_registration(seminar)
    client.force_login(make_user())
    words = page_of(client, page)
    assert "Fully booked: 1 waiting" in words
    assert "Join the waiting list" in words


def test_the_link_to_the_meeting_is_shown_to_who_has_a_place_only(client, page):
    seminar = make_seminar(key=page.translation_key, seats=1, online_link="https://meet.example/room-7")
    placed, waiting = make_registration(seminar), make_registration(seminar)
    assert "meet.example" not in page_of(client, page)
    client.force_login(waiting.person)
    assert "meet.example" not in page_of(client, page)
    assert "Waiting list, number 1" in page_of(client, page)
    client.force_login(placed.person)
    assert "https://meet.example/room-7" in page_of(client, page)


def test_the_profile_zone_gives_a_second_column(client, page):
    make_seminar(key=page.translation_key)
    client.force_login(make_user(time_zone="Asia/Makassar"))
    words = page_of(client, page)
    assert '<td class="programme__yours">10:00</td>' in words
    assert "Your time is taken from your profile: Makassar." in words


def test_the_prerequisite_is_shown_as_held_or_not(client, page):
    seminar, person = make_seminar(key=page.translation_key), make_user()
    course = achievement_for(key=make_seminar_index().translation_key, kind="completion", code="C1B", name="E6(R2) to E6(R3)")
    seminar.prerequisites.add(course)
    client.force_login(person)
    words = page_of(client, page)
    assert "Finish this course first." in words
    assert f'href="/en/take-part/{seminar.key}/"' not in words
    facts = Facts(titles={"en": "E6"}, source_language="en", completed_at=timezone.now())
    issue_certificate(person, course, seminar.key, facts)
    words = page_of(client, page)
    assert "You hold a valid certificate." in words
    assert f'href="/en/take-part/{seminar.key}/"' in words


@pytest.mark.parametrize(
    ("days", "words"),
    [(-61, "Registration opens on"), (29, "Registration is closed"), (40, "This seminar is over")],
)
def test_outside_the_window_the_page_says_when(client, page, days, words):
    seminar = make_seminar(key=page.translation_key)
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        shown = page_of(client, page)
    assert words in shown
    assert f"/take-part/{seminar.key}/" not in shown


def test_a_cancelled_seminar_says_so_and_offers_nothing(client, page):
    seminar = make_seminar(key=page.translation_key)
    cancel_seminar(seminar, make_user(), "Ill.")
    assert "This seminar was cancelled" in page_of(client, page)


def test_a_page_without_dates_says_that_they_follow(client, page):
    assert "The dates are not fixed yet." in page_of(client, page)


def test_an_alias_shows_the_facts_in_its_own_language(client, page):
    make_seminar(key=page.translation_key)
    words = page_of(client, page, "th")
    assert "พ.ศ." in words
    assert "Protocol Workshop" in words


@pytest.mark.parametrize("people", [1, 40])
def test_the_page_asks_the_database_as_often_for_one_as_for_forty(client, page, people, django_assert_num_queries):
    seminar = make_seminar(key=page.translation_key, seats=20)
    for _ in range(people):
        make_registration(seminar)
    client.force_login(seminar.registrations.last().person)
    page_of(client, page)
    with django_assert_num_queries(13):
        page_of(client, page)


def test_the_list_shows_what_comes_and_on_request_what_was(client):
    coming, over = make_seminar_with_page(title="Coming"), make_seminar_with_page(title="Over", days=-10)
    words = client.get("/en/seminars/").content.decode()
    assert "Coming" in words
    assert "Over" not in words
    assert "30 of 30 places left" in words
    past = client.get("/en/seminars/?show=past").content.decode()
    assert "Over" in past
    assert "Coming" not in past
    assert coming.starts_at > over.starts_at


def test_a_draft_is_not_in_the_list(client):
    seminar = make_seminar_with_page(title="Secret plans")
    page = make_seminar_index().get_children().get()
    page.specific.unpublish()
    assert "Secret plans" not in client.get("/en/seminars/").content.decode()
    assert seminar.cancelled_at is None


def test_ones_own_state_stands_in_the_list(client):
    seminar = make_seminar_with_page(seats=1)
    make_registration(seminar)
    person = make_user()
    register(person, seminar, "en")
    client.force_login(person)
    assert "Waiting list, number 1" in client.get("/en/seminars/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(client, number, django_assert_num_queries):
    seminars = [make_seminar_with_page() for _ in range(number)]
    person = make_user()
    for seminar in seminars:
        register(person, seminar, "en")
    client.force_login(person)
    client.get("/en/seminars/")
    with django_assert_num_queries(10):
        client.get("/en/seminars/")


def test_a_preview_shows_the_words_and_says_where_the_dates_stand(page, rf):
    answer = page.make_preview_request(rf.get("/"), "")
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "Mori Haruka, director" in words
    assert "Dates, programme and seats stand here on the page itself." in words


def test_the_calendar_shows_the_sittings_of_a_month_in_as_many_queries_however_many(client):
    with time_machine.travel("2027-03-10T00:00Z", tick=False):
        make_seminar_with_page(title="Series", days=6, sittings=2)
        cancel_seminar(make_seminar_with_page(title="Off", days=6), by=make_user(), why="Typhoon.")
        client.get("/en/seminars/?show=calendar")
        words = client.get("/en/seminars/?show=calendar").content.decode()
        assert "March 2027" in words
        assert words.count(">Series</a>") == 2
        assert "09:00 Bangkok (UTC+07:00)" in words
        assert 'href="?show=calendar&amp;month=2027-04"' in words
        with CaptureQueriesContext(connection) as few:
            client.get("/en/seminars/?show=calendar")
        for _ in range(3):
            make_seminar_with_page(days=8)
        with CaptureQueriesContext(connection) as more:
            client.get("/en/seminars/?show=calendar")
        assert len(more) == len(few)
        assert "No seminar takes place in this month." in client.get("/en/seminars/?show=calendar&month=2027-08").content.decode()


@pytest.mark.parametrize("text", ["", "2027-13", "2027-0", "abcd-01", "99999-01", "²027-01", "2027-03-01"])
def test_a_month_that_is_none_shows_this_one(client, text):
    make_seminar_index()
    with time_machine.travel("2027-03-10T00:00Z", tick=False):
        assert "March 2027" in client.get("/en/seminars/", {"show": "calendar", "month": text}).content.decode()


def test_clocks_that_change_where_the_reader_is_are_named_beside_the_sitting(client):
    with time_machine.travel("2027-08-02T00:00Z", tick=False):
        seminar = make_seminar_with_page(zone="Australia/Sydney", sittings=2, days=90)
        person = make_user(time_zone="Europe/Berlin")
        shown = times_of(seminar, person, "en")
        client.force_login(person)
        page = client.get(SeminarPage.objects.get(translation_key=seminar.key, locale__language_code="en").url).content.decode()
    rows = [one for day in shown["programme"] for one in day["sittings"]]
    assert [one.local_day.isoformat() for one in seminar.sittings.all()] == ["2027-10-31", "2027-11-01"]
    assert (shown["own_offset"], [row["own_offset"] for row in rows]) == ("UTC+02:00", ["UTC+02:00", "UTC+01:00"])
    assert [row["own_start"] for row in rows] == ["00:00", "23:00"]
    assert page.count("<small>UTC+01:00</small>") == 1

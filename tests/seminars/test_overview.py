from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from seminars.attendance import mark_attendance
from seminars.materials import add_material
from seminars.moments import moment
from seminars.overview import ROWS_A_PAGE, my_seminars, upcoming_events, upcoming_with_counts
from seminars.registration import cancel, cancel_seminar, register
from seminars.teams.forming import form_team, join_team
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_rule, make_seminar, make_seminar_with_page

pytestmark = pytest.mark.django_db


def test_what_is_to_come_shows_state_place_in_line_and_what_one_can_do():
    person = make_user()
    placed, full = make_seminar_with_page(title="Open", days=10), make_seminar_with_page(title="Full", seats=1, days=20)
    register(person, placed, "en")
    make_registration(full)
    register(person, full, "en")
    rows = my_seminars(person, "en")["upcoming"]
    assert [(row["title"], row["status"], row["status_word"], row["confirmed"], row["may_cancel"]) for row in rows] == [
        ("Open", "confirmed", "Confirmed", True, True),
        ("Full", "waiting", "Waiting list, number 1", False, True),
    ]


def test_what_was_cancelled_by_oneself_is_gone_and_by_the_organizer_is_said():
    person, left, off = make_user(), make_seminar_with_page(), make_seminar_with_page()
    cancel(register(person, left, "en"), by=person)
    register(person, off, "en")
    cancel_seminar(off, make_user(), "Ill.")
    [row] = my_seminars(person, "en")["upcoming"]
    assert (row["status"], row["status_word"], row["may_cancel"], row["confirmed"]) == (
        "problem",
        "Cancelled by the organizer",
        False,
        False,
    )


def test_what_has_been_shows_attended_with_its_certificate():
    seminar, person = make_seminar_with_page(), make_user()
    row = register(person, seminar, "en")
    with time_machine.travel(seminar.ends_at + timedelta(hours=1), tick=False):
        mark_attendance(row, seminar.sittings.get(), 120, make_user())
        shown = my_seminars(person, "en")
    assert shown["upcoming"] == []
    assert (shown["past"][0]["status_word"], shown["past"][0]["certificate"].evidence_key) == ("Attended", row.key)


def test_anothers_seminars_are_not_mine():
    make_registration(make_seminar_with_page())
    shown = my_seminars(make_user(), "en")
    assert (shown["upcoming"], shown["past"]) == ([], [])


@pytest.mark.parametrize("number", [1, 3])
def test_my_seminars_asks_as_often_for_one_as_for_three(number, django_assert_num_queries):
    person = make_user()
    coming = [make_seminar_with_page() for _ in range(number)]
    over = [make_seminar_with_page(days=20) for _ in range(number)]
    staff = make_user()
    for seminar in (*coming, *over):
        register(person, seminar, "en")
    with time_machine.travel(over[0].ends_at + timedelta(minutes=1), tick=False):
        for seminar in over:
            mark_attendance(person.registrations.get(seminar=seminar), seminar.sittings.get(), 120, staff)
        with django_assert_num_queries(10):
            shown = my_seminars(person, "en")
    assert (len(shown["upcoming"]), len(shown["past"])) == (number, number)


def test_the_page_of_my_seminars_leads_to_calendar_cancelling_and_certificate(client):
    seminar, person = make_seminar_with_page(online_link="https://meet.example/room-7"), make_user()
    register(person, seminar, "en")
    client.force_login(person)
    words = client.get("/en/my/seminars/").content.decode()
    for link in (
        f"/en/take-part/{seminar.key}/calendar.ics",
        f"/en/take-part/{seminar.key}/cancel/",
        "https://meet.example/room-7",
    ):
        assert f'href="{link}"' in words


def test_the_home_page_gets_the_next_ones_that_have_a_page():
    make_seminar(days=5)
    later, sooner = make_seminar_with_page(title="Later", days=20), make_seminar_with_page(title="Sooner", days=10)
    off = make_seminar_with_page(days=12)
    cancel_seminar(off, make_user(), "Ill.")
    assert [row["title"] for row in upcoming_events("en", 3)] == ["Sooner", "Later"]
    assert upcoming_events("en", 1)[0]["url"].startswith("/en/seminars/")
    assert upcoming_events("th", 1)[0]["lang"] == "en"
    assert later.starts_at > sooner.starts_at


@pytest.mark.parametrize("number", [1, 3])
def test_the_dashboard_counts_in_one_query(number, django_assert_num_queries):
    for _ in range(number):
        seminar = make_seminar(seats=1)
        make_registration(seminar)
        make_registration(seminar)
    with django_assert_num_queries(1):
        rows = upcoming_with_counts()
    assert [(row["confirmed"], row["waiting"], row["seats"]) for row in rows] == [(1, 1, 1)] * number


def test_the_next_sitting_stands_in_venue_time_and_in_ones_own(client):
    seminar = make_seminar_with_page(sittings=2, zone="Asia/Kathmandu")
    person = make_user(time_zone="Asia/Tokyo")
    register(person, seminar, "en")
    first, second = seminar.sittings.all()
    [row] = my_seminars(person, "en")["upcoming"]
    assert row["next"].endswith("09:00–11:00 Kathmandu (UTC+05:45)")
    assert row["next_for_you"].endswith("12:15–14:15 Tokyo (UTC+09:00)")
    assert row["next_title"] == "Part 1"
    with time_machine.travel(first.ends_at + timedelta(minutes=1), tick=False):
        [row] = my_seminars(person, "en")["upcoming"]
    assert row["next_title"] == "Part 2"
    assert str(second.local_day.day) in row["next"]


def test_who_waits_sees_no_link_and_no_files():
    seminar = make_seminar_with_page(seats=1, online_link="https://meet.example/room-7")
    person = make_user()
    add_material(seminar, "Slides", SimpleUploadedFile("slides.pdf", b"%PDF-1.7"), make_user())
    for one in (make_user(), person):
        register(one, seminar, "en")
    [row] = my_seminars(person, "en")["upcoming"]
    assert (row["link"], row["materials"]) == ("", 0)
    [held] = my_seminars(seminar.registrations.get(number=1).person, "en")["upcoming"]
    assert (held["link"], held["materials"]) == ("https://meet.example/room-7", 1)


def test_what_is_to_come_stands_twenty_a_page_and_each_list_turns_by_itself(client):
    person = make_user()
    seminars = [make_seminar(days=10 + day) for day in range(ROWS_A_PAGE + 1)]
    for seminar in seminars:
        register(person, seminar, "en")
    first, second = my_seminars(person, "en"), my_seminars(person, "en", "7", "2")
    assert len(first["upcoming"]) == ROWS_A_PAGE
    assert [row["seminar"] for row in second["upcoming"]] == seminars[-1:]
    client.force_login(person)
    assert 'href="?ahead=2"' in client.get(reverse("my:seminars")).content.decode()


def test_a_team_that_is_not_whole_stands_with_what_is_missing_and_until_when(client):
    seminar, leader = make_seminar_with_page(), make_user()
    make_rule(seminar)
    team = form_team(leader, seminar, "Herons", ["ann@demo.example", "bo@demo.example"])
    [row] = my_seminars(leader, "en")["teams"]
    assert (row["lacks"], row["leads"], row["registered"]) == ("2 people have yet to join.", True, False)
    assert row["until"] == moment(seminar.registration_closes_at, seminar.time_zone)
    for address in ("ann@demo.example", "bo@demo.example"):
        join_team(team.members.get(address=address), make_user(address), "en")
    assert my_seminars(leader, "en")["teams"] == []
    left = [one for one in seminar.registrations.all() if one.person_id != leader.pk]
    for one in left:
        cancel(one, by=one.person)
    [row] = my_seminars(leader, "en")["teams"]
    team.refresh_from_db()
    assert (row["lacks"], row["registered"]) == ("1 person has yet to join.", True)
    assert row["until"] == moment(team.replace_until, seminar.time_zone)
    client.force_login(leader)
    page = client.get(reverse("my:seminars")).content.decode()
    assert "Herons" in page and "The team keeps its place until" in page


@pytest.mark.parametrize("number", [1, 3])
def test_teams_that_are_not_whole_cost_no_more_for_three_than_for_one(number, django_assert_num_queries):
    leader = make_user()
    for at in range(number):
        seminar = make_seminar_with_page()
        make_rule(seminar)
        form_team(leader, seminar, f"Herons {at}", ["ann@demo.example"])
    with django_assert_num_queries(6):
        assert len(my_seminars(leader, "en")["teams"]) == number

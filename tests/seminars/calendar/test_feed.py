"""One's seminars as a calendar to subscribe to."""

from datetime import timedelta

import icalendar
import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from icrweb.trail.models import AuditEntry
from seminars.calendar.entries import calendar_of
from seminars.calendar.feeding import MOST_AN_HOUR, address_of, make_feed, revoke_feed
from seminars.models import CalendarFeed, Registration
from seminars.quotas import set_quotas
from seminars.registration import cancel, cancel_seminar, send_to_waiting_list, set_seats
from seminars.scheduling import reschedule
from seminars.teams.forming import join_team, name_member
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_rule, make_seminar, make_whole_team
from tests.seminars.calendar.readers import by_name, by_table, instant, with_node
from tests.seminars.calendar.test_invitations import EDGES, seminar_at
from tests.seminars.test_scheduling import facts_of, rows_of

pytestmark = pytest.mark.django_db


def events_for(person) -> list[dict]:
    return by_name(calendar_of(person).decode())["events"]


def path_of(feed: CalendarFeed) -> str:
    return "/" + address_of(feed).split("/", 3)[3]


@with_node
def test_two_programs_read_the_same_instants_from_the_feed_across_changes_of_clocks():
    person = make_user()
    with time_machine.travel("2027-01-04T00:00Z", tick=False):
        for zone, first in EDGES:
            make_registration(seminar_at(zone, first), person)
        content = calendar_of(person).decode()
    [read] = by_table([content])
    assert read["events"] == by_name(content)["events"]
    sittings = [sitting for row in Registration.objects.all() for sitting in row.seminar.sittings.all()]
    assert len(sittings) == 3 * len(EDGES)
    assert {(one["starts"], one["ends"]) for one in read["events"]} == {
        (instant(one.starts_at), instant(one.ends_at)) for one in sittings
    }


def test_a_place_is_confirmed_an_offer_tentative_and_what_was_given_back_cancelled():
    person, organizer = make_user(), make_user()
    placed = make_seminar()
    make_registration(placed, person)
    offering = make_seminar(seats=1)
    holder = make_registration(offering)
    make_registration(offering, person)
    set_quotas(offering, [], by=organizer, offer_hours=24)
    cancel(holder, by=holder.person)
    given_back = make_registration(make_seminar(), person)
    cancel(given_back, by=person)
    called_off = make_seminar()
    make_registration(called_off, person)
    cancel_seminar(called_off, organizer, "The hall burned down.")
    waiting = make_seminar(seats=1)
    make_registration(waiting)
    make_registration(waiting, person)
    found = {one["summary"]: one["status"] for one in events_for(person)}
    assert found == {
        f"{placed}: Part 1": "CONFIRMED",
        f"{offering}: Part 1": "TENTATIVE",
        f"Cancelled: {given_back.seminar}: Part 1": "CANCELLED",
        f"Cancelled: {called_off}: Part 1": "CANCELLED",
    }


def test_an_offer_that_was_given_back_is_cancelled_in_the_calendar():
    seminar, person = make_seminar(seats=1), make_user()
    holder, row = make_registration(seminar), make_registration(seminar, person)
    set_quotas(seminar, [], by=make_user(), offer_hours=24)
    cancel(holder, by=holder.person)
    [offered] = events_for(person)
    cancel(row, by=person)
    [left] = events_for(person)
    assert (offered["status"], left["status"], left["uid"]) == ("TENTATIVE", "CANCELLED", offered["uid"])
    assert left["sequence"] > offered["sequence"]


@with_node
def test_who_comes_back_has_the_same_event_again_newer_and_confirmed_to_two_programs():
    seminar, person, found = make_seminar(), make_user(), []
    for _time in range(2):
        row = make_registration(seminar, person)
        found.append(calendar_of(person).decode())
        cancel(row, by=person)
        found.append(calendar_of(person).decode())
    read = by_table(found)
    assert [one["events"] for one in read] == [by_name(one)["events"] for one in found]
    events = [event for one in read for event in one["events"]]
    assert [one["status"] for one in events] == ["CONFIRMED", "CANCELLED"] * 2
    assert len({one["uid"] for one in events}) == 1
    sequences = [one["sequence"] for one in events]
    assert sequences == sorted(set(sequences))


def test_a_place_that_the_organizer_took_back_is_cancelled_for_thirty_days_and_comes_again_newer():
    seminar, organizer = make_seminar(seats=1), make_user()
    row, _next = make_registration(seminar), make_registration(seminar)
    [placed] = events_for(row.person)
    send_to_waiting_list(row, organizer, "Came late.")
    [lost] = events_for(row.person)
    row.refresh_from_db()
    for days, number in ((timedelta(days=30, seconds=-1), 1), (timedelta(days=30), 0)):
        with time_machine.travel(row.put_back_at + days, tick=False):
            assert len(events_for(row.person)) == number
    set_seats(seminar, 2, by=organizer)
    [again] = events_for(row.person)
    assert [one["status"] for one in (placed, lost, again)] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert placed["uid"] == lost["uid"] == again["uid"]
    assert placed["sequence"] < lost["sequence"] < again["sequence"]


def test_who_gave_a_place_back_and_now_waits_reads_for_thirty_days_that_it_is_cancelled():
    seminar, person = make_seminar(seats=1), make_user()
    row, _next = make_registration(seminar, person), make_registration(seminar)
    [placed] = events_for(person)
    cancel(row, by=person)
    waiting = make_registration(seminar, person)
    [left] = events_for(person)
    assert (waiting.state, left["status"], left["uid"]) == ("waiting", "CANCELLED", placed["uid"])
    row.refresh_from_db()
    with time_machine.travel(row.cancelled_at + timedelta(days=30), tick=False):
        assert events_for(person) == []


def test_who_joins_a_team_in_somebodys_place_has_the_sitting_though_an_earlier_number_is_larger():
    seminar, person = make_seminar(seats=2), make_user()
    make_rule(seminar, 2, 2)
    leader, member = make_user(), make_user()
    team = make_whole_team(seminar, leader, member)
    cancel(make_registration(seminar, person), by=person)
    cancel(seminar.registrations.live().get(person=member), by=member)
    join_team(name_member(team, person.email, leader), person, "en")
    assert [one["status"] for one in events_for(person)] == ["CONFIRMED"]


def without_the_second(seminar):
    """The first sitting ends later, the second is left out."""
    first, _second = rows_of(seminar)
    moved = type(first)(first.local_day, first.local_start, first.local_end.replace(hour=12), first.titles, first.key)
    reschedule(seminar, facts_of(seminar), [moved], by=make_user())


@with_node
def test_a_moved_sitting_moves_and_one_that_was_left_out_is_cancelled_to_two_programs():
    seminar, person = make_seminar(sittings=2), make_user()
    make_registration(seminar, person)
    before = events_for(person)
    without_the_second(seminar)
    content = calendar_of(person).decode()
    after, left_out = by_name(content)["events"]
    assert by_table([content])[0]["events"] == [after, left_out]
    assert (after["uid"], after["starts"], after["status"]) == (before[0]["uid"], before[0]["starts"], "CONFIRMED")
    assert after["ends"] != before[0]["ends"]
    assert after["sequence"] > before[0]["sequence"]
    assert {name: left_out[name] for name in ("uid", "starts", "ends")} == {
        name: before[1][name] for name in ("uid", "starts", "ends")
    }
    assert left_out["status"] == "CANCELLED"
    assert left_out["sequence"] > before[1]["sequence"]


def test_a_sitting_that_was_left_out_stays_thirty_days_after_it_would_have_been_and_only_for_who_had_it():
    seminar, person, later = make_seminar(sittings=2), make_user(), make_user()
    make_registration(seminar, person)
    would_end = seminar.sittings.last().ends_at
    without_the_second(seminar)
    make_registration(seminar, later)
    assert [one["status"] for one in events_for(later)] == ["CONFIRMED"]
    with time_machine.travel(would_end + timedelta(days=30, minutes=-1), tick=False):
        assert [one["status"] for one in events_for(person)] == ["CONFIRMED", "CANCELLED"]
    with time_machine.travel(would_end + timedelta(days=30), tick=False):
        assert [one["status"] for one in events_for(person)] == ["CONFIRMED"]


def test_the_link_to_the_meeting_is_in_the_calendar_of_who_has_a_place_only():
    person, link = make_user(), "https://meet.example/room-7"
    seminar = make_seminar(seats=1, online_link=link)
    holder = make_registration(seminar)
    make_registration(seminar, person)
    set_quotas(seminar, [], by=make_user(), offer_hours=24)
    assert link in calendar_of(holder.person).decode()
    cancel(holder, by=holder.person)
    assert "TENTATIVE" in calendar_of(person).decode()
    assert link not in calendar_of(person).decode()
    assert link not in calendar_of(holder.person).decode()


def test_the_feed_holds_nobodys_address():
    seminar = make_seminar(contact_email="desk@demo.example")
    row = make_registration(seminar)
    content = calendar_of(row.person).decode()
    assert not any(word in content for word in ("mailto", "desk@", row.person.email))


def test_the_words_are_in_the_language_of_the_person_and_say_when_to_look_again():
    seminar = make_seminar(titles={"en": "Workshop", "ja": "研究会"})
    row = make_registration(seminar, make_user(language="ja"), language="en")
    calendar = icalendar.Calendar.from_ical(calendar_of(row.person))
    [event] = calendar.walk("VEVENT")
    assert str(event["summary"]) == "研究会: Part 1"
    assert calendar["refresh-interval"].dt == timedelta(hours=1)
    assert "method" not in calendar


def test_what_ended_half_a_year_ago_is_left_out():
    seminar, person = make_seminar(), make_user()
    make_registration(seminar, person)
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert events_for(person) == []


@pytest.mark.parametrize("number", [1, 4])
def test_the_calendar_asks_as_often_for_one_seminar_as_for_four(number, django_assert_num_queries):
    person = make_user()
    for _ in range(number):
        make_registration(make_seminar(sittings=2), person)
    with django_assert_num_queries(3):
        calendar_of(person)


def test_a_program_gets_the_calendar_and_then_that_nothing_changed(client):
    row = make_registration(make_seminar())
    path = path_of(make_feed(row.person))
    first = client.get(path)
    assert (first.status_code, first["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "no-cache" in first["Cache-Control"]
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    cancel(row, by=row.person)
    changed = client.get(path, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert b"STATUS:CANCELLED" in changed.content


def test_a_new_address_makes_the_old_one_worthless_and_ending_it_ends_both(client):
    person = make_user()
    client.force_login(person)
    client.post(reverse("seminars:make_feed"))
    old = path_of(CalendarFeed.objects.get())
    client.post(reverse("seminars:make_feed"))
    new = path_of(CalendarFeed.objects.get())
    assert [client.get(path).status_code for path in (old, new)] == [404, 200]
    client.post(reverse("seminars:revoke_feed"))
    assert [client.get(path).status_code for path in (old, new)] == [404, 404]
    deeds = ["calendar_feed.make", "calendar_feed.make", "calendar_feed.revoke"]
    assert list(AuditEntry.objects.order_by("pk").values_list("deed", flat=True)) == deeds


def test_an_altered_address_shows_nothing(client):
    path = path_of(make_feed(make_user()))
    key, _colon, rest = path.rpartition(":")
    altered = [path.replace("/calendars/", "/calendars/0"), f"{key}:{'A' * len(rest)}", "/calendars/x.ics"]
    assert [client.get(one).status_code for one in altered] == [404, 404, 404]


def test_a_closed_account_shows_nothing(client):
    person = make_user()
    path = path_of(make_feed(person))
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(path).status_code == 404


def test_an_address_that_is_asked_again_and_again_has_to_wait(client):
    path = path_of(make_feed(make_user()))
    codes = [client.get(path).status_code for _ in range(MOST_AN_HOUR + 1)]
    assert (set(codes[:-1]), codes[-1]) == ({200}, 429)
    cache.clear()
    assert client.get(path).status_code == 200


def test_the_database_alone_opens_no_calendar():
    feed = make_feed(make_user())
    assert address_of(feed).rpartition(":")[2] not in (feed.key.hex, str(feed.key))


def test_the_page_shows_the_address_with_a_link_for_this_device(client):
    person = make_user(time_zone="Asia/Bangkok")
    client.force_login(person)
    assert "Make my address" in client.get(reverse("seminars:own_calendar")).content.decode()
    feed = make_feed(person)
    page = client.get(reverse("seminars:own_calendar")).content.decode()
    assert address_of(feed) in page
    assert f'href="webcal:{address_of(feed).partition(":")[2]}"' in page
    assert "Not fetched yet." in page
    client.get(path_of(feed))
    assert "Last fetched" in client.get(reverse("seminars:own_calendar")).content.decode()
    revoke_feed(person)
    assert address_of(feed) not in client.get(reverse("seminars:own_calendar")).content.decode()

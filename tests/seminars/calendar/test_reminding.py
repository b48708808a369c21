"""Reminders of sittings, the quiet switch, what changes are told of, and what became of the mails."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from icrweb.trail.models import Mail
from seminars.calendar.quiet import set_reminders, stop_address
from seminars.calendar.reminding import remind_of_sittings
from seminars.models import SittingReminder
from seminars.registration import cancel, cancel_seminar, confirm
from seminars.scheduling import reschedule
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar
from tests.seminars.test_registration import mails_to
from tests.seminars.test_scheduling import facts_of, rows_of

pytestmark = pytest.mark.django_db
QUERIES = 14


def reminders_of(row) -> list:
    return [
        mail for mail in mails_to(row.person) if "begins within the hour" in mail["Subject"] or "Within a day" in mail["Subject"]
    ]


def remind_at(moment) -> int:
    with time_machine.travel(moment, tick=False):
        return remind_of_sittings()


def starts(seminar, number=0):
    return list(seminar.sittings.all())[number].starts_at


def test_who_comes_on_site_is_reminded_once_the_day_before():
    seminar = make_seminar(format="on_site")
    row = make_registration(seminar)
    assert remind_at(starts(seminar) - timedelta(hours=24, seconds=1)) == 0
    assert remind_at(starts(seminar) - timedelta(hours=24)) == 1
    assert remind_at(starts(seminar) - timedelta(hours=23)) == 0
    assert remind_at(starts(seminar) - timedelta(minutes=30)) == 0
    assert [mail["Subject"] for mail in reminders_of(row)] == [f"Within a day: {seminar}"]


def test_who_joins_online_is_reminded_an_hour_before_too_with_the_link():
    seminar = make_seminar(online_link="https://meet.example/room-7")
    row = make_registration(seminar)
    remind_at(starts(seminar) - timedelta(hours=20))
    assert remind_at(starts(seminar) - timedelta(minutes=60)) == 1
    assert remind_at(starts(seminar) - timedelta(minutes=59)) == 0
    day, hour = reminders_of(row)
    assert hour["Subject"] == f"It begins within the hour: {seminar}"
    assert "https://meet.example/room-7" in hour.get_body(("plain",)).get_content()


def test_a_day_of_several_sittings_is_one_mail_and_an_hour_comes_only_before_the_first():
    seminar = make_seminar(sittings=2)
    first, second = rows_of(seminar)
    same_day = replace(second, local_day=first.local_day, local_start=time(11, 30), local_end=time(12, 30))
    reschedule(seminar, facts_of(seminar), [first, same_day], by=make_user())
    row = make_registration(seminar)
    assert remind_at(starts(seminar) - timedelta(hours=24)) == 1
    assert remind_at(starts(seminar) - timedelta(minutes=60)) == 1
    assert remind_at(starts(seminar, 1) - timedelta(minutes=30)) == 0
    words = reminders_of(row)[0].get_body(("plain",)).get_content()
    assert "09:00–11:00 Bangkok (UTC+07:00)" in words
    assert "11:30–12:30 Bangkok (UTC+07:00)" in words
    assert SittingReminder.objects.filter(stage="day").count() == 2


def test_each_day_of_a_seminar_has_its_reminder_with_that_day_alone():
    seminar = make_seminar(sittings=2, format="on_site")
    row = make_registration(seminar, make_user(time_zone="Asia/Tokyo"))
    for number in (0, 1):
        assert remind_at(starts(seminar, number) - timedelta(hours=12)) == 1
    first, second = (mail.get_body(("plain",)).get_content() for mail in reminders_of(row))
    days = [f"{one.local_day.day} {one.local_day:%B}" for one in seminar.sittings.all()]
    assert (days[0] in first, days[1] in first) == (True, False)
    assert (days[0] in second, days[1] in second) == (False, True)
    assert "11:00 Tokyo (UTC+09:00)" in second


def test_a_sitting_that_moved_after_the_reminder_is_reminded_of_again():
    seminar = make_seminar(format="on_site")
    row = make_registration(seminar)
    remind_at(starts(seminar) - timedelta(hours=23))
    [only] = rows_of(seminar)
    later = replace(only, local_day=only.local_day + timedelta(days=2))
    reschedule(seminar, facts_of(seminar), [later], by=make_user())
    assert remind_at(starts(seminar) - timedelta(hours=23)) == 1
    assert len(reminders_of(row)) == 2


def test_who_waits_left_is_quiet_or_cannot_sign_in_is_not_reminded():
    seminar = make_seminar(seats=3)
    quiet, closed, left, waiting = (make_registration(seminar) for _ in range(4))
    set_reminders(quiet.person, wanted=False)
    type(closed.person).objects.filter(pk=closed.person_id).update(is_active=False)
    seminar.refresh_from_db()
    cancel(left, by=left.person)
    assert remind_at(starts(seminar) - timedelta(hours=20)) == 1
    assert [len(reminders_of(row)) for row in (quiet, closed, left, waiting)] == [0, 0, 0, 1]


def test_a_place_that_came_within_the_last_day_brought_its_own_mail():
    seminar = make_seminar(seats=1)
    make_registration(seminar)
    late = make_registration(seminar)
    with time_machine.travel(starts(seminar) - timedelta(hours=10), tick=False):
        confirm(late, by=make_user(), why="A guest.")
        remind_of_sittings()
    assert reminders_of(late) == []


def test_nobody_is_reminded_of_a_seminar_that_was_called_off():
    seminar = make_seminar()
    row = make_registration(seminar)
    cancel_seminar(seminar, make_user(), "A storm.")
    assert remind_at(starts(seminar) - timedelta(hours=20)) == 0
    assert reminders_of(row) == []


def test_a_reminder_is_in_the_language_and_zone_of_the_person():
    seminar = make_seminar(titles={"en": "Workshop", "ja": "研究会"})
    row = make_registration(seminar, make_user(language="ja", time_zone="Asia/Tokyo"), language="en")
    remind_at(starts(seminar) - timedelta(hours=20))
    words = mails_to(row.person)[-1].get_body(("plain",)).get_content()
    assert "研究会" in words
    assert "Tokyo (UTC+09:00)" in words


def test_one_click_stops_reminders_and_the_same_page_brings_them_back(client):
    seminar = make_seminar()
    row = make_registration(seminar)
    remind_at(starts(seminar) - timedelta(hours=20))
    [mail] = reminders_of(row)
    address = mail["List-Unsubscribe"].strip(" <>")
    assert (address, mail["List-Unsubscribe-Post"]) == (stop_address(row.person), "List-Unsubscribe=One-Click")
    path = "/" + address.split("/", 3)[3]
    assert "You can stop these" in client.get(path).content.decode()
    assert "Stopped." in client.post(path, {"List-Unsubscribe": "One-Click"}).content.decode()
    assert remind_at(starts(seminar) - timedelta(minutes=50)) == 0
    client.post(path, {"again": "1"})
    assert remind_at(starts(seminar) - timedelta(minutes=50)) == 1
    assert client.get(path.replace("/stop/", "/stop/0")).status_code == 404


def test_mails_about_places_carry_no_way_to_stop_them():
    row = make_registration(make_seminar())
    assert mails_to(row.person)[0]["List-Unsubscribe"] is None


def test_the_switch_is_on_the_page_of_the_calendar(client):
    person = make_user()
    client.force_login(person)
    page = client.post(reverse("seminars:reminders"), follow=True).content.decode()
    assert "You get no reminders." in page
    page = client.post(reverse("seminars:reminders"), {"again": "1"}, follow=True).content.decode()
    assert "You are reminded the day before" in page


@pytest.mark.parametrize(
    ("what", "waiting_told"),
    [("time", True), ("room", True), ("place", True), ("added", True), ("removed", True), ("link", False), ("no link", False)],
)
def test_every_kind_of_change_is_told_and_says_what_was_and_is(what, waiting_told):
    seminar = make_seminar(seats=1, sittings=2, online_link="https://meet.example/old")
    placed, waiting = make_registration(seminar), make_registration(seminar)
    first, second = rows_of(seminar)
    rows, facts, said = {
        "time": ([replace(first, local_start=time(8)), second], {}, ["Was", "09:00–11:00", "Is now", "08:00–11:00"]),
        "room": ([replace(first, place="Room 7"), second], {}, ["Was", "Is now", "Room 7"]),
        "place": ([first, second], {"format": "on_site", "city": "Hanoi"}, ["Place was", "Online", "Place is now", "Hanoi"]),
        "added": (
            [first, second, replace(second, key=None, local_start=time(13), local_end=time(14))],
            {},
            ["New sitting", "13:00–14:00"],
        ),
        "removed": ([first], {}, ["Left out", f"{second.local_day.day} {second.local_day:%B}"]),
        "link": ([first, second], {"online_link": "https://meet.example/new"}, ["New link", "https://meet.example/new"]),
        "no link": ([first, second], {"online_link": ""}, ["leads nowhere any more"]),
    }[what]
    reschedule(seminar, facts_of(seminar, **facts), rows, by=make_user())
    letter = mails_to(placed.person)[-1]
    assert letter["Subject"] == f"Changed: {seminar}"
    words = letter.get_body(("plain",)).get_content()
    assert [one for one in said if one not in words] == []
    assert (mails_to(waiting.person)[-1]["Subject"] == f"Changed: {seminar}") is waiting_told


def test_the_organizer_sees_what_became_of_each_mail(client, organizer):
    seminar = make_seminar()
    sent, refused, given_up, waiting = (make_registration(seminar) for _ in range(4))
    make_registration(make_seminar())
    now = timezone.now()
    for row, facts in (
        (sent, {"sent_at": now}),
        (refused, {"last_error": "550 no such user"}),
        (given_up, {"last_error": "550 full", "dead_at": now}),
    ):
        Mail.objects.filter(person=row.person).update(**facts)
    address = reverse("seminars_desk:mails", args=[seminar.pk])
    page = client.get(address)
    assert [one["number"] for one in page.context["numbers"]] == [1, 2, 2]
    assert len(page.context["rows"]) == 4
    shown = client.get(address, {"show": "refused"})
    assert [row["error"] for row in shown.context["rows"]] == ["550 full", "550 no such user"]
    assert "Mails (2 refused)" in client.get(reverse("seminars_desk:registrations", args=[seminar.pk])).content.decode()
    assert waiting.person.email in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_mails_asks_as_often_for_one_as_for_three(client, organizer, number, django_assert_num_queries):
    seminar = make_seminar()
    for _ in range(number):
        make_registration(seminar)
    client.get(reverse("seminars_desk:mails", args=[seminar.pk]))
    with django_assert_num_queries(QUERIES):
        client.get(reverse("seminars_desk:mails", args=[seminar.pk]))

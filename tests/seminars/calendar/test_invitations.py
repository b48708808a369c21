"""The calendars in mails, from the deed to what two calendar programs read."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from seminars.registration import cancel
from seminars.scheduling import reschedule
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar
from tests.seminars.calendar.readers import by_name, by_table, calendars_of, instant, with_node
from tests.seminars.test_registration import mails_to
from tests.seminars.test_scheduling import facts_of, rows_of

pytestmark = pytest.mark.django_db

# Three days around each change of clocks, and zones that are no whole hours from UTC.
EDGES = [
    ("Australia/Sydney", date(2027, 4, 3)),
    ("Australia/Sydney", date(2027, 10, 2)),
    ("Pacific/Auckland", date(2027, 4, 3)),
    ("Pacific/Auckland", date(2027, 9, 25)),
    ("Europe/Berlin", date(2027, 3, 27)),
    ("Europe/Berlin", date(2027, 10, 30)),
    ("Europe/Dublin", date(2027, 10, 30)),
    ("Asia/Kathmandu", date(2027, 4, 3)),
    ("Asia/Kolkata", date(2027, 4, 3)),
    ("Asia/Bangkok", date(2027, 12, 31)),
]


def seminar_at(zone: str, first: date):
    return make_seminar(zone=zone, sittings=3, days=(first - date(2027, 1, 4)).days)


@with_node
def test_two_programs_read_the_same_instants_from_every_mail_across_changes_of_clocks():
    files, meant = [], []
    with time_machine.travel("2027-01-04T00:00Z", tick=False):
        for zone, first in EDGES:
            seminar = seminar_at(zone, first)
            row = make_registration(seminar)
            cancel(row, by=row.person)
            told, dropped = mails_to(row.person)
            walls = [
                datetime.combine(first + timedelta(days=day), time(hour), ZoneInfo(zone)) for day in range(3) for hour in (9, 11)
            ]
            times = [(instant(starts), instant(ends)) for starts, ends in zip(walls[::2], walls[1::2], strict=True)]
            for method, mail in (("REQUEST", told), ("CANCEL", dropped)):
                files += calendars_of(mail)
                meant += [(method, *pair) for pair in times]
    read = by_table(files)
    assert read == [by_name(file) for file in files]
    assert [(one["method"], one["events"][0]["starts"], one["events"][0]["ends"]) for one in read] == meant
    assert {one["events"][0]["status"] for one in read if one["method"] == "CANCEL"} == {"CANCELLED"}
    assert all(len(one["events"]) == 1 for one in read)


def test_an_invitation_stands_beside_the_text_and_is_a_file_as_well():
    row = make_registration(make_seminar(sittings=2))
    [mail] = mails_to(row.person)
    beside, files = mail.get_payload()[0], mail.get_payload()[1:]
    assert (mail.get_content_type(), beside.get_content_type()) == ("multipart/mixed", "multipart/alternative")
    assert [part.get_content_type() for part in beside.get_payload()] == ["text/plain", "text/html", "text/calendar"]
    assert beside.get_payload()[2].get_param("method") == "REQUEST"
    kinds = [(part.get_content_type(), part.get_param("method"), part.get_filename()) for part in files]
    assert kinds == [("application/ics", None, "sitting-1.ics"), ("text/calendar", "REQUEST", "sitting-2.ics")]
    assert by_name(files[0].get_payload(decode=True).decode()) == by_name(calendars_of(mail)[0])


def test_each_change_is_newer_and_keeps_its_uid_also_when_the_person_comes_back():
    seminar, organizer = make_seminar(sittings=2), make_user()
    row = make_registration(seminar)
    reschedule(seminar, facts_of(seminar, venue="Hall B", format="on_site"), rows_of(seminar), by=organizer)
    cancel(row, by=row.person)
    make_registration(seminar, row.person)
    asked, changed, dropped, again = ([by_name(one)["events"][0] for one in calendars_of(mail)] for mail in mails_to(row.person))
    sequences = [events[0]["sequence"] for events in (asked, changed, dropped, again)]
    assert sequences == sorted(set(sequences))
    uids = [[one["uid"] for one in events] for events in (asked, changed, dropped, again)]
    assert uids == [uids[0]] * 4
    assert len(set(uids[0])) == 2


def test_two_people_with_one_mailbox_have_events_of_their_own():
    seminar = make_seminar()
    uids = [by_name(calendars_of(mails_to(make_registration(seminar).person)[0])[0])["events"][0]["uid"] for _ in range(2)]
    assert len(set(uids)) == 2


def test_a_removed_sitting_is_cancelled_and_the_others_stay():
    seminar, organizer = make_seminar(sittings=3), make_user()
    row = make_registration(seminar)
    first, second, third = rows_of(seminar)
    reschedule(seminar, facts_of(seminar), [first, third], by=organizer)
    asked, changed = (([by_name(one) for one in calendars_of(mail)]) for mail in mails_to(row.person))
    kept = [one["events"][0]["uid"] for one in changed if one["method"] == "REQUEST"]
    left = [one["events"][0]["uid"] for one in changed if one["method"] == "CANCEL"]
    uids = [one["events"][0]["uid"] for one in asked]
    assert (kept, left) == ([uids[0], uids[2]], [uids[1]])
    assert {one["events"][0]["sequence"] for one in changed} == {asked[0]["events"][0]["sequence"] + 1}


@pytest.mark.parametrize(
    ("zone", "day", "clock", "said"),
    [
        ("Australia/Sydney", date(2027, 10, 3), "02:30", "jump over 02:30"),
        ("Australia/Sydney", date(2027, 4, 4), "02:30", "show 02:30 twice"),
        ("Pacific/Auckland", date(2027, 9, 26), "02:30", "jump over 02:30"),
        ("Europe/Berlin", date(2027, 10, 31), "02:30", "show 02:30 twice"),
    ],
)
def test_the_form_refuses_a_time_that_is_not_one_instant_and_keeps_what_was_typed(client, organizer, zone, day, clock, said):
    seminar = make_seminar(zone=zone)
    page = client.get(f"/admin/seminars/{seminar.pk}/")
    data = {name: value if value is not None else "" for name, value in page.context["form"].initial.items()}
    data = {name: value for name, value in data.items() if value not in ("", False)} | {"time_zone": zone}
    data |= {"sittings-TOTAL_FORMS": "1", "sittings-INITIAL_FORMS": "0", "sittings-MIN_NUM_FORMS": "0"}
    data |= {
        "sittings-0-local_day": day,
        "sittings-0-local_start": clock,
        "sittings-0-local_end": "06:00",
        "sittings-0-mandatory": "on",
    }
    answer = client.post(f"/admin/seminars/{seminar.pk}/", data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{clock}"' in answer.content.decode()

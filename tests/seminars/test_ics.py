from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from seminars import ics


def event(**fields):
    start = fields.pop("starts_at", datetime(2027, 2, 5, 2, 0, tzinfo=UTC))
    return ics.Event(
        **{
            "uid": "a-sitting@demo.example",
            "sequence": 3,
            "stamped_at": datetime(2027, 1, 1, tzinfo=UTC),
            "starts_at": start,
            "ends_at": start + timedelta(hours=2),
            "zone": "Asia/Bangkok",
            "summary": "Protocol Workshop",
            **fields,
        }
    )


def read(content):
    calendar = icalendar.Calendar.from_ical(content)
    return calendar, calendar.walk("VEVENT")[0], calendar.walk("VTIMEZONE")[0]


def offset_by_the_file(zone, wall):
    """What a calendar program finds in the VTIMEZONE for a wall time: the last observance that began before it."""
    begun = [part for part in zone.subcomponents if part["dtstart"].dt <= wall]
    return max(begun, key=lambda part: part["dtstart"].dt)["tzoffsetto"].td


@pytest.mark.parametrize(
    ("zone", "instant", "wall"),
    [
        ("Asia/Bangkok", "2027-02-05T02:00+00:00", "2027-02-05T09:00"),
        ("Asia/Kathmandu", "2027-02-05T03:15+00:00", "2027-02-05T09:00"),
        ("Asia/Kolkata", "2027-02-05T03:30+00:00", "2027-02-05T09:00"),
        ("Australia/Sydney", "2027-04-03T23:00+00:00", "2027-04-04T09:00"),  # the day clocks go back
        ("Australia/Sydney", "2027-10-02T15:59+00:00", "2027-10-03T01:59"),  # the last minute before they go forward
        ("Australia/Sydney", "2027-10-02T16:00+00:00", "2027-10-03T03:00"),
        ("Europe/Berlin", "2027-03-28T00:59+00:00", "2027-03-28T01:59"),
        ("Europe/Berlin", "2027-03-28T01:00+00:00", "2027-03-28T03:00"),
        ("Europe/Berlin", "2027-10-31T08:00+00:00", "2027-10-31T09:00"),
        ("Pacific/Auckland", "2027-12-31T20:00+00:00", "2028-01-01T09:00"),
    ],
)
def test_a_file_says_the_same_instant_by_zone_name_and_by_its_own_table(zone, instant, wall):
    instant, wall = datetime.fromisoformat(instant), datetime.fromisoformat(wall)
    _calendar, found, table = read(ics.request(event(zone=zone, starts_at=instant)))
    assert found["dtstart"].dt == instant
    assert found["dtstart"].params["TZID"] == zone == table["tzid"]
    assert found["dtstart"].dt.replace(tzinfo=None) == wall
    assert wall - offset_by_the_file(table, wall) == instant.replace(tzinfo=None)


def test_the_table_of_a_zone_has_the_changes_at_their_wall_times():
    _calendar, _event, table = read(ics.request(event(zone="Australia/Sydney", starts_at=datetime(2027, 6, 1, tzinfo=UTC))))
    changes = {part["dtstart"].dt: (part["tzoffsetfrom"].td, part["tzoffsetto"].td) for part in table.subcomponents[1:]}
    ten, eleven = timedelta(hours=10), timedelta(hours=11)
    assert changes[datetime(2027, 4, 4, 3, 0)] == (eleven, ten)
    assert changes[datetime(2027, 10, 3, 2, 0)] == (ten, eleven)


def test_a_request_says_who_asks_and_who_comes():
    calendar, found, _table = read(
        ics.request(
            event(
                organizer_name="icrweb", organizer_email="desk@demo.example", attendee_name="Ánh", attendee_email="a@demo.example"
            )
        )
    )
    assert str(calendar["method"]) == "REQUEST"
    assert (str(found["uid"]), found["sequence"], str(found["status"])) == ("a-sitting@demo.example", 3, "CONFIRMED")
    assert (str(found["organizer"]), found["organizer"].params["CN"]) == ("mailto:desk@demo.example", "icrweb")
    assert (str(found["attendee"]), found["attendee"].params["CN"]) == ("mailto:a@demo.example", "Ánh")
    assert found["summary"].params["LANGUAGE"] == "en"


def test_a_cancellation_keeps_the_uid_and_says_so():
    calendar, found, _table = read(ics.cancel(event(sequence=4)))
    assert (str(calendar["method"]), str(found["status"]), found["sequence"]) == ("CANCEL", "CANCELLED", 4)
    assert str(found["uid"]) == "a-sitting@demo.example"


def test_a_download_holds_every_sitting_and_each_zone_once():
    events = [event(uid=f"{number}@demo.example", starts_at=datetime(2027, 2, number, 2, tzinfo=UTC)) for number in (5, 6)]
    calendar = icalendar.Calendar.from_ical(ics.publish(events))
    assert str(calendar["method"]) == "PUBLISH"
    assert [str(one["uid"]) for one in calendar.walk("VEVENT")] == ["5@demo.example", "6@demo.example"]
    assert len(calendar.walk("VTIMEZONE")) == 1
    assert not any("attendee" in one for one in calendar.walk("VEVENT"))


def test_names_and_titles_cannot_add_lines_to_the_file():
    evil = 'A"\r\nDTSTART:19700101T000000Z\r\nX:'
    _calendar, found, _table = read(
        ics.request(
            event(
                summary=evil,
                location=evil,
                organizer_name=evil,
                organizer_email="d@demo.example",
                attendee_name=evil,
                attendee_email="a@demo.example",
            )
        )
    )
    assert found["dtstart"].dt == datetime(2027, 2, 5, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
    assert "X" not in found


@pytest.mark.parametrize("title", ["การประชุม; ห้อง 1, ชั้น 2", "治験計画書ワークショップ" * 12, "Größe \\n, Đặng"])
def test_titles_in_any_script_survive_folding(title):
    _calendar, found, _table = read(ics.request(event(summary=title)))
    assert str(found["summary"]) == title
    assert all(len(line) <= 75 for line in ics.request(event(summary=title)).split(b"\r\n"))

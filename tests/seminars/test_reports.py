"""Reading reports of meetings as the programs export them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seminars.checkin import reports

ZOOM = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812 3456 7890,First hour,06/03/2030 08:55:00 AM,06/03/2030 11:05:00 AM,desk@demo.example,130,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent
Kim Seo-yeon (김서연),Kim@Demo.example,06/03/2030 08:59:21 AM,06/03/2030 10:02:10 AM,63,No,Y
"Lin, Yi-chun #ABCDEFG",,06/03/2030 09:10:00 AM,06/03/2030 11:00:00 AM,110,Yes,
"""
TEAMS = """1. Summary
Meeting title\tFirst hour
Attended participants\t2

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Kim Seo-yeon\t6/3/30, 9:00:12 AM\t6/3/30, 11:00:05 AM\t1h 40m\tkim@demo.example\tkim@demo.example\tPresenter

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Kim Seo-yeon\t6/3/30, 9:00:12 AM\t6/3/30, 10:00:00 AM\t59m 48s\tkim@demo.example\tPresenter
Kim Seo-yeon\t6/3/30, 10:20:00 AM\t6/3/30, 11:00:05 AM\t40m 5s\tkim@demo.example\tPresenter
"""
WEBEX = '''"Meeting Name";"Meeting Start Time";"Name";"Attendee Email";"Join Time";"Leave Time"
"First hour";"=""2030-06-03 09:00:00""";"Kim";"kim@demo.example";"=""2030-06-03 09:00:30""";"=""2030-06-03 10:00:00"""
'''
MEET = """First name,Last name,Email,Duration,Time joined,Time exited
Seo-yeon,Kim,kim@demo.example,1 hr 2 min,9:00 AM,10:02 AM
"""
DAY = date(2030, 6, 3)


def at(hour: int, minute: int, second: int = 0) -> datetime:
    """Bangkok's clock on the day."""
    return datetime(2030, 6, 3, hour, minute, second, tzinfo=UTC) - timedelta(hours=7)


def read(text, encoding="utf-8", days=(DAY,), zone="Asia/Bangkok"):
    return reports.read(text.encode(encoding), zone, set(days))


def test_zoom_with_a_summary_above_and_a_comma_in_a_name():
    found = read(ZOOM)
    assert found.kind == reports.ZOOM
    assert found.faults == []
    assert [(one.number, one.name, one.email, one.joined_at, one.left_at) for one in found.lines] == [
        (5, "Kim Seo-yeon (김서연)", "kim@demo.example", at(8, 59, 21), at(10, 2, 10)),
        (6, "Lin, Yi-chun #ABCDEFG", "", at(9, 10), at(11, 0)),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8", "utf-8-sig"])
def test_teams_lists_each_connection_and_its_summary_is_not_counted(encoding):
    found = read(TEAMS, encoding)
    assert found.kind == reports.TEAMS
    assert [(one.joined_at, one.left_at) for one in found.lines] == [(at(9, 0, 12), at(10, 0)), (at(10, 20), at(11, 0, 5))]


def test_teams_without_connections_counts_from_first_to_last():
    found = read(TEAMS.split("3. In-Meeting")[0])
    assert [(one.joined_at, one.left_at) for one in found.lines] == [(at(9, 0, 12), at(11, 0, 5))]


def test_webex_with_semicolons_and_cells_made_for_spreadsheets():
    found = read(WEBEX)
    assert (found.kind, found.lines[0].joined_at, found.lines[0].email) == (reports.WEBEX, at(9, 0, 30), "kim@demo.example")


def test_meet_has_two_names_and_no_date():
    found = read(MEET)
    assert (found.kind, found.lines[0].name, found.lines[0].joined_at) == (reports.MEET, "Seo-yeon Kim", at(9, 0))
    two_days = read(MEET, days=(DAY, DAY + timedelta(days=1)))
    assert [(one.number, one.code) for one in two_days.faults] == [(2, "time")]


def row(joined, left, email="kim@demo.example") -> str:
    return f"Name,Email,Join Time,Leave Time\nKim,{email},{joined},{left}\n"


def quoted(joined, left) -> str:
    return row(f'"{joined}"', f'"{left}"')


@pytest.mark.parametrize(
    ("joined", "left"),
    [
        ("2030-06-03 09:00:00", "2030-06-03 10:00:00"),
        ("2030-06-03T02:00:00Z", "2030-06-03T03:00:00Z"),
        ("2030-06-03T11:00:00+09:00", "2030-06-03T12:00:00+0900"),
        ("2030/6/3 9:00", "2030/6/3 10:00"),
        ("03/06/2030 09:00", "03/06/2030 10:00"),
        ("06/03/2030 09:00", "06/03/2030 10:00"),
        ("03.06.2030, 09:00:00", "03.06.2030, 10:00:00"),
        ("Jun 3, 2030 9:00:00 AM", "June 3, 2030 10:00:00 AM"),
        ("6/3/30, 9:00:00\u202fAM", "6/3/30, 10:00:00\u202fAM"),
    ],
)
def test_a_day_is_read_as_the_one_on_which_the_seminar_is(joined, left):
    (line,) = read(quoted(joined, left)).lines
    assert (line.joined_at, line.left_at) == (at(9, 0), at(10, 0))


@pytest.mark.parametrize(
    ("joined", "left", "code"),
    [
        ("soon", "2030-06-03 10:00", "time"),
        ("2030-06-03 25:00", "2030-06-03 10:00", "time"),
        ("2030-02-30 09:00", "2030-06-03 10:00", "time"),
        ("2030-06-03 10:00", "", "time"),
        ("2030-06-03 10:00", "2030-06-03 09:00", "order"),
        ("2030-07-03 09:00", "2030-07-03 10:00", "day"),
    ],
)
def test_a_line_that_says_nothing_usable_is_named_and_the_others_are_read(joined, left, code):
    good = "Lin,lin@demo.example,2030-06-03 09:00,2030-06-03 10:00\n"
    found = read(row(joined, left) + good)
    assert [(one.number, one.code) for one in found.faults] == [(2, code)]
    assert [line.number for line in found.lines] == [3]


def test_a_time_that_clocks_show_twice_is_no_time():
    found = read(row("2030-10-27 02:30", "2030-10-27 05:00"), days=(date(2030, 10, 27),), zone="Europe/Berlin")
    assert [one.code for one in found.faults] == ["clock"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "columns"),
        (b"Name,Email\nKim,kim@demo.example\n", "columns"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "encoding"),
        (b"PK\x03\x04\xff\xff", "encoding"),
        (b"\n" * 20_001, "long"),
    ],
)
def test_what_is_no_report_is_refused(content, code):
    with pytest.raises(reports.UnreadableError) as refusal:
        reports.read(content, "Asia/Bangkok", {DAY})
    assert refusal.value.code == code


@given(
    st.binary(max_size=300) | st.text(alphabet=st.sampled_from('Name,Email;\t"Join TimeLv/:0123\n='), max_size=300).map(str.encode)
)
def test_whatever_is_sent_is_read_or_refused(content):
    try:
        reports.read(b"Name,Join Time,Leave Time\n" + content, "Asia/Bangkok", {DAY})
    except reports.UnreadableError as refusal:
        assert refusal.code in ("encoding", "columns", "long")

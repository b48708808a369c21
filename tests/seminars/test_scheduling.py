from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from certificates.models import Achievement
from icrweb.trail.models import AuditEntry, Mail
from seminars.attendance import mark_attendance
from seminars.letters import Change
from seminars.models import Seminar, Sitting
from seminars.registration import cancel_seminar, register
from seminars.scheduling import Row, keep_titles, plan, reschedule, set_sittings
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar, make_seminar_page
from tests.seminars.test_registration import calendars_in, mails_to

pytestmark = pytest.mark.django_db
DAY = date(2030, 6, 3)


def row(day=DAY, start="09:00", end="11:00", **fields):
    return Row(day, time.fromisoformat(start), time.fromisoformat(end), **fields)


def facts(**fields):
    return {
        "code": "workshop",
        "time_zone": "Asia/Bangkok",
        "registration_opens_at": datetime.fromisoformat("2030-01-01T00:00+07:00"),
        "registration_closes_at": datetime.fromisoformat("2030-05-31T23:59+07:00"),
        **fields,
    }


def rows_of(seminar):
    return [Row(one.local_day, one.local_start, one.local_end, one.titles, one.key) for one in seminar.sittings.all()]


def facts_of(seminar, **fields):
    names = ("code", "time_zone", "city", "venue", "format", "online_link", "registration_opens_at", "registration_closes_at")
    return {**{name: getattr(seminar, name) for name in names}, **fields}


def refusal_of(rows, **fields):
    """Code and sentence with which these rows are refused."""
    with pytest.raises(ValidationError) as refusal:
        set_sittings(Seminar(seats=5, **facts(**fields)), rows)
    return refusal.value.code, *refusal.value.messages


def test_planning_a_page_keeps_wall_times_and_the_instants_they_mean():
    page, organizer = make_seminar_page(title="Protocol Workshop"), make_user()
    seminar = plan(page, facts(), [row(), row(DAY + timedelta(days=1), titles={"en": "Day two"})], seats=24, by=organizer)
    assert (seminar.key, seminar.titles, seminar.language) == (page.translation_key, {"en": "Protocol Workshop"}, "en")
    assert seminar.starts_at == datetime.fromisoformat("2030-06-03T02:00Z")
    assert seminar.ends_at == datetime.fromisoformat("2030-06-04T04:00Z")
    assert [(one.local_start, one.minutes) for one in seminar.sittings.all()] == [(time(9), 120), (time(9), 120)]
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.actor, entry.new["sittings"]) == (
        "seminar.plan",
        organizer,
        ["2030-06-03 09:00–11:00", "2030-06-04 09:00–11:00"],
    )


def test_what_a_seminar_certifies_is_known_from_its_dates_on_and_follows_its_title():
    page = make_seminar_page(title="Protocol Workshop")
    seminar = plan(page, facts(), [row()], seats=5)
    assert Achievement.objects.values_list("key", "kind", "code", "name").get() == (
        seminar.key,
        "attendance",
        "workshop",
        "Protocol Workshop",
    )
    page.title = "Workshop on Protocols"
    page.save_revision().publish()
    assert Achievement.objects.get().name == "Workshop on Protocols"
    plan(make_seminar_page(), facts(code="talk", gives_certificate=False), [row()], seats=5)
    assert Achievement.objects.count() == 1


def test_a_page_is_planned_once():
    page = make_seminar_page()
    plan(page, facts(), [row()], seats=5)
    with pytest.raises(ValidationError) as refusal:
        plan(page, facts(code="other"), [row()], seats=5)
    assert refusal.value.code == "planned"


def test_no_sitting_is_refused():
    assert refusal_of([]) == ("sittings", "Add at least one sitting.")


def test_an_end_before_the_start_names_the_row():
    rows = [row(), row(DAY + timedelta(days=1), "11:00", "11:00")]
    assert refusal_of(rows) == ("order", "Row 2: the end must come after the start.")


def test_overlaps_name_both_rows():
    rows = [row(), row(start="11:00", end="12:00"), row(start="10:00", end="10:30")]
    assert refusal_of(rows) == ("overlap", "Rows 1 and 3 overlap. Change one of them.")


def test_refused_sittings_leave_nothing_behind():
    refusal_of([row(), row()])
    assert not Seminar.objects.exists()
    assert not Sitting.objects.exists()


def test_sittings_that_touch_do_not_overlap():
    seminar = Seminar(seats=5, **facts())
    assert len(set_sittings(seminar, [row(start="11:00", end="12:00"), row()])) == 2


def test_a_time_that_clocks_jump_over_names_the_row():
    sentence = "Row 1: on 2027-10-03 clocks in Australia/Sydney jump over 02:30. Choose another time."
    rows = [row(date(2027, 10, 3), "02:30", "05:00")]
    assert refusal_of(rows, time_zone="Australia/Sydney") == ("no_such_time", sentence)


def test_a_time_that_comes_twice_names_the_row():
    sentence = "Row 2: on 2027-10-31 clocks in Europe/Berlin show 02:30 twice. Choose another time."
    rows = [row(date(2027, 10, 30)), row(date(2027, 10, 31), "01:00", "02:30")]
    assert refusal_of(rows, time_zone="Europe/Berlin") == ("twice", sentence)


def test_registration_may_not_close_after_the_start():
    closing = datetime.fromisoformat("2030-06-03T09:01+07:00")
    sentence = "Registration must close before the first sitting starts (row 1 by time)."
    assert refusal_of([row()], registration_closes_at=closing) == ("window", sentence)


def test_registration_may_not_close_before_it_opens():
    closing = datetime.fromisoformat("2029-12-31T00:00+07:00")
    assert refusal_of([row()], registration_closes_at=closing) == ("window", "Registration must close after it opens.")


def test_a_rule_that_needs_more_sittings_than_there_are_is_refused():
    found = refusal_of([row()], attendance_rule="some", sittings_needed=2)
    assert found == ("sittings_needed", "Say how many sittings are needed, from 1 to 1.")


def test_a_seminar_in_two_ways_says_how_many_seats_are_online():
    with pytest.raises(ValidationError) as refusal:
        plan(make_seminar_page(), facts(format="hybrid"), [row()], seats=24)
    words = "This seminar is on site and online. Say how many of its 24 seats are online, from 1 to 23."
    assert (refusal.value.code, refusal.value.messages) == ("seats_online", [words])


def test_a_rule_about_mandatory_sittings_needs_one():
    sentence = "No sitting is mandatory, so nobody could attend. Mark at least one row as mandatory."
    assert refusal_of([row(mandatory=False)], attendance_rule="days") == ("mandatory", sentence)


def test_each_sitting_has_its_own_room_and_link_in_calendars_and_in_the_notice_of_a_change():
    seminar, organizer = make_seminar(sittings=2, format="on_site", venue="Main hall", city="Bangkok"), make_user()
    placed = make_registration(seminar)
    first, second = rows_of(seminar)
    second = replace(second, place="Room 204", online_link="https://meet.example/204")
    changes = reschedule(seminar, facts_of(seminar), [first, second], organizer, why="A larger room.")
    assert [change.kind for change in changes] == ["sitting", "link"]
    letter = mails_to(placed.person)[-1]
    assert "Room 204" in letter.get_body(("plain",)).get_content()
    events = [event for calendar in calendars_in(letter) for event in calendar.walk("VEVENT")]
    assert [str(event["location"]) for event in events] == ["Main hall, Bangkok", "Room 204, Main hall, Bangkok"]
    assert str(events[1]["url"]) == "https://meet.example/204"


def test_a_moved_sitting_keeps_its_key_and_everybody_is_told_what_changed():
    seminar, organizer = make_seminar(seats=1, sittings=2), make_user()
    placed, waiting = make_registration(seminar), make_registration(seminar)
    first, second = rows_of(seminar)
    moved = Row(second.local_day, time(14), time(16), second.titles, second.key)
    changes = reschedule(seminar, facts_of(seminar), [first, moved], organizer, why="The room is taken.")
    sitting = Sitting.objects.get(key=second.key)
    assert (sitting.local_start, sitting.starts_at.hour) == (time(14), 7)
    assert [change.kind for change in changes] == ["sitting"]
    seminar.refresh_from_db()
    assert (seminar.calendar_sequence, seminar.ends_at) == (1, sitting.ends_at)
    letter = mails_to(placed.person)[-1]
    words = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == f"Changed: {seminar}"
    assert "09:00–11:00 Bangkok (UTC+07:00)" in words
    assert "14:00–16:00 Bangkok (UTC+07:00)" in words
    found = {str(event["uid"]): event for calendar in calendars_in(letter) for event in calendar.walk("VEVENT")}
    event = next(event for uid, event in found.items() if uid.startswith(str(second.key)))
    assert (event["dtstart"].dt, event["sequence"]) == (sitting.starts_at, 1)
    assert len(found) == 2
    assert mails_to(waiting.person)[-1]["Subject"] == f"Changed: {seminar}"
    assert calendars_in(mails_to(waiting.person)[-1]) == []
    entry = AuditEntry.objects.get(deed="seminar.reschedule")
    assert (list(entry.new), entry.why) == (["sittings"], "The room is taken.")


def test_a_sitting_left_out_is_dropped_from_the_calendars():
    seminar = make_seminar(sittings=2)
    placed = make_registration(seminar)
    kept, gone = rows_of(seminar)
    reschedule(seminar, facts_of(seminar), [kept], make_user())
    methods = {str(one.walk("VEVENT")[0]["uid"])[:36]: str(one["method"]) for one in calendars_in(mails_to(placed.person)[-1])}
    assert methods == {str(kept.key): "REQUEST", str(gone.key): "CANCEL"}


def test_another_zone_moves_every_sitting_and_the_mail_says_both():
    seminar = make_seminar()
    placed = make_registration(seminar)
    reschedule(seminar, facts_of(seminar, time_zone="Asia/Tokyo"), rows_of(seminar), make_user())
    words = mails_to(placed.person)[-1].get_body(("plain",)).get_content()
    assert "09:00–11:00 Bangkok (UTC+07:00)" in words
    assert "09:00–11:00 Tokyo (UTC+09:00)" in words


def test_another_place_is_told_as_it_was_and_is():
    seminar = make_seminar(format="on_site", city="Bangkok", venue="Room 1")
    placed = make_registration(seminar)
    changes = reschedule(seminar, facts_of(seminar, venue="Room 2"), rows_of(seminar), make_user())
    assert changes == [Change("place", "Room 1, Bangkok", "Room 2, Bangkok")]
    words = mails_to(placed.person)[-1].get_body(("plain",)).get_content()
    assert "Place was: Room 1, Bangkok" in words
    assert "Place is now: Room 2, Bangkok" in words


def test_facts_that_nobody_travels_for_write_to_nobody():
    seminar = make_seminar()
    make_registration(seminar)
    assert reschedule(seminar, facts_of(seminar, contact_email="new@demo.example"), rows_of(seminar), make_user()) == []
    seminar.refresh_from_db()
    assert (seminar.calendar_sequence, Mail.objects.count()) == (0, 1)
    assert AuditEntry.objects.get().new == {"contact_email": "new@demo.example"}


def test_the_trail_never_holds_the_link_to_the_meeting():
    seminar = make_seminar()
    reschedule(seminar, facts_of(seminar, online_link="https://meet.example/secret-1"), rows_of(seminar), make_user())
    entry = AuditEntry.objects.get()
    assert "secret" not in f"{entry.old}{entry.new}"


def test_a_refused_change_changes_nothing():
    seminar = make_seminar()
    make_registration(seminar)
    [only] = rows_of(seminar)
    wrong = Row(only.local_day, time(9), time(8), only.titles, only.key)
    with pytest.raises(ValidationError):
        reschedule(seminar, facts_of(seminar, venue="Elsewhere"), [wrong], make_user())
    again = Seminar.objects.get(pk=seminar.pk)
    assert (again.venue, again.calendar_sequence, Mail.objects.count()) == ("", 0, 1)


def test_a_sitting_with_marks_cannot_be_left_out():
    seminar = make_seminar(days=-1, sittings=2)
    seminar.registration_closes_at = timezone.now() - timedelta(days=2)
    seminar.registration_opens_at = timezone.now() - timedelta(days=60)
    person = make_user()
    registration = seminar.registrations.create(person=person, number=1, state="confirmed", language="en")
    first, second = seminar.sittings.all()
    mark_attendance(registration, first, 60, make_user())
    with pytest.raises(ValidationError) as refusal:
        reschedule(seminar, facts_of(seminar), rows_of(seminar)[1:], make_user())
    assert refusal.value.code == "attended"
    assert seminar.sittings.count() == 2


def test_a_cancelled_seminar_is_not_moved():
    seminar = make_seminar()
    cancel_seminar(seminar, make_user(), "Ill.")
    with pytest.raises(ValidationError) as refusal:
        reschedule(seminar, facts_of(seminar), rows_of(seminar), make_user())
    assert refusal.value.code == "cancelled"


def test_titles_come_from_the_pages_in_each_language_but_not_from_aliases():
    page = make_seminar_page(title="Protocol Workshop")
    seminar = make_seminar(key=page.translation_key, titles={})
    japanese = page.get_translations().get(locale__language_code="ja")
    japanese.alias_of = None
    japanese.title = "プロトコルワークショップ"
    japanese.save_revision().publish()
    seminar.refresh_from_db()
    assert seminar.titles == {"en": "Protocol Workshop", "ja": "プロトコルワークショップ"}
    keep_titles(seminar)
    assert seminar.title_in("th") == "Protocol Workshop"


def test_the_mail_is_in_the_language_of_the_registration_with_the_title_in_it():
    seminar = make_seminar(titles={"en": "Protocol Workshop", "ja": "プロトコルワークショップ"})
    person = make_user()
    register(person, seminar, "ja")
    [letter] = mails_to(person)
    assert "プロトコルワークショップ" in letter["Subject"]
    event = calendars_in(letter)[0].walk("VEVENT")[0]
    assert str(event["summary"]) == "プロトコルワークショップ: Part 1"
    assert event["summary"].params["LANGUAGE"] == "ja"

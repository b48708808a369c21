import email
import email.policy
import uuid
from datetime import timedelta

import icalendar
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from certificates.issuing import Facts, issue_certificate
from icrweb.trail.models import AuditEntry, Mail
from seminars.models import Registration
from seminars.registration import (
    cancel,
    cancel_seminar,
    change_mode,
    confirm,
    position_of,
    register,
    send_to_waiting_list,
    set_seats,
)
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.seminars import make_registration, make_seminar

pytestmark = pytest.mark.django_db
State = Registration.State


def states(seminar):
    return list(seminar.registrations.order_by("number").values_list("number", "state"))


def mails_to(person):
    return [
        email.message_from_bytes(bytes(row.raw), policy=email.policy.default)
        for row in Mail.objects.filter(person=person).order_by("pk")
    ]


def calendars_in(message):
    return [
        icalendar.Calendar.from_ical(part.get_content()) for part in message.walk() if part.get_content_type() == "text/calendar"
    ]


def test_who_comes_while_there_are_seats_has_a_place_and_the_next_one_waits():
    seminar = make_seminar(seats=2)
    rows = [make_registration(seminar) for _ in range(4)]
    assert [(row.number, row.state) for row in rows] == [(1, "confirmed"), (2, "confirmed"), (3, "waiting"), (4, "waiting")]
    assert [position_of(row) for row in rows[2:]] == [1, 2]


def test_asking_twice_gives_the_same_registration_and_one_mail():
    seminar, person = make_seminar(), make_user()
    assert register(person, seminar, "en") == register(person, seminar, "ja")
    assert seminar.registrations.count() == Mail.objects.filter(person=person).count() == 1


def test_country_site_and_role_are_frozen_as_they_are_on_the_day():
    person, hospital = make_user(country="JP"), make_institution(country="VN", name="Red River (demo)")
    affiliation = make_affiliation(person, hospital, role="pharmacist")
    row = make_registration(make_seminar(), person)
    affiliation.role = "nurse"
    affiliation.save()
    row.refresh_from_db()
    assert (row.country, row.institution, row.institution_name, row.role) == ("VN", hospital, "Red River (demo)", "pharmacist")


def test_who_works_nowhere_counts_for_the_country_of_the_profile():
    row = make_registration(make_seminar(), make_user(country="JP"))
    assert (row.country, row.institution, row.role) == ("JP", None, "")


@pytest.mark.parametrize(
    ("days", "code", "sentence"),
    [
        (-61, "early", "Registration opens on 2 January 2027, 00:00 Bangkok (UTC+07:00). Come back then."),
        (30, "closed", "Registration closed on 31 January 2027, 23:59 Bangkok (UTC+07:00)."),
        (62, "over", "This seminar is over."),
    ],
)
def test_outside_the_window_the_sentence_names_the_moment_and_its_zone(days, code, sentence):
    with time_machine.travel("2027-02-01T00:00:00Z", tick=False):
        seminar = make_seminar(
            days=60,
            registration_opens_at=timezone.datetime.fromisoformat("2027-01-02T00:00+07:00"),
            registration_closes_at=timezone.datetime.fromisoformat("2027-01-31T23:59+07:00"),
        )
    then = timezone.datetime.fromisoformat("2027-02-01T00:00Z") + timedelta(days=days)
    with time_machine.travel(then, tick=False), pytest.raises(ValidationError) as refusal:
        make_registration(seminar)
    assert refusal.value.code == code
    assert refusal.value.messages[0].startswith(sentence)
    assert not seminar.registrations.exists()


def test_the_last_minute_of_registration_still_counts():
    closes = timezone.datetime.fromisoformat("2027-01-31T23:59+07:00")
    with time_machine.travel("2027-01-10T00:00:00Z", tick=False):
        seminar = make_seminar(days=60, registration_closes_at=closes)
    with time_machine.travel(closes + timedelta(seconds=59), tick=False):
        assert make_registration(seminar).state == State.CONFIRMED
    with time_machine.travel(closes + timedelta(seconds=60), tick=False), pytest.raises(ValidationError, match="closed"):
        make_registration(seminar)


def test_a_cancelled_seminar_takes_nobody():
    seminar = make_seminar()
    cancel_seminar(seminar, by=make_user(), why="The speaker is ill.")
    with pytest.raises(ValidationError) as refusal:
        make_registration(seminar)
    assert refusal.value.code == "cancelled"


def test_without_the_certificate_asked_for_the_sentence_names_the_course():
    seminar = make_seminar()
    seminar.prerequisites.create(key=uuid.uuid4(), kind="completion", code="C1B", name="E6(R2) to E6(R3)")
    with pytest.raises(ValidationError, match=r"valid certificate of “E6\(R2\) to E6\(R3\)”") as refusal:
        make_registration(seminar)
    assert refusal.value.code == "prerequisite"


def test_cancelling_gives_the_place_to_whoever_waited_longest():
    seminar = make_seminar(seats=1)
    first, second, third = (make_registration(seminar) for _ in range(3))
    cancel(first, by=first.person)
    assert states(seminar) == [(1, "cancelled"), (2, "confirmed"), (3, "waiting")]
    assert mails_to(second.person)[-1]["Subject"] == f"A place is free for you: {seminar}"
    assert len(mails_to(third.person)) == 1
    assert position_of(third) == 1


def test_leaving_the_line_moves_up_those_behind():
    seminar = make_seminar(seats=1)
    _first, second, third = (make_registration(seminar) for _ in range(3))
    cancel(second, by=second.person)
    third.refresh_from_db()
    assert (third.state, position_of(third)) == (State.WAITING, 1)


def test_who_cancelled_may_come_back_at_the_end_of_the_line():
    seminar = make_seminar(seats=1)
    first, _second, _third = (make_registration(seminar) for _ in range(3))
    cancel(first, by=first.person)
    back = register(first.person, seminar, "en")
    assert (back.number, back.state, position_of(back)) == (4, State.WAITING, 2)


def test_cancelling_twice_changes_nothing_and_sends_one_mail():
    seminar = make_seminar()
    row = make_registration(seminar)
    cancel(row, by=row.person)
    at = Registration.objects.get(pk=row.pk).cancelled_at
    cancel(row, by=row.person)
    assert Registration.objects.get(pk=row.pk).cancelled_at == at
    assert [mail["Subject"] for mail in mails_to(row.person)] == [f"You have a place: {seminar}", f"Cancelled: {seminar}"]


def test_after_the_start_oneself_is_refused_and_staff_is_not():
    seminar, staff = make_seminar(seats=1), make_user()
    row, waiting = make_registration(seminar), make_registration(seminar)
    with time_machine.travel(seminar.starts_at, tick=False):
        with pytest.raises(ValidationError) as refusal:
            cancel(row, by=row.person)
        assert refusal.value.code == "started"
        cancel(row, by=staff, why="Did not come.")
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert (row.state, waiting.state) == (State.CANCELLED, State.WAITING)  # nobody is given a place after the start


def test_staff_say_why_and_the_trail_keeps_who_what_and_why():
    seminar, staff = make_seminar(), make_user()
    row = make_registration(seminar)
    with pytest.raises(ValidationError) as refusal:
        cancel(row, by=staff, why="  ")
    assert refusal.value.code == "why"
    assert not AuditEntry.objects.exists()
    cancel(row, by=staff, why="Asked by telephone.")
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.actor, entry.person, entry.old, entry.new, entry.why) == (
        "registration.cancel",
        staff,
        row.person,
        {"state": "confirmed"},
        {"state": "cancelled"},
        "Asked by telephone.",
    )


def test_more_seats_go_to_the_line_in_order():
    seminar = make_seminar(seats=1)
    for _ in range(4):
        make_registration(seminar)
    set_seats(seminar, 3, by=make_user(), why="A larger room.")
    assert [state for _number, state in states(seminar)] == ["confirmed", "confirmed", "confirmed", "waiting"]


def test_fewer_seats_put_nobody_out_and_nobody_moves_up_until_there_is_room():
    seminar, staff = make_seminar(seats=3), make_user()
    rows = [make_registration(seminar) for _ in range(4)]
    set_seats(seminar, 1, by=staff)
    assert [state for _number, state in states(seminar)] == ["confirmed"] * 3 + ["waiting"]
    cancel(rows[0], by=rows[0].person)
    cancel(rows[1], by=rows[1].person)
    assert [state for _number, state in states(seminar)] == ["cancelled", "cancelled", "confirmed", "waiting"]
    cancel(rows[2], by=rows[2].person)
    assert states(seminar)[-1] == (4, "confirmed")


def test_the_organizer_may_confirm_out_of_turn_even_over_capacity_on_record():
    seminar, staff = make_seminar(seats=1), make_user()
    _first, second, third = (make_registration(seminar) for _ in range(3))
    confirm(third, by=staff, why="She speaks on day two.")
    assert [state for _number, state in states(seminar)] == ["confirmed", "waiting", "confirmed"]
    assert AuditEntry.objects.get().deed == "registration.confirm"
    assert position_of(second) == 1


def test_moving_somebody_to_the_line_puts_them_at_its_end_and_the_first_in_line_gets_the_place():
    seminar, staff = make_seminar(seats=1), make_user()
    first, second, third = (make_registration(seminar) for _ in range(3))
    send_to_waiting_list(first, by=staff, why="Asked to come another time.")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.number, position_of(first)) == (State.WAITING, 4, 2)
    assert second.state == State.CONFIRMED
    assert position_of(third) == 1


def test_on_site_and_online_have_seats_and_lines_of_their_own():
    seminar, staff = make_seminar(format="hybrid", seats=3, seats_online=1, venue="Room 1", city="Bangkok"), make_user()
    modes = ["online", "online", "on_site", "on_site", "on_site"]
    rows = [register(make_user(), seminar, "en", mode) for mode in modes]
    assert [row.state for row in rows] == ["confirmed", "waiting", "confirmed", "confirmed", "waiting"]
    assert [position_of(rows[number]) for number in (1, 4)] == [1, 1]
    cancel(rows[2], by=rows[2].person)
    assert [state for _number, state in states(seminar)] == ["confirmed", "waiting", "cancelled", "confirmed", "confirmed"]
    set_seats(seminar, 4, by=staff, online=2)
    assert [state for _number, state in states(seminar)] == ["confirmed", "confirmed", "cancelled", "confirmed", "confirmed"]
    places = [calendars_in(mails_to(rows[number].person)[-1])[0].walk("VEVENT")[0]["location"] for number in (0, 3)]
    assert places == ["Online", "Room 1, Bangkok"]


def test_moving_between_on_site_and_online_is_one_deed_that_passes_the_seat_on_and_writes_once():
    seminar, staff = make_seminar(format="hybrid", seats=3, seats_online=2, venue="Room 1", city="Bangkok"), make_user()
    here, waiting, there = (register(make_user(), seminar, "en", mode) for mode in ("on_site", "on_site", "online"))
    with pytest.raises(ValidationError) as refusal:
        change_mode(there, by=staff, why="Wants to come.")
    assert refusal.value.code == "full"
    moved = change_mode(here, by=staff, why="Cannot travel.")
    assert (moved.state, moved.mode, moved.number) == ("confirmed", "online", 4)
    waiting.refresh_from_db()
    there.refresh_from_db()
    assert (waiting.state, there.state, there.mode) == ("confirmed", "confirmed", "online")
    letter = mails_to(here.person)[-1]
    assert "Cannot travel." in letter.get_body(("plain",)).get_content()
    event = calendars_in(letter)[0].walk("VEVENT")[0]
    assert (event["location"], event["sequence"]) == ("Online", 2)
    assert len(mails_to(here.person)) == 2
    entry = AuditEntry.objects.get(deed="registration.change_mode")
    assert (entry.actor, entry.old["mode"], entry.new["mode"], entry.why) == (staff, "on_site", "online", "Cannot travel.")


def test_a_seminar_in_two_ways_asks_which():
    with pytest.raises(ValidationError) as refusal:
        make_registration(make_seminar(format="hybrid", seats=3, seats_online=1))
    assert refusal.value.code == "mode"


def test_nobody_is_moved_to_an_empty_line():
    seminar = make_seminar()
    row = make_registration(seminar)
    with pytest.raises(ValidationError) as refusal:
        send_to_waiting_list(row, by=make_user(), why="No reason.")
    assert refusal.value.code == "nobody_waits"


def test_a_cancelled_seminar_tells_everybody_and_drops_it_from_the_calendars_of_who_had_a_place():
    seminar = make_seminar(seats=1, sittings=2)
    placed, waiting, gone = (make_registration(seminar) for _ in range(3))
    cancel(gone, by=gone.person)
    cancel_seminar(seminar, by=make_user(), why="A typhoon is coming.")
    last = mails_to(placed.person)[-1]
    assert last["Subject"] == f"The seminar is cancelled: {seminar}"
    assert "A typhoon is coming." in last.get_body(("plain",)).get_content()
    assert [str(calendar["method"]) for calendar in calendars_in(last)] == ["CANCEL", "CANCEL"]
    assert mails_to(waiting.person)[-1]["Subject"] == f"The seminar is cancelled: {seminar}"
    assert calendars_in(mails_to(waiting.person)[-1]) == []
    assert len(mails_to(gone.person)) == 2


def test_the_sequence_in_the_mails_of_one_person_never_falls():
    seminar = make_seminar()
    row = make_registration(seminar)
    cancel(row, by=row.person)
    register(row.person, seminar, "en")
    found = [
        (str(calendar["method"]), calendar.walk("VEVENT")[0]["sequence"])
        for message in mails_to(row.person)
        for calendar in calendars_in(message)
    ]
    assert found == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]


def test_of_several_certificates_the_sentence_names_those_that_are_missing():
    seminar, person = make_seminar(), make_user(latin_name="Siti Aminah")
    for code in ("C1", "C2", "C3"):
        seminar.prerequisites.create(key=uuid.uuid4(), kind="completion", code=code, name=f"Course {code}")
    facts = Facts(titles={"en": "Course C2"}, source_language="en", completed_at=timezone.now())
    issue_certificate(person, seminar.prerequisites.get(code="C2"), uuid.uuid4(), facts)
    with pytest.raises(ValidationError) as refusal:
        make_registration(seminar, person)
    assert refusal.value.messages == [
        "This seminar asks for valid certificates that you lack: “Course C1”, “Course C3”. Finish these courses first."
    ]
    for code in ("C1", "C3"):
        issue_certificate(person, seminar.prerequisites.get(code=code), uuid.uuid4(), facts)
    assert make_registration(seminar, person).state == "confirmed"

"""At the door: what phones send is kept once, and becomes minutes when the sitting has ended."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from icrweb.trail.models import AuditEntry
from seminars.attendance import mark_attendance, settle_ended_seminars
from seminars.checkin import codes, roll
from seminars.checkin.counting import count_ended_sittings
from seminars.checkin.passing import Scan, take_in
from seminars.checkin.undoing import take_back_passing
from seminars.models import Attendance, Passing, Sitting
from seminars.registration import cancel
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(organizer):
    return make_seminar(sittings=1, format="on_site")


def look(row=None, direction="in", at=None, **fields) -> Scan:
    return Scan(uuid4(), direction, at or timezone.now(), registration=row.key if row else None, **fields)


def minute(sitting, number):
    """The clock so many minutes after the start of a sitting."""
    return time_machine.travel(sitting.starts_at + timedelta(minutes=number), tick=False)


def seen(seminar, by, *scans, sitting=None, sent_at=None):
    sitting = sitting or seminar.sittings.get()
    return take_in(seminar, sitting, scans, by, sent_at=sent_at or timezone.now())


def test_a_scan_is_kept_once_however_often_it_is_sent(running, organizer):
    row = make_registration(running)
    with minute(running.sittings.get(), 5):
        scan = look(row)
        assert [one.verdict for one in seen(running, organizer, scan, scan)] == ["done"]
        assert [(one.verdict, one.registration) for one in seen(running, organizer, scan)] == [("done", row)]
    assert Passing.objects.get().by == organizer


def test_a_second_phone_hears_that_they_are_in_already_and_both_looks_are_kept(running, organizer):
    row, sitting = make_registration(running), running.sittings.get()
    with minute(sitting, 5):
        seen(running, organizer, look(row))
    with minute(sitting, 6):
        (again,) = seen(running, organizer, look(row))
    assert (again.verdict, again.since) == ("again", sitting.starts_at + timedelta(minutes=5))
    assert Passing.objects.count() == 2


def test_a_code_is_found_as_it_is_typed_and_that_of_another_seminar_is_not(running, organizer):
    row, other = make_registration(running), make_registration(make_seminar())
    mine = codes.pass_code(running.key, row.person.key)
    theirs = codes.pass_code(other.seminar.key, other.person.key)
    with minute(running.sittings.get(), 5):
        found = seen(running, organizer, look(code=f" {mine[:4].lower()}-{mine[4:]} "), look(code=theirs), look(code=""))
    assert sorted((one.verdict, one.registration) for one in found if one.verdict != "unknown") == [("done", row)]
    assert [one.verdict for one in found].count("unknown") == 2
    assert codes.mark_of(running.key) != codes.mark_of(other.seminar.key)


def test_who_has_no_place_is_not_let_in(running, organizer):
    gone = make_registration(running)
    cancel(gone, gone.person)
    with minute(running.sittings.get(), 5):
        (outcome,) = seen(running, organizer, look(gone))
    assert outcome.verdict == "no_place"
    assert outcome.registration.state == "cancelled"
    assert not Passing.objects.exists()


def test_who_left_and_came_back_keeps_the_code_they_printed(running, organizer):
    person = make_user()
    first = make_registration(running, person)
    cancel(first, person)
    second = make_registration(running, person)
    with minute(running.sittings.get(), 5):
        found = seen(running, organizer, look(first), look(code=codes.pass_code(running.key, person.key)))
    assert {one.registration for one in found} == {second}


def test_a_wrong_clock_of_a_phone_is_set_right_and_both_times_are_kept(running, organizer):
    row, sitting = make_registration(running), running.sittings.get()
    with minute(sitting, 30):
        wrong = timezone.now() - timedelta(hours=3)  # what the phone shows while it sends
        seen(running, organizer, look(row, at=wrong - timedelta(minutes=20)), sent_at=wrong)
    passing = Passing.objects.get()
    assert passing.at == sitting.starts_at + timedelta(minutes=10)
    assert passing.device_at == sitting.starts_at - timedelta(hours=2, minutes=50)


def test_a_phone_cannot_look_into_the_future_nor_days_back(running, organizer):
    one, two, sitting = make_registration(running), make_registration(running), running.sittings.get()
    with minute(sitting, 30):
        now = timezone.now()
        seen(running, organizer, look(one, at=now + timedelta(hours=2)), look(two, at=now - timedelta(days=4)), sent_at=now)
    assert set(Passing.objects.values_list("at", flat=True)) == {sitting.starts_at + timedelta(minutes=30)}


def test_scans_for_another_day_or_another_seminar_are_refused(running, organizer):
    row = make_registration(running)
    with pytest.raises(ValidationError) as refusal:
        seen(running, organizer, look(row))
    assert refusal.value.code == "early"
    with pytest.raises(ValidationError) as refusal:
        seen(running, organizer, look(row), sitting=make_seminar().sittings.get())
    assert refusal.value.code == "sitting"


def test_minutes_and_certificate_follow_by_themselves_when_the_sitting_has_ended(running, organizer):
    stays, leaves, sitting = make_registration(running), make_registration(running), running.sittings.get()
    with minute(sitting, -10):
        seen(running, organizer, look(stays), look(leaves))
    with minute(sitting, 30):
        seen(running, organizer, look(leaves, "out"))
        assert count_ended_sittings() == 0
    with minute(sitting, 121):
        assert (settle_ended_seminars(), count_ended_sittings(), count_ended_sittings()) == (1, 2, 0)
    assert list(Attendance.objects.order_by("registration").values_list("minutes", "source", "marked_by")) == [
        (120, "door", None),
        (30, "door", None),
    ]
    assert Certificate.objects.get().recipient == stays.person
    assert AuditEntry.objects.filter(deed="attendance.mark").count() == 2


def test_a_scan_that_comes_late_is_counted_when_it_comes(running, organizer):
    row, sitting = make_registration(running), running.sittings.get()
    with minute(sitting, 180):
        sent = timezone.now()
        seen(running, organizer, look(row, at=sent - timedelta(minutes=175)), sent_at=sent)
    assert Attendance.objects.get().minutes == 115
    with minute(sitting, 190):  # and a second phone, later still, knows more
        sent = timezone.now()
        seen(running, organizer, look(row, at=sent - timedelta(minutes=190)), sent_at=sent)
    assert Attendance.objects.get().minutes == 120
    old, new = AuditEntry.objects.filter(deed="attendance.mark").order_by("pk").values_list("old", "new")[1]
    assert (old["minutes"], new["minutes"], new["source"]) == (115, 120, "door")


def test_a_mistake_is_taken_back_with_a_reason_and_counts_no_more(client, running, organizer):
    row, sitting = make_registration(running), running.sittings.get()
    with minute(sitting, 5):
        client.force_login(organizer)
        seen(running, organizer, look(row))
        passing = Passing.objects.get()
        address = reverse("seminars_desk:take_back_passing", args=[running.pk, row.pk, passing.key])
        assert client.post(address, {"why": ""}).status_code == 200
        assert roll.inside(sitting) != {}
        page = client.post(address, {"why": "Wrong line of the list."}, follow=True).content.decode()
        assert "Taken back as a mistake" in page
        assert roll.inside(sitting) == {}
        assert [one.verdict for one in seen(running, organizer, look(row))] == ["done"]  # they come in after all
    entry = AuditEntry.objects.get(deed="attendance.take_back")
    assert (entry.actor, entry.why, entry.old["direction"]) == (organizer, "Wrong line of the list.", "in")
    with pytest.raises(ValidationError, match="Write why it is taken back"):
        take_back_passing(Passing.objects.get(taken_back_at=None), organizer, " ")


def test_minutes_that_came_of_a_mistake_are_counted_anew_and_those_of_the_sheet_stand(running, organizer):
    sitting = running.sittings.get()
    wrong, twice, written = (make_registration(running) for _ in range(3))
    with minute(sitting, 0):
        seen(running, organizer, look(wrong), look(twice), look(written))
    with minute(sitting, 30):
        seen(running, organizer, look(twice, "out"))
    with time_machine.travel(sitting.ends_at + timedelta(minutes=1), tick=False):
        count_ended_sittings()
        mark_attendance(written, sitting, 50, organizer, why="I saw them.")
        take_back_passing(wrong.passings.get(), organizer, "Somebody else.")
        take_back_passing(twice.passings.get(direction="out"), organizer, "They came back at once.")
        take_back_passing(written.passings.get(), organizer, "Somebody else.")
        count_ended_sittings()
    minutes = dict(Attendance.objects.values_list("registration", "minutes"))
    assert minutes == {wrong.pk: 0, twice.pk: sitting.minutes, written.pk: 50}


def test_what_is_taken_back_and_sent_again_stays_taken_back(running, organizer):
    row, sitting = make_registration(running), running.sittings.get()
    with minute(sitting, 5):
        scan = look(row)
        seen(running, organizer, scan)
        take_back_passing(Passing.objects.get(), organizer, "Wrong line.")
        seen(running, organizer, scan)
        assert roll.inside(sitting) == {}


def test_a_scan_that_the_phone_took_back_before_it_came_counts_nowhere_and_stays_struck_out(running, organizer):
    row, sitting = make_registration(running), running.sittings.get()
    with minute(sitting, 5):
        mistake = look(row, taken_back=True)
        for _time in range(2):
            assert [one.verdict for one in seen(running, organizer, mistake)] == ["taken_back"]
        assert roll.inside(sitting) == {}
        assert [one.verdict for one in seen(running, organizer, replace(mistake, taken_back=False))] == ["taken_back"]
        assert roll.inside(sitting) == {}
        assert [one.verdict for one in seen(running, organizer, look(row))] == ["done"]  # they come in after all
    assert Passing.objects.get(key=mistake.key).taken_back_at == sitting.starts_at + timedelta(minutes=5)
    entry = AuditEntry.objects.get(deed="attendance.take_back")
    assert (entry.actor, entry.person, entry.why) == (organizer, row.person, "Taken back on the phone at the door.")


def test_a_scan_that_came_without_the_phones_knowing_is_taken_back_with_its_minutes(running, organizer):
    row, sitting = make_registration(running), running.sittings.get()
    with minute(sitting, 0):
        scan = look(row)
        seen(running, organizer, scan)
    with time_machine.travel(sitting.ends_at + timedelta(minutes=1), tick=False):
        count_ended_sittings()
        assert Attendance.objects.get().minutes == sitting.minutes
        for _time in range(2):
            assert [one.verdict for one in seen(running, organizer, replace(scan, taken_back=True))] == ["taken_back"]
    assert Attendance.objects.get().minutes == 0
    assert AuditEntry.objects.filter(deed="attendance.take_back").count() == 1


def test_a_mistaken_scan_of_who_has_no_place_leaves_nothing(running, organizer):
    gone = make_registration(running)
    cancel(gone, gone.person)
    with minute(running.sittings.get(), 5):
        found = seen(running, organizer, look(gone, taken_back=True), look(code="ABCD", taken_back=True))
    assert {one.verdict for one in found} == {"no_place", "unknown"}
    assert not AuditEntry.objects.filter(deed="attendance.take_back").exists()


def test_what_a_person_wrote_on_the_sheet_stands(running, organizer):
    row, sitting = make_registration(running), running.sittings.get()
    with minute(sitting, 130):
        mark_attendance(row, sitting, 60, organizer)
        sent = timezone.now()
        seen(running, organizer, look(row, at=sent - timedelta(minutes=130)), sent_at=sent)
    assert Attendance.objects.values_list("minutes", "source").get() == (60, "sheet")


def test_a_sheet_saved_unchanged_leaves_the_source_and_a_correction_says_why(running, organizer):
    row, sitting = make_registration(running), running.sittings.get()
    with minute(sitting, 10):
        seen(running, organizer, look(row))
    with minute(sitting, 130):
        count_ended_sittings()
        mark_attendance(row, sitting, 110, organizer)
        assert Attendance.objects.get().source == "door"
        with pytest.raises(ValidationError) as refusal:
            mark_attendance(row, sitting, 120, organizer)
        assert refusal.value.code == "why"
        mark_attendance(row, sitting, 120, organizer, why="Helped at the entrance.")
    assert Attendance.objects.values_list("minutes", "source").get() == (120, "sheet")


# --- The page of the phone


def post(client, seminar, scans, sitting=None, **fields):
    now = int(timezone.now().timestamp() * 1000)
    sitting = sitting or seminar.sittings.first()
    sent = {"sitting": sitting.pk, "now": now, "device": str(uuid4()), "scans": scans, **fields}
    return client.post(reverse("seminars_desk:door_send", args=[seminar.pk]), {"sent": json.dumps(sent)})


def test_the_page_names_nobody_and_the_list_holds_hashes_only(client, organizer, running):
    row = make_registration(running, make_user(latin_name="Kim Seo-yeon"))
    page = client.get(reverse("seminars_desk:door", args=[running.pk]))
    assert page.status_code == 200
    assert "Kim Seo-yeon" not in page.content.decode()
    answer = client.post(reverse("seminars_desk:door_names", args=[running.pk]))
    (line,) = answer.json()["rows"]
    assert (line["name"], line["place"], line["hash"]) == ("Kim Seo-yeon", True, roll.hash_of(running, row))
    assert codes.pass_code(running.key, row.person.key) not in answer.content.decode()
    assert AuditEntry.objects.get().new == {"rows": 1}


def test_what_a_phone_sends_comes_back_judged(client, organizer, running):
    row, sitting = make_registration(running), running.sittings.get()
    with minute(sitting, 5):
        client.force_login(organizer)
        now = int(timezone.now().timestamp() * 1000)
        scan = {"key": str(uuid4()), "direction": "in", "at": now, "registration": str(row.key)}
        mistake = {**scan, "key": str(uuid4()), "direction": "out", "taken_back": True}
        told = post(client, running, [scan, mistake]).json()
    assert [one["verdict"] for one in told["outcomes"]] == ["done", "taken_back"]
    assert told["inside"] == {str(row.key): ["in", int((sitting.starts_at + timedelta(minutes=5)).timestamp())]}


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "[]",
        "{}",
        '{"sitting": "x"}',
        '{"scans": [{"key": "x"}]}',
        '{"scans": [{"key": "00000000-0000-4000-8000-000000000000", "direction": "up", "at": 0}]}',
        '{"scans": null}',
        '{"now": 1e300}',
        '{"now": "NaN"}',
        '{"device": "someone"}',
    ],
)
def test_what_cannot_be_read_is_refused_and_the_phone_keeps_it(client, organizer, running, sent):
    sitting = running.sittings.get()
    whole = {"sitting": sitting.pk, "now": 1.9e12, "device": str(uuid4()), "scans": []}
    given = json.loads(sent) if sent else sent
    body = json.dumps({**whole, **given}) if isinstance(given, dict) and given else sent
    answer = client.post(reverse("seminars_desk:door_send", args=[running.pk]), {"sent": body})
    assert (answer.status_code, answer.json()["keep"]) == (422, True)
    assert not Passing.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_and_a_batch_ask_as_often_for_one_as_for_three(client, organizer, running, number, django_assert_num_queries):
    rows, sitting = [make_registration(running) for _ in range(number)], Sitting.objects.get(seminar=running)
    with minute(sitting, 5):
        client.force_login(organizer)
        client.post(reverse("seminars_desk:door_names", args=[running.pk]))
        with django_assert_num_queries(8):
            client.post(reverse("seminars_desk:door_names", args=[running.pk]))
        now = int(timezone.now().timestamp() * 1000)
        scans = [{"key": str(uuid4()), "direction": "in", "at": now, "registration": str(row.key)} for row in rows]
        with django_assert_num_queries(17):
            assert post(client, running, scans).status_code == 200


def test_one_sees_ones_own_code_and_takes_it_along_on_paper(client, running):
    row = make_registration(running, make_user(latin_name="Kim Seo-yeon"))
    code = codes.grouped(codes.pass_code(running.key, row.person.key))
    client.force_login(row.person)
    assert code in client.get(f"/en/take-part/{running.key}/place/").content.decode()
    assert code in client.get(f"/en/take-part/{running.key}/pass/").content.decode()
    cancel(row, row.person)
    assert code not in client.get(f"/en/take-part/{running.key}/place/").content.decode()
    assert client.get(f"/en/take-part/{running.key}/pass/").status_code == 404


def test_who_takes_part_online_gets_a_word_for_the_meeting_and_no_code_for_the_door(client):
    seminar = make_seminar(format="online")
    row = make_registration(seminar)
    client.force_login(row.person)
    words = client.get(f"/en/take-part/{seminar.key}/place/").content.decode()
    assert f"#{codes.join_token(seminar.key, row.person.key)}" in words
    assert "pass__code" not in words
    assert client.get(f"/en/take-part/{seminar.key}/pass/").status_code == 404

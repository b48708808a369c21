"""Reports of meetings: found by address or token only, counted once, and decided by a person where nobody can be sure."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from certificates.models import Certificate
from icrweb.trail.models import AuditEntry
from seminars.checkin import codes, importing
from seminars.checkin.passing import Scan, take_in
from seminars.models import Attendance, MeetingReport, MeetingRow
from seminars.registration import cancel
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(organizer):
    return make_seminar(sittings=1)


def after(seminar):
    return time_machine.travel(seminar.ends_at + timedelta(hours=1), tick=False)


def report_of(seminar, *connections) -> bytes:
    """(name, address, minute of joining, minute of leaving) as Zoom would write it."""
    start = seminar.sittings.get().starts_at + timedelta(hours=7)  # Bangkok's clock
    lines = ["Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)"]
    for name, email, joined, left in connections:
        times = [f"{start + timedelta(minutes=minute):%Y-%m-%d %H:%M:%S}" for minute in (joined, left)]
        lines.append(",".join([f'"{name}"', email, *times, "1"]))
    return "\n".join(lines).encode()


def look(seminar, by, *connections, zone="Asia/Bangkok"):
    return importing.look(seminar, "report.csv", report_of(seminar, *connections), zone, by)


def bring_in(seminar, by, *connections):
    return importing.bring_in(look(seminar, by, *connections), by)


def test_people_are_found_by_address_and_reconnects_count_once(over, organizer):
    row = make_registration(over, make_user("kim@demo.example"))
    with after(over):
        bring_in(over, organizer, ("Kim", "KIM@demo.example", -5, 50), ("Kim", "kim@demo.example", 40, 90))
        bring_in(over, organizer, ("Kim", "kim@demo.example", 100, 130))
    assert Attendance.objects.values_list("minutes", "source", "marked_by").get() == (110, "meeting", organizer.pk)
    assert Certificate.objects.get().recipient == row.person
    assert set(MeetingRow.objects.values_list("name", "email")) == {("", "")}


def test_another_verified_address_and_the_token_behind_the_name_are_theirs_too(over, organizer):
    one, two = make_registration(over), make_registration(over)
    EmailAddress.objects.create(user=one.person, email="other@demo.example", verified=True)
    token = codes.join_token(over.key, two.person.key)
    with after(over):
        bring_in(over, organizer, ("One", "Other@demo.example", 0, 120), (f"iPad #{token.lower()}", "", 0, 60))
    assert dict(Attendance.objects.values_list("registration", "minutes")) == {one.pk: 120, two.pk: 60}


def test_a_name_alone_is_nobody_even_when_only_one_person_has_it(over, organizer):
    make_registration(over, make_user("kim@demo.example", latin_name="Kim Seo-yeon"))
    EmailAddress.objects.create(user=make_user(), email="claimed@demo.example", verified=False)
    with after(over):
        bring_in(over, organizer, ("Kim Seo-yeon", "", 0, 120), ("Kim Seo-yeon", "claimed@demo.example", 0, 120))
    assert not Attendance.objects.exists()
    assert set(MeetingRow.objects.values_list("waits", flat=True)) == {"unknown"}


def test_an_address_and_a_token_of_two_people_wait_and_so_does_who_has_no_place(over, organizer):
    one, two, gone = (make_registration(over) for _ in range(3))
    cancel(gone, gone.person)
    token = codes.join_token(over.key, two.person.key)
    with after(over):
        bring_in(over, organizer, (f"A #{token}", one.person.email, 0, 120), ("Gone", gone.person.email, 0, 120))
    assert list(MeetingRow.objects.order_by("line").values_list("waits", flat=True)) == ["two", "no_place"]
    assert not Attendance.objects.exists()


def test_a_look_changes_nothing(over, organizer):
    make_registration(over, make_user("kim@demo.example"))
    with after(over):
        planned = importing.plan(look(over, organizer, ("Kim", "kim@demo.example", 0, 120), ("X", "", 9, 8), ("Y", "", 1, 2)))
    assert (len(planned.matched), planned.people, len(planned.waiting), len(planned.faults)) == (1, 1, 1, 1)
    assert not (Attendance.objects.exists() or MeetingRow.objects.exists() or AuditEntry.objects.exists())


def test_the_same_file_and_the_same_lines_in_another_file_change_nothing(over, organizer):
    make_registration(over, make_user("kim@demo.example"))
    lines = [("Kim", "kim@demo.example", 0, 60), ("Stranger", "", 0, 60)]
    with after(over):
        first = bring_in(over, organizer, *lines)
        assert bring_in(over, organizer, *lines) == first
        second = bring_in(over, organizer, *lines, ("Another", "", 5, 6))
    assert (MeetingReport.objects.count(), MeetingRow.objects.count(), second.rows_read) == (2, 3, 3)
    assert AuditEntry.objects.filter(deed="attendance.bring_in_report").count() == 2
    assert AuditEntry.objects.filter(deed="attendance.mark").count() == 1


def test_a_sitting_that_is_not_over_waits_for_its_report(over, organizer):
    make_registration(over, make_user("kim@demo.example"))
    with time_machine.travel(over.ends_at - timedelta(minutes=10), tick=False), pytest.raises(ValidationError) as refusal:
        bring_in(over, organizer, ("Kim", "kim@demo.example", 0, 100))
    assert refusal.value.code == "early"
    assert not MeetingRow.objects.exists()


def test_who_was_at_the_door_and_in_the_meeting_is_counted_once_with_both_sources(over, organizer):
    row = make_registration(over, make_user("kim@demo.example"))
    start = over.sittings.get().starts_at
    with time_machine.travel(start + timedelta(minutes=60), tick=False):
        take_in(over, over.sittings.get(), [Scan(uuid4(), "in", timezone.now(), row.key)], organizer, sent_at=timezone.now())
    with after(over):
        bring_in(over, organizer, ("Kim", "kim@demo.example", 0, 80))
    assert Attendance.objects.values_list("minutes", "source").get() == (120, "several")


def test_a_person_says_whose_it_was_and_how_they_know_and_the_name_goes(over, organizer):
    row = make_registration(over)
    with after(over):
        bring_in(over, organizer, ("Somebody's iPhone", "phone@demo.example", 0, 120), ("Guest", "", 0, 10))
        waiting = MeetingRow.objects.get(email="phone@demo.example")
        for wrong, code in ((("",), "why"),):
            with pytest.raises(ValidationError) as refusal:
                importing.decide(waiting, row, organizer, *wrong)
            assert refusal.value.code == code
        with pytest.raises(ValidationError) as refusal:
            importing.decide(waiting, make_registration(make_seminar()), organizer, "x")
        assert refusal.value.code == "state"
        importing.decide(waiting, row, organizer, "She called and read out her address.")
        importing.decide(MeetingRow.objects.get(name="Guest"), None, organizer, "The interpreter.")
        with pytest.raises(ValidationError) as refusal:
            importing.decide(waiting, row, organizer, "Again.")
        assert refusal.value.code == "decided"
    assert Attendance.objects.values_list("registration", "minutes").get() == (row.pk, 120)
    assert set(MeetingRow.objects.values_list("name", "email", "waits")) == {("", "", "")}
    assert list(AuditEntry.objects.filter(deed="attendance.decide_row").order_by("pk").values_list("why", flat=True)) == [
        "She called and read out her address.",
        "The interpreter.",
    ]


def test_names_nobody_decided_on_and_files_nobody_brought_in_go(over, organizer):
    with after(over):
        bring_in(over, organizer, ("Guest", "guest@demo.example", 0, 10))
        look(over, organizer, ("Other", "", 0, 10))
        assert importing.tidy_reports() == 0
    with time_machine.travel(over.ends_at + timedelta(days=2), tick=False):
        assert importing.tidy_reports() == 1
    with time_machine.travel(over.ends_at + timedelta(days=91), tick=False):
        assert importing.tidy_reports() == 1
    assert MeetingRow.objects.values_list("name", "email", "waits").get() == ("", "", "")


# --- The pages


def send(client, seminar, content, zone="Asia/Bangkok"):
    file = SimpleUploadedFile("report.csv", content)
    return client.post(f"/admin/seminars/{seminar.pk}/meeting/", {"file": file, "zone": zone}, follow=True)


def test_an_organizer_looks_brings_in_and_decides(client, organizer, over):
    row = make_registration(over, make_user("kim@demo.example"))
    other = make_registration(over)
    with after(over):
        client.force_login(organizer)
        lines = ("Kim", "kim@demo.example", 0, 120), ("<b>Guest</b>", "", 0, 100), ("Late", "", 9, 8)
        words = send(client, over, report_of(over, *lines)).content.decode()
        assert "Nothing is brought in yet." in words
        assert "They left before they joined." in words
        report = MeetingReport.objects.get()
        address = f"/admin/seminars/{over.pk}/meeting/{report.key}/"
        assert "1 connection waits" in client.post(address, follow=True).content.decode()
        assert "Nothing changes when it is brought in again." in client.get(address).content.decode()
        queue = f"/admin/seminars/{over.pk}/meeting/waiting/"
        words = client.get(queue).content.decode()
        assert "&lt;b&gt;Guest&lt;/b&gt;" in words
        waiting = MeetingRow.objects.get(waits="unknown")
        wrong = client.post(queue, {"row": waiting.pk, "who": "nobody I know", "why": "Asked."})
        assert wrong.status_code == 422
        assert 'value="nobody I know"' in wrong.content.decode()
        client.post(queue, {"row": waiting.pk, "who": f"{other.number} {other.person}", "why": "Asked."})
    assert dict(Attendance.objects.values_list("registration", "minutes")) == {row.pk: 120, other.pk: 100}


def test_a_file_that_is_no_report_is_refused_with_what_to_do(client, organizer, over):
    words = send(client, over, b"Name,Email\nKim,kim@demo.example\n")
    assert words.status_code == 422
    assert "no columns for joining and leaving" in words.content.decode()
    assert send(client, over, report_of(over), zone="Mars").status_code == 422


@pytest.mark.parametrize("path", ["meeting/", "meeting/waiting/"])
def test_the_lists_ask_as_often_for_one_as_for_three(client, organizer, over, path, django_assert_num_queries):
    numbers = set()
    for number in range(2):
        with after(over):
            client.force_login(organizer)
            for each in range(1 + 2 * number):
                bring_in(over, organizer, (f"Guest {number} {each}", "", each, 100 + each))
            client.get(f"/admin/seminars/{over.pk}/{path}")
            with django_assert_num_queries(40, exact=False) as asked:
                client.get(f"/admin/seminars/{over.pk}/{path}")
        numbers.add(len(asked))
    assert len(numbers) == 1

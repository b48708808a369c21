from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from certificates.models import Certificate
from icrweb.trail.models import AuditEntry
from seminars import attendance
from seminars.attendance import mark_attendance, rule_met, settle_ended_seminars
from seminars.models import Attendance, Seminar
from seminars.registration import cancel
from seminars.scheduling import Row, set_sittings
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db):
    return make_user(latin_name="Anan Boonmee")


def during(seminar, number):
    return time_machine.travel(seminar.sittings.all()[number].starts_at + timedelta(minutes=5), tick=False)


def after(seminar):
    return time_machine.travel(seminar.ends_at + timedelta(hours=1), tick=False)


def mark(registration, minutes, by, why=""):
    for sitting, present in zip(registration.seminar.sittings.all(), minutes, strict=True):
        outcome = mark_attendance(registration, sitting, present, by, why)
    return outcome


def test_enough_minutes_in_every_sitting_after_the_end_earn_one_certificate(staff):
    seminar = make_seminar(sittings=2, city="Bangkok", venue="Room 1", format="on_site")
    row = make_registration(seminar)
    with after(seminar):
        assert mark(row, [96, 120], staff).attended
        mark(row, [96, 120], staff)
    row.refresh_from_db()
    certificate = Certificate.objects.get()
    assert (certificate.evidence_key, certificate.recipient, certificate.completed_at) == (row.key, row.person, seminar.ends_at)
    assert certificate.achievement.kind == "attendance"
    assert certificate.facts["attended_minutes"] == 216
    assert [one["minutes"] for one in certificate.facts["sittings"]] == [96, 120]
    assert (certificate.facts["place"], certificate.facts["time_zone"]) == ("Room 1, Bangkok", "Asia/Bangkok")
    assert row.attended_at == seminar.ends_at + timedelta(hours=1)


def test_one_minute_less_than_the_share_is_not_enough(staff):
    seminar = make_seminar(sittings=2, attendance_rule="all")
    row = make_registration(seminar)
    with after(seminar):
        assert not mark(row, [95, 120], staff).attended
    row.refresh_from_db()
    assert (row.attended_at, Certificate.objects.count()) == (None, 0)


def test_some_of_the_sittings_are_enough_where_the_seminar_says_so(staff):
    seminar = make_seminar(sittings=3, attendance_rule="some", sittings_needed=2)
    row = make_registration(seminar)
    with after(seminar):
        assert not mark(row, [120, 95, 0], staff).attended
        assert mark(row, [120, 96, 0], staff, why="Was in the second room.").attended
    assert Certificate.objects.count() == 1


def test_minutes_of_a_day_are_taken_together_and_optional_sittings_do_not_count():
    day, next_day = date(2030, 6, 3), date(2030, 6, 4)
    seminar = make_seminar(attendance_rule="days")
    rows = [
        Row(day, time(9), time(11)),
        Row(day, time(13), time(14)),
        Row(day, time(18), time(21), mandatory=False),
        Row(next_day, time(9), time(10)),
    ]
    sittings = set_sittings(seminar, rows)

    def met(*minutes):
        return rule_met(seminar, sittings, {one.pk: number for one, number in zip(sittings, minutes, strict=True)})

    assert met(120, 24, 0, 48)  # 144 of 180, 48 of 60
    assert not met(120, 23, 180, 60)
    assert not met(120, 60, 180, 47)
    seminar.attendance_rule = "all"
    assert met(96, 48, 0, 48)
    assert not met(120, 24, 0, 48)


@pytest.mark.parametrize(
    ("rule", "needed", "share", "minutes", "met"),
    [
        ("all", None, 80, [96, 96], True),
        ("all", None, 80, [96, 95], False),
        ("all", None, 100, [120, 119], False),
        ("some", 1, 80, [0, 96], True),
        ("some", 2, 1, [2, 1], False),
        ("some", 2, 1, [2, 2], True),
    ],
)
def test_the_rule_counts_sittings_that_reach_the_share(rule, needed, share, minutes, met):
    seminar = make_seminar(sittings=2, attendance_rule=rule, sittings_needed=needed, share_needed=share)
    sittings = list(seminar.sittings.all())
    assert rule_met(seminar, sittings, {one.pk: number for one, number in zip(sittings, minutes, strict=True)}) is met


def test_marked_while_the_seminar_runs_the_certificate_waits_for_its_end(staff):
    seminar = make_seminar(sittings=2)
    row = make_registration(seminar)
    with during(seminar, 1):
        assert mark(row, [120, 120], staff).attended
        assert settle_ended_seminars() == 0
        assert not Certificate.objects.exists()
    with after(seminar):
        assert settle_ended_seminars() == 1
        assert settle_ended_seminars() == 0
    assert Certificate.objects.get().evidence_key == row.key


def test_many_are_counted_in_portions_and_a_killed_count_goes_on(staff, monkeypatch):
    monkeypatch.setattr(attendance, "PORTION", 2)
    seminar = make_seminar(sittings=1)
    rows = [make_registration(seminar) for _ in range(5)]
    with during(seminar, 0):
        for row in rows[:4]:
            mark(row, [120], staff)
    settle, counted = attendance._settle, []

    def killed_at_the_fourth(seminar, registration, *rest):
        counted.append(registration)
        if len(counted) == 4:
            raise RuntimeError("killed")
        return settle(seminar, registration, *rest)

    with after(seminar):
        with monkeypatch.context() as patched:
            patched.setattr(attendance, "_settle", killed_at_the_fourth)
            with pytest.raises(RuntimeError, match="killed"):
                settle_ended_seminars()
        assert Certificate.objects.count() == 2
        assert settle_ended_seminars() == 1
        assert settle_ended_seminars() == 0
    assert set(Certificate.objects.values_list("evidence_key", flat=True)) == {row.key for row in rows[:4]}


def test_marks_after_the_count_settle_themselves(staff):
    seminar = make_seminar()
    row = make_registration(seminar)
    with after(seminar):
        settle_ended_seminars()
        mark(row, [120], staff)
    assert Certificate.objects.get().evidence_key == row.key


def test_without_certificates_attending_is_only_kept(staff):
    seminar = make_seminar(gives_certificate=False)
    row = make_registration(seminar)
    with after(seminar):
        mark(row, [120], staff)
    row.refresh_from_db()
    assert row.attended_at
    assert not Certificate.objects.exists()


def test_a_first_mark_is_on_record_with_who_made_it(staff):
    seminar = make_seminar()
    row = make_registration(seminar)
    with during(seminar, 0):
        mark(row, [60], staff)
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.actor, entry.person) == ("attendance.mark", staff, row.person)
    assert (entry.old["minutes"], entry.new["minutes"]) == (None, 60)
    assert Attendance.objects.get().marked_by == staff


def test_a_correction_says_why_and_keeps_what_was_there_before(staff):
    seminar = make_seminar()
    row = make_registration(seminar)
    with during(seminar, 0):
        mark(row, [60], staff)
        with pytest.raises(ValidationError) as refusal:
            mark(row, [100], staff)
        assert refusal.value.code == "why"
        assert Attendance.objects.get().minutes == 60
        mark(row, [100], staff, why="The line at the door was slow.")
    entry = AuditEntry.objects.first()
    assert (entry.old["minutes"], entry.new["minutes"], entry.why) == (60, 100, "The line at the door was slow.")


def test_marking_the_same_again_writes_nothing(staff):
    seminar = make_seminar()
    row = make_registration(seminar)
    with during(seminar, 0):
        mark(row, [60], staff)
        mark(row, [60], staff)
    assert AuditEntry.objects.count() == 1


def test_a_correction_that_unmeets_the_rule_leaves_the_certificate_and_says_so(staff):
    seminar = make_seminar()
    row = make_registration(seminar)
    with after(seminar):
        mark(row, [120], staff)
        outcome = mark(row, [10], staff, why="Left early.")
    row.refresh_from_db()
    assert outcome.no_longer_met
    assert row.attended_at
    assert Certificate.objects.get().revoked_at is None


@pytest.mark.parametrize(("minutes", "code"), [(-1, "minutes"), (121, "minutes")])
def test_minutes_lie_within_the_sitting(staff, minutes, code):
    seminar = make_seminar()
    row = make_registration(seminar)
    with during(seminar, 0), pytest.raises(ValidationError) as refusal:
        mark(row, [minutes], staff)
    assert refusal.value.code == code


def test_a_sitting_of_another_seminar_is_refused(staff):
    row, other = make_registration(make_seminar()), make_seminar()
    with after(other), pytest.raises(ValidationError) as refusal:
        mark_attendance(row, other.sittings.get(), 60, staff)
    assert refusal.value.code == "sitting"


def test_a_sitting_that_has_not_started_cannot_be_marked(staff):
    row = make_registration(make_seminar())
    with pytest.raises(ValidationError) as refusal:
        mark(row, [60], staff)
    assert refusal.value.code == "early"


def test_who_waits_or_left_is_not_marked(staff):
    seminar = make_seminar(seats=1)
    placed, waiting = make_registration(seminar), make_registration(seminar)
    with after(seminar), pytest.raises(ValidationError) as refusal:
        mark(waiting, [60], staff)
    assert refusal.value.code == "state"
    assert Seminar.objects.get().registrations.confirmed().get() == placed


def test_who_attended_is_not_cancelled_any_more(staff):
    seminar = make_seminar()
    row = make_registration(seminar)
    with after(seminar):
        mark(row, [120], staff)
        with pytest.raises(ValidationError) as refusal:
            cancel(row, by=staff, why="A mistake.")
    assert refusal.value.code == "attended"


def test_somebody_without_a_name_is_owed_the_certificate(staff):
    seminar = make_seminar()
    row = make_registration(seminar, make_user(latin_name=""))
    with after(seminar):
        mark(row, [120], staff)
    row.refresh_from_db()
    assert row.attended_at
    assert row.person.owed_certificates.get().evidence_key == row.key

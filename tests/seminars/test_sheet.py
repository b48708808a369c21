"""The attendance sheet at the desk: saved whole or not at all."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from certificates.models import Certificate
from icrweb.trail.models import AuditEntry
from seminars.models import Attendance
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar

pytestmark = pytest.mark.django_db


def address(seminar) -> str:
    return reverse("seminars_desk:attendance", args=[seminar.pk])


@pytest.fixture
def running(organizer):
    """A seminar of two sittings with two participants."""
    seminar = make_seminar(sittings=2)
    make_registration(seminar, make_user(latin_name="Kim Seo-yeon"))
    make_registration(seminar, make_user(latin_name="Lin Yi-chun"))
    return seminar


def sheet(client, organizer, seminar, at, cells, **fields):
    """Post {(registration number, sitting number): minutes} at a moment."""
    rows, sittings = list(seminar.registrations.all()), list(seminar.sittings.all())
    data = {f"m-{rows[row].pk}-{sittings[sitting].pk}": value for (row, sitting), value in cells.items()}
    with time_machine.travel(at, tick=False):
        client.force_login(organizer)
        return client.post(address(seminar), {**data, **fields}, follow=True)


def test_the_sheet_is_saved_in_one_go_and_certificates_follow(client, organizer, running):
    after = running.ends_at + timedelta(hours=1)
    answer = sheet(client, organizer, running, after, {(0, 0): "120", (0, 1): "100", (1, 0): "0", (1, 1): ""})
    assert "3 marks saved." in answer.content.decode()
    assert list(Attendance.objects.order_by("pk").values_list("minutes", flat=True)) == [120, 100, 0]
    assert Certificate.objects.get().latin_name == "Kim Seo-yeon"


def test_one_wrong_cell_keeps_nothing_but_what_was_typed(client, organizer, running):
    answer = sheet(client, organizer, running, running.ends_at, {(0, 0): "120", (1, 0): "999", (1, 1): "ten"})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "Lin Yi-chun" in words
    assert "Write minutes from 0 to 120." in words
    assert "Write whole minutes" in words
    assert 'value="999"' in words
    assert not Attendance.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_correction_on_the_sheet_needs_a_reason(client, organizer, running):
    sheet(client, organizer, running, running.ends_at, {(0, 0): "60"})
    assert "Write why" in sheet(client, organizer, running, running.ends_at, {(0, 0): "70"}).content.decode()
    sheet(client, organizer, running, running.ends_at, {(0, 0): "70"}, why="Misread.")
    assert Attendance.objects.get().minutes == 70


def test_a_correction_that_unmeets_the_rule_is_told(client, organizer, running):
    after = running.ends_at + timedelta(hours=1)
    sheet(client, organizer, running, after, {(0, 0): "120", (0, 1): "120"})
    answer = sheet(client, organizer, running, after, {(0, 1): "1"}, why="Left.")
    assert "The rule is no longer met by: Kim Seo-yeon." in answer.content.decode()
    assert Certificate.objects.count() == 1


def test_filling_a_column_shows_full_minutes_and_saves_nothing(client, organizer, running):
    first = running.sittings.first()
    answer = sheet(client, organizer, running, running.ends_at, {(0, 0): "30"}, fill=str(first.pk))
    words = answer.content.decode()
    assert 'value="30"' in words
    assert words.count('value="120"') == 1
    assert not Attendance.objects.exists()


def test_a_cell_of_another_seminar_is_refused_whole(client, organizer, running):
    other = make_registration(make_seminar(sittings=1))
    mine, sitting = running.registrations.first(), running.sittings.first()
    with time_machine.travel(running.ends_at + timedelta(days=3), tick=False):
        client.force_login(organizer)
        for name in (f"m-{other.pk}-{sitting.pk}", f"m-{mine.pk}-{other.seminar.sittings.get().pk}"):
            data = {f"m-{mine.pk}-{sitting.pk}": "60", name: "60"}
            assert client.post(address(running), data).status_code == 404
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_sheet_asks_as_often_for_one_as_for_three(client, organizer, number, django_assert_num_queries):
    seminar = make_seminar(sittings=2)
    for _ in range(number):
        make_registration(seminar)
    client.get(address(seminar))
    with django_assert_num_queries(15):
        client.get(address(seminar))

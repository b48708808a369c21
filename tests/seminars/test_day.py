"""The organizer's pages of the day, and what is printed for it."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from icrweb.trail.models import AuditEntry
from seminars.applications.applying import change
from seminars.attendance import mark_attendance
from seminars.checkin import codes
from seminars.checkin.catering import answered_to
from seminars.checkin.counting import count_ended_sittings
from seminars.checkin.passing import Scan, take_in
from seminars.registration import cancel
from tests.factories.applications import make_question
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(organizer):
    return make_seminar(sittings=1, format="on_site")


def scan(seminar, row, by, direction, number, **clock):
    sitting = seminar.sittings.get()
    with time_machine.travel(sitting.starts_at + timedelta(minutes=number), tick=False):
        now = timezone.now()
        seen = Scan(uuid4(), direction, now - clock.get("late", timedelta()), registration=row.key)
        take_in(seminar, sitting, [seen], by, sent_at=now)


def read(client, organizer, seminar, path, at=None):
    with time_machine.travel(at or seminar.ends_at + timedelta(hours=1), tick=False):
        client.force_login(organizer)
        answer = client.get(f"/admin/seminars/{seminar.pk}/{path}")
        assert answer.status_code == 200
        return answer.content.decode()


def test_one_sees_per_person_what_was_seen_who_says_so_and_what_follows(client, organizer, running):
    row = make_registration(running, make_user(latin_name="Kim Seo-yeon"))
    scan(running, row, organizer, "in", 10, late=timedelta(minutes=8))
    with time_machine.travel(running.ends_at + timedelta(minutes=5), tick=False):
        count_ended_sittings()
    words = read(client, organizer, running, f"day/{row.pk}/")
    assert "118 of 120 minutes" in words
    assert "Seen at the door" in words
    assert "Anan Boonmee" in words
    assert "The rule was met on" in words
    with time_machine.travel(running.ends_at + timedelta(minutes=6), tick=False):
        mark_attendance(row, running.sittings.get(), 60, organizer, why="Slept.")
    assert "Written on the sheet" in read(client, organizer, running, f"day/{row.pk}/")


def test_leaving_unseen_to_come_is_pointed_out(client, organizer, running):
    row = make_registration(running)
    scan(running, row, organizer, "out", 5)
    assert "Seen leaving once" in read(client, organizer, running, f"day/{row.pk}/")


def test_a_person_of_another_seminar_is_not_found(client, organizer, running):
    other = make_registration(make_seminar())
    assert client.get(f"/admin/seminars/{running.pk}/day/{other.pk}/").status_code == 404


def test_the_day_counts_who_was_seen(client, organizer, running):
    rows = [make_registration(running) for _ in range(3)]
    scan(running, rows[0], organizer, "in", 5)
    scan(running, rows[0], organizer, "in", 6)
    assert "1 of 3" in read(client, organizer, running, "day/")


def test_badges_carry_both_names_and_the_code_of_who_comes_on_site(client, organizer, running):
    row = make_registration(running, make_user(latin_name="Lin Yi-chun", native_name="林怡君", country="TW"))
    gone = make_registration(running, make_user(latin_name="Zhang Wei"))
    cancel(gone, gone.person)
    words = read(client, organizer, running, "day/badges/")
    assert "Lin Yi-chun" in words
    assert '<p class="badge__native" lang="zh-hant">林怡君</p>' in words
    assert codes.grouped(codes.pass_code(running.key, row.person.key)) in words
    assert "Zhang Wei" not in words


def test_the_kitchen_gets_diets_counted_and_by_name_and_that_is_kept(client, organizer, running):
    question = make_question(running, "What do you eat?", kind="checkboxes", choices=[{"en": "Halal"}, {"en": "No nuts"}])
    one, two, silent, gone = (make_registration(running, make_user(latin_name=name)) for name in ("Ana", "Budi", "Chi", "Dara"))
    change(one, {question.pk: ["Halal", "No nuts"]})
    change(two, {question.pk: ["Halal"]})
    change(gone, {question.pk: ["No nuts"]})
    cancel(gone, gone.person)
    found = answered_to(running, question, organizer)
    assert (found["counts"], found["silent"]) == ([("Halal", 2), ("No nuts", 1)], 1)
    assert [(row.person.latin_name, lines) for row, lines in found["rows"]] == [("Ana", ["Halal", "No nuts"]), ("Budi", ["Halal"])]
    words = read(client, organizer, running, f"day/answers/{question.pk}/")
    assert "1 person with a place has not answered." in words
    assert "Dara" not in words
    assert AuditEntry.objects.filter(deed="registration.list_answers").count() == 2
    other = make_question(make_seminar())
    assert client.get(f"/admin/seminars/{running.pk}/day/answers/{other.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["day/badges/", "day/door-list/", "day/"])
def test_sheets_ask_as_often_for_one_as_for_many(client, organizer, running, path, django_assert_num_queries):
    numbers = set()
    for _ in range(2):
        for _person in range(3):
            make_registration(running, make_user(native_name="林怡君"))
        read(client, organizer, running, path)
        with time_machine.travel(running.ends_at, tick=False), django_assert_num_queries(40, exact=False) as asked:
            client.get(f"/admin/seminars/{running.pk}/{path}")
        numbers.add(len(asked))
    assert len(numbers) == 1

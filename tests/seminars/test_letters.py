import re

import pytest

from icrweb.trail.models import Mail
from seminars.registration import cancel, register
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar
from tests.seminars.test_registration import calendars_in, mails_to

pytestmark = pytest.mark.django_db


def test_a_confirmation_brings_one_calendar_file_a_sitting_with_a_uid_of_its_own():
    seminar = make_seminar(sittings=3)
    row = make_registration(seminar)
    [letter] = mails_to(row.person)
    calendars = calendars_in(letter)
    assert [str(one["method"]) for one in calendars] == ["REQUEST"] * 3
    assert [str(one.walk("VEVENT")[0]["uid"])[:36] for one in calendars] == [str(one.key) for one in seminar.sittings.all()]
    types = [part["Content-Type"] for part in letter.walk() if part.get_content_type() == "text/calendar"]
    assert all('method="REQUEST"' in kind and 'charset="utf-8"' in kind for kind in types)
    starts = [one.walk("VEVENT")[0]["dtstart"].dt for one in calendars]
    assert starts == [one.starts_at for one in seminar.sittings.all()]


def test_who_waits_gets_no_calendar_file_and_reads_the_place_in_line():
    seminar = make_seminar(seats=1)
    _placed, first, second = (make_registration(seminar) for _ in range(3))
    assert "You are on the waiting list, number 2" in mails_to(second.person)[0].get_body(("plain",)).get_content()
    assert calendars_in(mails_to(first.person)[0]) == []


def test_the_link_to_the_meeting_is_for_who_has_a_place():
    seminar = make_seminar(seats=1, online_link="https://meet.example/room-7")
    placed, waiting = make_registration(seminar), make_registration(seminar)
    link = "https://meet.example/room-7"
    assert link in mails_to(placed.person)[0].get_body(("plain",)).get_content()
    assert link not in mails_to(waiting.person)[0].as_string()
    cancel(placed, by=placed.person)
    assert link not in mails_to(placed.person)[-1].get_body(("plain",)).get_content()


def test_every_letter_says_what_happens_without_doing_anything_and_has_a_twin():
    row = make_registration(make_seminar())
    [letter] = mails_to(row.person)
    for kind in ("plain", "html"):
        words = letter.get_body((kind,)).get_content()
        assert "If you do nothing" in words
        assert re.search(r"https?://\S+/en/take-part/[0-9a-f-]+/place/", words)
    assert len(letter.get_body(("html",)).get_content()) < 20_000


def test_the_reader_sees_the_start_in_their_own_zone_as_well():
    seminar = make_seminar()
    row = make_registration(seminar, make_user(time_zone="Asia/Makassar"))
    words = mails_to(row.person)[0].get_body(("plain",)).get_content()
    assert "09:00–11:00 Bangkok (UTC+07:00)" in words
    assert "10:00 Makassar (UTC+08:00)" in words


@pytest.mark.parametrize(
    "evil", ["{email}", "{{ settings.SECRET_KEY }}", "{% debug %}", "%(title)s", "<b>x</b>", "{user.password}"]
)
def test_names_and_titles_are_never_templates_or_formats(evil):
    seminar, person = make_seminar(titles={"en": evil}, venue=evil, format="on_site"), make_user(latin_name=evil)
    register(person, seminar, "en")
    [letter] = mails_to(person)
    assert letter["Subject"] == f"You have a place: {evil}"
    assert f"“{evil}”" in letter.get_body(("plain",)).get_content()
    assert "<b>x</b>" not in letter.get_body(("html",)).get_content()


def test_a_line_break_in_a_title_adds_no_header():
    seminar = make_seminar(titles={"en": "Workshop\r\nBcc: all@demo.example"})
    row = make_registration(seminar)
    [letter] = mails_to(row.person)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "You have a place: Workshop Bcc: all@demo.example"


def test_answers_go_to_the_organizer_and_the_row_names_the_person():
    row = make_registration(make_seminar(contact_email="desk@demo.example"))
    assert mails_to(row.person)[0]["Reply-To"] == "desk@demo.example"
    assert Mail.objects.get().to == row.person.email

"""A paragraph of the organizer's own in the standard mails."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from icrweb.accounts.models import User
from icrweb.trail.mail import send_waiting_mail
from icrweb.trail.models import AuditEntry, Mail
from seminars.approving import decide
from seminars.calendar.messaging import AT_ONCE, write, write_waiting_messages
from seminars.calendar.reminding import remind_of_sittings
from seminars.calendar.wording import set_own_words
from seminars.models import OwnWords, Registration
from seminars.quotas import set_quotas
from seminars.registration import cancel
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar
from tests.seminars.test_registration import mails_to

pytestmark = pytest.mark.django_db
Kind = OwnWords.Kind


def bodies(person) -> list[str]:
    return [mail.get_body(("plain",)).get_content() for mail in mails_to(person)]


def with_words(seminar, *kinds):
    for kind in kinds:
        set_own_words(seminar, kind, {"en": f"MARK-{kind} {{name}} {{position}}"}, make_user())
    return seminar


def test_each_standard_mail_carries_the_words_for_it_and_no_others():
    seminar = with_words(make_seminar(seats=1), *Kind)
    placed, waiting = make_registration(seminar), make_registration(seminar)
    set_quotas(seminar, [], by=make_user(), offer_hours=24)
    cancel(placed, by=placed.person)
    assert ["MARK-confirmed Person" in one for one in bodies(placed.person)] == [True, False]
    assert f"MARK-cancelled {placed.person} –" in bodies(placed.person)[1]
    first, offered = bodies(waiting.person)
    assert f"MARK-waiting {waiting.person} 1" in first
    assert f"MARK-offered {waiting.person} –" in offered


def test_decisions_carry_theirs():
    seminar, organizer = with_words(make_seminar(decides_online=True), Kind.APPROVED, Kind.DECLINED), make_user()
    yes, no = make_registration(seminar), make_registration(seminar)
    decide(seminar, [yes.pk], organizer, approve=True)
    decide(seminar, [no.pk], organizer, approve=False, why="Full.")
    assert "MARK-approved" in bodies(yes.person)[-1]
    assert "MARK-declined" in bodies(no.person)[-1]


def test_a_reminder_carries_its_own():
    seminar = with_words(make_seminar(), Kind.REMINDER)
    row = make_registration(seminar)
    with time_machine.travel(seminar.starts_at - timedelta(hours=20), tick=False):
        remind_of_sittings()
    assert "MARK-reminder" in bodies(row.person)[-1]


def test_words_come_in_the_language_of_the_reader_else_in_english():
    seminar = make_seminar()
    set_own_words(seminar, Kind.CONFIRMED, {"en": "Bring a coat.", "ja": "上着をお持ちください。"}, make_user())
    japanese, korean = make_registration(seminar, language="ja"), make_registration(seminar, language="ko")
    assert "上着をお持ちください。" in bodies(japanese.person)[0]
    assert "Bring a coat." in bodies(korean.person)[0]


def test_words_are_read_once_for_all_mails_of_a_deed(django_assert_max_num_queries):
    seminar = with_words(make_seminar(decides_online=True), Kind.DECLINED)
    rows = [make_registration(seminar) for _ in range(3)]
    with django_assert_max_num_queries(40) as queries:
        decide(seminar, [row.pk for row in rows], make_user(), approve=False, why="Full.")
    assert sum("seminars_ownwords" in query["sql"] for query in queries) == 1


def test_words_are_shown_in_the_mail_before_they_are_kept(client, organizer):
    seminar = make_seminar()
    path = reverse("seminars_desk:own_words_of", args=[seminar.pk, "confirmed"])
    shown = client.post(path, {"text_en": "Bring a coat, {name}.", "text_th": "นำเสื้อโค้ทมาด้วย"})
    assert [one["language"] for one in shown.context["letters"]] == ["en", "th"]
    assert f"Bring a coat, {organizer}." in shown.context["letters"][0]["text"]
    assert (OwnWords.objects.count(), Mail.objects.count()) == (0, 0)
    client.post(path, {"text_en": "Bring a coat, {name}.", "save": "1"})
    assert OwnWords.objects.get().text == "Bring a coat, {name}."
    assert AuditEntry.objects.get().new == {"confirmed": {"en": "Bring a coat, {name}."}}
    assert "English" in client.get(reverse("seminars_desk:own_words", args=[seminar.pk])).content.decode()
    client.post(path, {"text_en": "", "save": "1"})
    assert not OwnWords.objects.exists()


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_can_be_looked_at(client, organizer, kind):
    seminar = make_seminar()
    path = reverse("seminars_desk:own_words_of", args=[seminar.pk, kind])
    shown = client.post(path, {"text_en": f"MARK {kind}"})
    assert f"MARK {kind}" in shown.context["letters"][0]["text"]


def test_an_unknown_placeholder_is_refused_by_its_name_and_the_words_stay_in_the_form(client, organizer):
    path = reverse("seminars_desk:own_words_of", args=[make_seminar().pk, "confirmed"])
    answer = client.post(path, {"text_en": "Dear {nmae}", "save": "1"})
    assert answer.status_code == 422
    assert "There is no placeholder {nmae}." in answer.content.decode()
    assert ">\nDear {nmae}</textarea>" in answer.content.decode()
    assert not OwnWords.objects.exists()


def test_words_of_an_unknown_mail_are_not_found(client, organizer):
    assert client.get(reverse("seminars_desk:own_words_of", args=[make_seminar().pk, "nonsense"])).status_code == 404


def test_words_changed_later_leave_a_mail_that_waits_as_it_was():
    seminar = with_words(make_seminar(), Kind.CONFIRMED)
    row = make_registration(seminar)
    set_own_words(seminar, Kind.CONFIRMED, {"en": "Something else."}, make_user())
    assert Mail.objects.get(to=row.person.email).sent_at is None
    assert "MARK-confirmed" in bodies(row.person)[0]
    send_waiting_mail()
    assert "MARK-confirmed" in bodies(row.person)[0]
    assert "Something else." not in bodies(row.person)[0]


def test_a_message_that_the_worker_still_writes_keeps_the_words_that_were_sent():
    seminar = make_seminar(seats=AT_ONCE + 1)
    people = User.objects.bulk_create(User(email=f"guest{at}@demo.example") for at in range(AT_ONCE + 1))
    rows = Registration.objects.bulk_create(
        Registration(seminar=seminar, person=person, number=at, state="confirmed", mode="online", language="en")
        for at, person in enumerate(people, 1)
    )
    texts = {"en": {"subject": "Room", "text": "Room 7, {name}."}}
    write(seminar, rows, texts, make_user(), {})
    texts["en"]["text"] = "Room 9."
    assert not Mail.objects.exists()
    write_waiting_messages()
    assert "Room 7, guest0@demo.example." in bodies(people[0])[0]

"""Writing to a chosen part of the registrants."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from icrweb.trail.models import AuditEntry, Mail
from seminars.calendar import messaging
from seminars.calendar.messaging import write, write_waiting_messages
from seminars.models import Message, MessageCopy
from seminars.registration import cancel, register
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar
from tests.seminars.test_registration import mails_to

pytestmark = pytest.mark.django_db
ENGLISH = {"en": {"subject": "Bring a coat, {name}", "text": "It is cold in {where}.\n\nSee {link}"}}


def body(row) -> str:
    return mails_to(row.person)[-1].get_body(("plain",)).get_content()


def address(seminar, **chosen):
    return reverse("seminars_desk:write_message", args=[seminar.pk], query=chosen)


def typed(text="Bring a coat, {name}.", subject="A coat", **more):
    return {"subject_en": subject, "text_en": text, **more}


def test_each_gets_a_mail_of_their_own_with_their_values():
    seminar, organizer = make_seminar(format="on_site", city="Sapporo"), make_user()
    rows = [make_registration(seminar, make_user(latin_name=name)) for name in ("Anan", "Ánh")]
    write(seminar, rows, ENGLISH, organizer, {"state": "confirmed"})
    assert [mails_to(row.person)[-1]["Subject"] for row in rows] == ["Bring a coat, Anan", "Bring a coat, Ánh"]
    assert "It is cold in Sapporo." in body(rows[0])
    assert f"/take-part/{seminar.key}/place/" in body(rows[0])
    assert "Ánh" not in mails_to(rows[0].person)[-1].as_string()
    entry = AuditEntry.objects.get(deed="seminar.write")
    assert (entry.actor, entry.new["recipients"], entry.new["filter"]) == (organizer, 2, {"state": "confirmed"})


def test_who_waits_reads_their_number_and_who_does_not_a_dash():
    seminar = make_seminar(seats=1)
    placed, waiting = make_registration(seminar), make_registration(seminar)
    write(seminar, [placed, waiting], {"en": {"subject": "S", "text": "Number {position}."}}, make_user(), {})
    assert ["Number –." in body(placed), "Number 1." in body(waiting)] == [True, True]


def test_each_reads_their_language_and_whose_is_missing_english_with_a_note():
    seminar = make_seminar(titles={"en": "Workshop", "ja": "研究会"})
    japanese, korean = make_registration(seminar, language="ja"), make_registration(seminar, language="ko")
    texts = {"en": {"subject": "Hello", "text": "English words"}, "ja": {"subject": "こんにちは", "text": "日本語 {seminar}"}}
    write(seminar, [japanese, korean], texts, make_user(), {})
    assert "日本語 研究会" in body(japanese)
    assert "English words" in body(korean)
    assert "English" in body(korean).split("English words")[0]
    assert mails_to(korean.person)[-1]["Subject"] == "Hello"


@pytest.mark.parametrize("evil", ["{user.password}", "{{ settings.SECRET_KEY }}", "{% debug %}", "{nmae}"])
def test_a_text_that_asks_for_what_there_is_not_is_refused_and_nothing_leaves(evil):
    row = make_registration(make_seminar())
    before = Mail.objects.count()
    if evil.startswith("{{"):
        write(row.seminar, [row], {"en": {"subject": "S", "text": evil}}, make_user(), {})
        assert "{ settings.SECRET_KEY }" in body(row)
        return
    with pytest.raises(ValidationError) as refusal:
        write(row.seminar, [row], {"en": {"subject": "S", "text": evil}}, make_user(), {})
    assert (refusal.value.code, evil in refusal.value.messages[0]) == ("placeholder", True)
    assert (Mail.objects.count(), Message.objects.count()) == (before, 0)


def test_a_name_that_looks_like_a_placeholder_stays_as_it_is():
    row = make_registration(make_seminar(), make_user(latin_name="{link}"))
    write(row.seminar, [row], {"en": {"subject": "For {name}", "text": "x"}}, make_user(), {})
    assert mails_to(row.person)[-1]["Subject"] == "For {link}"


def test_many_mails_are_written_by_the_worker_a_portion_at_a_time_and_each_once(monkeypatch):
    monkeypatch.setattr(messaging, "AT_ONCE", 2)
    monkeypatch.setattr(messaging, "PORTION", 2)
    seminar = make_seminar()
    rows = [make_registration(seminar) for _ in range(5)]
    before = Mail.objects.count()
    message = write(seminar, rows, ENGLISH, make_user(), {})
    assert (Mail.objects.count(), message.finished_at) == (before, None)
    done = [write_waiting_messages() for _ in range(4)]
    assert done == [2, 2, 1, 0]
    message.refresh_from_db()
    assert message.finished_at
    assert Mail.objects.count() == before + 5
    assert MessageCopy.objects.filter(mail__person__in=[row.person for row in rows]).count() == 5


def test_a_seminar_gets_ten_messages_a_day_at_most():
    row = make_registration(make_seminar())
    for _ in range(messaging.MOST_A_DAY):
        write(row.seminar, [row], ENGLISH, make_user(), {})
    with pytest.raises(ValidationError, match="at most 10 messages a day"):
        write(row.seminar, [row], ENGLISH, make_user(), {})


def test_the_mails_are_shown_one_a_language_before_they_are_sent_and_then_on_record(client, organizer):
    seminar = make_seminar()
    rows = [make_registration(seminar, language=code) for code in ("en", "en", "ja")]
    before = Mail.objects.count()
    page = client.get(address(seminar))
    assert [(part["code"], part["number"]) for part in page.context["form"].parts()] == [("en", 2), ("ja", 1)]
    shown = client.post(address(seminar), typed())
    assert [one["language"] for one in shown.context["letters"]] == ["en", "ja"]
    assert f"Bring a coat, {rows[0].person}." in shown.content.decode()
    assert Mail.objects.count() == before
    sent = client.post(address(seminar), typed(send="1", seen=shown.context["seen"]))
    message = Message.objects.get()
    assert sent["Location"] == reverse("seminars_desk:message", args=[seminar.pk, message.key])
    assert Mail.objects.count() == before + 3
    record = client.get(sent["Location"]).content.decode()
    assert all(row.person.email in record for row in rows)
    assert "3 mails were written." in record
    assert "A coat" in client.get(reverse("seminars_desk:messages", args=[seminar.pk])).content.decode()


@pytest.mark.parametrize("what", ["text", "people"])
def test_what_was_not_shown_is_shown_first(client, organizer, what):
    seminar = make_seminar()
    make_registration(seminar)
    shown = client.post(address(seminar), typed())
    if what == "people":
        make_registration(seminar)
    text = "Other words." if what == "text" else "Bring a coat, {name}."
    again = client.post(address(seminar), typed(text, send="1", seen=shown.context["seen"]))
    assert (again.status_code, Message.objects.count()) == (200, 0)
    assert again.context["letters"]


def test_the_filter_of_the_list_says_who_is_written_to(client, organizer):
    seminar = make_seminar(seats=1)
    placed, waiting, gone = (make_registration(seminar) for _ in range(3))
    cancel(gone, by=gone.person)

    def people(**chosen):
        return [row.person for row in client.get(address(seminar, **chosen)).context["rows"]]

    assert people() == [placed.person, waiting.person]
    assert people(state="waiting") == [waiting.person]
    assert people(state="cancelled") == [gone.person]
    assert client.get(address(seminar, state="nonsense")).status_code == 302
    assert client.get(address(seminar, q="nobody-is-called-this")).status_code == 302


def test_the_filter_knows_who_takes_part_how(client, organizer):
    seminar = make_seminar(seats=4, seats_online=2, format="hybrid")
    from_afar = [make_registration_online(seminar) for _ in range(2)]
    page = client.get(address(seminar, mode="online"))
    assert [row.person for row in page.context["rows"]] == [row.person for row in from_afar]
    assert client.get(address(seminar, mode="on_site")).status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text_en": "", "subject_en": ""}, "Write the text in at least one language."),
        ({"text_en": "Dear {nmae}"}, "There is no placeholder {nmae}."),
        ({"text_en": "a { b"}, "A brace stands alone: {."),
        ({"subject_en": ""}, "Write a subject for this text."),
        ({"subject_en": "{password}"}, "There is no placeholder {password}."),
    ],
)
def test_wrong_texts_are_refused_with_what_was_typed(client, organizer, fields, sentence):
    seminar = make_seminar()
    make_registration(seminar)
    answer = client.post(address(seminar), typed(**fields))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Bring a coat" in answer.content.decode() or "text_en" in fields


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_of_messages_ask_as_often_for_one_as_for_three(client, organizer, number, django_assert_num_queries):
    seminar = make_seminar()
    rows = [make_registration(seminar) for _ in range(number)]
    for _ in range(number):
        message = write(seminar, rows, ENGLISH, organizer, {})
    for name, arguments, queries in (("messages", [seminar.pk], 13), ("message", [seminar.pk, message.key], 14)):
        path = reverse(f"seminars_desk:{name}", args=arguments)
        client.get(path)
        with django_assert_num_queries(queries):
            client.get(path)


def make_registration_online(seminar):
    return register(make_user(), seminar, "en", "online")

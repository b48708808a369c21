import pytest
import time_machine

from icrweb.trail.models import AuditEntry
from seminars.models import Answer, ApplicationFile, Draft, Registration
from tests.factories.applications import PDF, a_file, field, make_question
from tests.factories.people import make_user
from tests.factories.seminars import make_seminar_with_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    person = make_user(latin_name="Siti Aminah")
    client.force_login(person)
    return person


@pytest.fixture
def seminar(db):
    return make_seminar_with_page(title="Protocol Workshop", seats=5)


def at(seminar, end="", language="en"):
    return f"/{language}/take-part/{seminar.key}/{end}"


def values():
    return list(Answer.objects.current().order_by("question__position").values_list("value", flat=True))


def test_every_kind_of_question_is_asked_and_its_answer_kept(client, person, seminar):
    diets = [{"en": "Halal", "ja": "ハラール"}, {"en": "Vegetarian"}]
    asked = {
        make_question(seminar, "One line"): "A trial",
        make_question(seminar, "Lines", kind="multiline"): "One\r\nTwo",
        make_question(seminar, "Number", kind="number"): "12.5",
        make_question(seminar, "Mail", kind="email"): "a@demo.example",
        make_question(seminar, "Address", kind="url"): "demo.example",
        make_question(seminar, "One of", kind="radio", choices=diets): "Halal",
        make_question(seminar, "Some of", kind="checkboxes", choices=diets): ["Halal", "Vegetarian"],
        make_question(seminar, "Tick", kind="checkbox"): "on",
        make_question(seminar, "Day", kind="date"): "2027-01-31",
    }
    words = client.get(at(seminar, language="ja")).content.decode()
    assert "ハラール" in words and "Vegetarian" in words
    answer = client.post(at(seminar), {field(one): value for one, value in asked.items()})
    assert answer.url == at(seminar, "place/")
    expected = ["A trial", "One\r\nTwo", "12.5", "a@demo.example", "https://demo.example", "Halal", ["Halal", "Vegetarian"], True]
    assert values() == [*expected, "2027-01-31"]
    shown = client.get(at(seminar, "place/", language="ja")).content.decode()
    assert "ハラール" in shown


def test_a_missing_answer_is_named_with_a_link_and_all_that_was_typed_stays(client, person, seminar):
    title = make_question(seminar, "Title of your concept", required=True)
    why = make_question(seminar, "What you want to learn", kind="multiline")
    concept = make_question(seminar, "Concept", kind="file", required=True)
    answer = client.post(at(seminar), {field(why): "Estimands", field(concept): a_file()})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#id_{field(title)}">Title of your concept</a>' in words
    assert "Estimands" in words and "concept.pdf" in words
    assert not Registration.objects.exists()
    client.post(at(seminar), {field(title): "A trial", field(why): "Estimands"})
    registration = Registration.objects.get()
    assert registration.files.get().sha256 == ApplicationFile.objects.get().sha256
    assert not Draft.objects.exists()


def test_words_of_a_question_stay_beside_its_answer_whatever_it_says_later(client, person, seminar):
    question = make_question(seminar, "Title of your concept")
    client.post(at(seminar), {field(question): "A trial"})
    question.labels = {"en": "Something else"}
    question.save()
    assert "Title of your concept" in client.get(at(seminar, "place/")).content.decode()


def test_what_is_asked_of_the_other_way_to_take_part_is_neither_needed_nor_kept(client, person):
    seminar = make_seminar_with_page(format="hybrid", seats=4, seats_online=2)
    on_site = make_question(seminar, "Your hotel", mode="on_site", required=True)
    online = make_question(seminar, "Your connection", mode="online", required=True)
    assert client.post(at(seminar), {"mode": "on_site"}).status_code == 422
    assert client.post(at(seminar), {field(on_site): "A", field(online): "B"}).status_code == 422
    client.post(at(seminar), {"mode": "online", field(on_site): "A", field(online): "B"})
    assert values() == ["B"]


def test_a_refusal_of_the_deed_keeps_what_was_typed(client, person, seminar):
    question = make_question(seminar, "Title")
    with time_machine.travel(seminar.registration_closes_at, tick=False) as clock:
        client.force_login(person)
        client.post(at(seminar), {field(question): "A trial", "save": "1"})
        clock.shift(3600)
        answer = client.post(at(seminar), {field(question): "A better trial"})
    assert answer.status_code == 409
    assert not Registration.objects.exists()
    assert Draft.objects.get().typed == {field(question): ["A trial"]}, "nothing is kept of what could not be handed in"


def test_answers_are_changed_until_registration_closes_and_what_was_said_before_is_kept(client, person, seminar):
    question, kept = make_question(seminar, "Title"), make_question(seminar, "Why")
    client.post(at(seminar), {field(question): "A trial", field(kept): "Because"})
    assert "A trial" in client.get(at(seminar, "answers/")).content.decode()
    client.post(at(seminar, "answers/"), {field(question): "Another trial", field(kept): "Because"})
    rows = Answer.objects.filter(question=question).order_by("pk")
    assert [(row.value, row.replaced_at is None) for row in rows] == [("A trial", False), ("Another trial", True)]
    assert Answer.objects.filter(question=kept).count() == 1
    entry = AuditEntry.objects.get(deed="registration.change_answers")
    assert entry.new == {"questions": ["Title"]}, "the trail says which, never what"
    with time_machine.travel(seminar.closes_at, tick=False):
        client.force_login(person)
        assert client.post(at(seminar, "answers/"), {field(question): "Too late"}).url == at(seminar, "place/")
    assert Answer.objects.current().get(question=question).value == "Another trial"


def test_answers_cannot_be_changed_once_the_organizer_has_decided(client, person):
    seminar = make_seminar_with_page(decides_online=True)
    question = make_question(seminar, "Title")
    client.post(at(seminar), {field(question): "A trial"})
    client.post(at(seminar, "answers/"), {field(question): "A better trial"})
    Registration.objects.update(state="confirmed")
    client.post(at(seminar, "answers/"), {field(question): "Too late"})
    assert values() == ["A better trial"]


def test_registering_twice_changes_the_answers_of_the_one_registration(client, person, seminar):
    question = make_question(seminar, "Title")
    for title in ("A trial", "A trial"):
        client.post(at(seminar), {field(question): title})
    assert (Registration.objects.count(), Answer.objects.count()) == (1, 1)


def test_a_seminar_that_asks_nothing_keeps_no_draft(client, person, seminar):
    client.post(at(seminar))
    assert Registration.objects.count() == 1
    assert not Draft.objects.exists()


def test_a_new_file_replaces_the_one_that_was_handed_in(client, person, seminar):
    question = make_question(seminar, "Concept", kind="file", required=True)
    client.post(at(seminar), {field(question): a_file()})
    client.post(at(seminar, "answers/"), {field(question): a_file(PDF + b"2", "better.pdf")})
    old, new = ApplicationFile.objects.order_by("pk")
    assert (old.replaced_at is None, old.purged_at is None, bool(old.file)) == (False, False, False)
    assert (new.replaced_at, new.name, new.file.read()) == (None, "better.pdf", PDF + b"2")

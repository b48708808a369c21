"""Notes, questions and print at a lesson, by script and without."""

import pytest

from helpdesk.models import Note, Thread
from helpdesk.noting import write_note
from helpdesk.places import place_of
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment, make_lesson, text_block
from tests.factories.people import make_user
from tests.factories.references import make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def lesson(course):
    return lessons_of(course)[0]


@pytest.fixture
def reader(course, client):
    person = make_enrolment(make_edition(course)).learner
    client.force_login(person)
    return person


def notes_of(lesson):
    return f"/en/my/lessons/{lesson.translation_key}/notes/"


def test_a_note_kept_in_one_language_stands_at_the_same_place_in_another(client, lesson, reader):
    block = str(lesson.body[0].id)
    assert client.post(notes_of(lesson), {"block": block, "text": "Mine"}, HTTP_ACCEPT="application/json").json()["text"] == "Mine"
    found = client.get(notes_of(lesson).replace("/en/", "/ja/"), HTTP_ACCEPT="application/json").json()
    assert [(note["block"], note["text"]) for note in found["notes"]] == [(block, "Mine")]


def test_notes_cost_the_lesson_page_no_query(client, course, lesson, reader, django_assert_max_num_queries):
    address = lesson.get_url()
    client.get(address)
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert not [query for query in queries if "helpdesk_" in query["sql"]]


def test_without_script_a_note_is_kept_and_a_wrong_one_explained(client, lesson, reader):
    block = str(lesson.body[0].id)
    assert client.post(notes_of(lesson), {"block": block, "text": "Mine"}).status_code == 302
    page = client.post(notes_of(lesson), {"block": block, "text": " "}, follow=True).content.decode()
    assert "Write something first." in page
    assert [note.text for note in Note.objects.all()] == ["Mine"]


def test_whoever_may_not_read_the_lesson_may_not_note_ask_or_print_there(client, lesson):
    client.force_login(make_user())
    addresses = [notes_of(lesson).replace("notes/", name) for name in ("notes/", "ask/", "print/")]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_my_notes_keep_their_words_when_the_lesson_is_gone(client, course, lesson, reader):
    write_note(reader, place_of(lesson, course, str(lesson.body[0].id)), "Mine")
    lesson.unpublish()
    page = client.get("/en/my/notes/?q=mine").content.decode()
    assert "A stretch of text." in page
    assert "no longer on the site" in page
    assert "Mine" in client.get("/en/my/notes/text/").content.decode()


def test_notes_of_others_are_not_found(client, course, lesson, reader):
    note = write_note(make_user(), place_of(lesson, course, str(lesson.body[0].id)), "Secret")
    assert client.get(f"/en/my/notes/{note.key}/").status_code == 404
    assert client.post(f"/en/my/notes/{note.key}/delete/").status_code == 404
    assert "Secret" not in client.get(notes_of(lesson), HTTP_ACCEPT="application/json").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_notes_costs_the_same_for_one_and_three(client, course, lesson, reader, number, django_assert_num_queries):
    for count in range(number):
        write_note(reader, place_of(lesson, course, str(lesson.body[0].id)), f"Note {count}")
    client.get("/en/my/notes/")
    with django_assert_num_queries(7):
        client.get("/en/my/notes/")


def test_a_question_at_a_paragraph_takes_its_words_along(client, lesson, reader):
    block = str(lesson.body[0].id)
    form = {"block": block, "words": "stretch of", "kind": "question", "text": "Why?"}
    client.post(f"/en/my/lessons/{lesson.translation_key}/ask/", form, HTTP_USER_AGENT="Canary/1")
    thread = Thread.objects.get()
    assert (thread.asker, thread.words, thread.browser) == (reader, "stretch of", "")
    page = client.get(f"/en/my/questions/{thread.key}/").content.decode()
    assert "Why?" in page


def test_whoever_cannot_sign_in_gets_the_same_words_for_any_address(client):
    known = make_user()
    forms = [{"address": address, "text": "I cannot sign in."} for address in (known.email, "nobody@demo.example")]
    pages = [client.post("/en/my/ask/", form).content.decode() for form in forms]
    assert "If an answer can be sent to that address" in pages[0]
    assert pages[0] == pages[1]


def test_the_print_view_asks_first_and_tells_the_answers_at_the_end(client, course, reader):
    lesson = make_lesson(course.get_children().first().specific, checks=1, slug="printed")
    page = client.get(f"/en/my/lessons/{lesson.translation_key}/print/").content.decode()
    assert page.index("Which one?") < page.index("Answers to the self-checks") < page.index("Yes, this one.")
    assert "Right:" in page


def test_the_print_view_tells_the_meaning_of_terms_that_no_text_uses(client, course, reader):
    body = [text_block(), ("term", {"term": make_term("estimand", definition="What a trial sets out to estimate.")})]
    lesson = make_lesson(course.get_children().first().specific, body=body, slug="with-a-term")
    page = client.get(f"/en/my/lessons/{lesson.translation_key}/print/").content.decode()
    assert "<dt>estimand</dt><dd>What a trial sets out to estimate.</dd>" in page

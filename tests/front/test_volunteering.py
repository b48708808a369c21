"""The record of what volunteers translated and reviewed."""

import pytest

from icrweb.translating.choices import State
from icrweb.translating.volunteering import work_of
from tests.factories.courses import lessons_of, make_course, translate
from tests.factories.people import make_user
from tests.factories.questions import make_question
from tests.factories.words import make_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_user(latin_name="Mori Haruka", translates_into=["ja"])


def test_passages_and_words_are_counted_by_course_and_language(person):
    first, second = make_course(title="One"), make_course(title="Two")
    make_words(lessons_of(first)[0], source="Give the drug daily", translator=person)
    make_words(lessons_of(first)[1], source="Never alone", translator=person)
    make_words(lessons_of(second)[0], source="One two three", reviewer=person)
    make_words(second, "th", source="One", translator=person)
    found = {(work.title, work.code): work for work in work_of(person, "en")}
    assert found.keys() == {("One", "ja"), ("Two", "ja"), ("Two", "th")}
    assert (found["One", "ja"].translated, found["One", "ja"].translated_words) == (2, 6)
    assert (found["Two", "ja"].reviewed, found["Two", "ja"].reviewed_words, found["Two", "ja"].translated) == (1, 3, 0)


def test_drafts_and_what_others_did_do_not_count(person):
    lesson = lessons_of(make_course())[0]
    make_words(lesson, translator=person, state=State.DRAFT)
    make_words(lesson, path="objective", translator=make_user(), state=State.TRANSLATED)
    assert work_of(person, "en") == []


def test_questions_are_one_group_and_a_course_goes_by_its_title_in_the_readers_language(person):
    course = make_course(title="One")
    translate(course, "ja", title="一")
    make_words(course, translator=person)
    make_words(make_question(), translator=person)
    assert {work.title for work in work_of(person, "ja")} >= {"一"}
    assert {work.title for work in work_of(person, "en")} == {"One", "Questions"}


def test_the_page_asks_as_often_for_one_course_as_for_three_and_shows_only_ones_own(client, person, django_assert_num_queries):
    client.force_login(person)
    make_words(make_course(title="One"), translator=person)
    client.get("/en/my/translations/")
    for titles in (["One"], ["One", "Two", "Three"]):
        for title in titles[1:]:
            make_words(make_course(title=title), translator=person)
        with django_assert_num_queries(8):
            page = client.get("/en/my/translations/").content.decode()
        assert all(title in page for title in titles)
    client.force_login(make_user())
    assert "No translation of yours yet." in client.get("/en/my/translations/").content.decode()


def test_my_learning_leads_there_for_who_translates(client, person):
    client.force_login(person)
    assert "/en/my/translations/" in client.get("/en/my/").content.decode()
    client.force_login(make_user())
    assert "/en/my/translations/" not in client.get("/en/my/").content.decode()

"""Who translated and who reviewed stands beside the words; people without a part in them are not named."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from icrweb.translating.choices import State
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment, make_lesson, translate
from tests.factories.people import make_user
from tests.factories.words import make_words
from tests.front.test_stale import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    lesson = make_lesson(lessons_of(make_course())[0].get_parent().specific, open_to_guests=True)
    translate(lesson, "ja", title="線量")
    return lesson


@pytest.fixture
def translator():
    return make_user(latin_name="Mori Haruka", native_name="森 遥", country="JP")


@pytest.fixture
def reviewer():
    return make_user(latin_name="Sato Kenji")


def credit_in(page: str) -> str:
    found = re.search(r'<(div|details) class="credit.*?</\1>', page, re.S)
    return found[0] if found else ""


def test_a_translated_lesson_names_translator_and_reviewer_with_the_last_day(client, lesson, translator, reviewer):
    for path in ("title", "objective"):
        make_words(lesson, path=path, translator=translator, reviewer=reviewer)
    found = credit_in(read(client, lesson))
    today = timezone.now()
    assert found.count("Mori Haruka") == 1
    assert 'lang="ja">森 遥' in found
    assert found.count("Sato Kenji") == 1
    assert f"{today.year}年{today.month}月{today.day}日" in found


def test_the_source_and_an_alias_name_nobody(client, lesson, translator):
    make_words(lesson, translator=translator)
    assert not credit_in(read(client, lesson, "en"))
    other = lessons_of(lesson.get_parent().get_parent())[0]
    make_words(other, translator=translator)
    assert "Mori Haruka" not in read(client, other)


def test_a_draft_credits_nobody_and_what_was_not_reviewed_no_reviewer(client, lesson, translator, reviewer):
    make_words(lesson, translator=reviewer, state=State.DRAFT)
    make_words(lesson, path="objective", translator=translator, state=State.TRANSLATED)
    found = credit_in(read(client, lesson))
    assert "Mori Haruka" in found
    assert "Sato Kenji" not in found


def test_who_left_and_whose_name_was_erased_is_not_named(client, lesson, translator):
    make_words(lesson, translator=translator)
    type(translator).objects.filter(pk=translator.pk).update(latin_name="", native_name="")
    assert not credit_in(read(client, lesson))


def test_more_than_four_names_are_folded_away(client, lesson):
    for number in range(5):
        make_words(lesson, path=f"body.{number}", translator=make_user(latin_name=f"Person {'ABCDE'[number]}"))
    assert credit_in(read(client, lesson)).startswith("<details")


def test_the_course_names_who_worked_on_its_lessons_and_asks_the_same_for_one_and_many(client, translator):
    course = make_course()
    lessons = lessons_of(course)
    for page in (course, *lessons):
        translate(page, "ja", title="訳")
    make_edition(course)
    make_words(lessons[0], translator=translator)
    read(client, course)
    with CaptureQueriesContext(connection) as once:
        assert "Mori Haruka" in credit_in(read(client, course))
    for number in range(3):
        make_words(lessons[1], path=f"body.{number}", translator=make_user(latin_name=f"Person {'ABC'[number]}"))
    with CaptureQueriesContext(connection) as often:
        assert "Person C" in credit_in(read(client, course))
    assert len(once) == len(often)


def test_the_course_names_nobody_for_words_that_it_does_not_show(client, translator):
    course = make_course()
    lesson = lessons_of(course)[0]
    make_edition(course)
    for page in (course, lesson):
        make_words(page, translator=translator)
    assert "Mori Haruka" not in read(client, course)
    translate(course, "ja", title="訳")
    assert read(client, course).count("Mori Haruka") == 1
    make_words(lesson, path="objective", translator=make_user(latin_name="Of an alias"))
    assert "Of an alias" not in read(client, course)


def test_a_credited_lesson_costs_its_learner_no_query_more(client, translator, reviewer):
    course = make_course()
    lesson = lessons_of(course)[0]
    translate(lesson, "ja", title="線量")
    client.force_login(make_enrolment(make_edition(course)).learner)
    read(client, lesson)
    with CaptureQueriesContext(connection) as without:
        read(client, lesson)
    make_words(lesson, translator=translator, reviewer=reviewer)
    with CaptureQueriesContext(connection) as credited:
        assert credit_in(read(client, lesson))
    assert len(credited) == len(without)

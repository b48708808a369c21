"""Saved one by one or held back until the end: the two indexes say the same."""

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import ReferenceIndex
from wagtail.rich_text import RichText
from wagtail.search.models import IndexEntry

from icrweb.front.search import find
from icrweb.pages.indexed_once import indexed_once
from tests.factories.courses import go_live, lessons_of, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    return lessons_of(make_course())[0]


def say(lesson, words: str, link: int):
    lesson.title = words
    lesson.body = [("text", RichText(f'<p><a linktype="page" id="{link}">Look there.</a></p>'))]
    go_live(lesson)


def entry_of(page) -> tuple:
    return IndexEntry.objects.filter(object_id=str(page.pk)).values_list("title", "body").get()


def references_of(page) -> set:
    return set(ReferenceIndex.get_references_for_object(page).values_list("to_object_id", "model_path"))


def found(words: str) -> list[str]:
    return [str(hit.title) for hit in find(words, "en", AnonymousUser()).hits]


def test_what_is_saved_together_is_indexed_as_it_is_at_the_end(lesson):
    with indexed_once():
        say(lesson, "Weighing", lesson.get_parent().pk)
        say(lesson, "Canary", lesson.get_parent().get_parent().pk)
    entry, references = entry_of(lesson), references_of(lesson)
    assert found("canary") == ["<mark>Canary</mark>"]
    assert found("weighing") == []
    say(lesson, "Canary", lesson.get_parent().get_parent().pk)
    assert (entry_of(lesson), references_of(lesson)) == (entry, references)


def test_until_the_end_the_indexes_stay_as_they_were(lesson):
    entry, references = entry_of(lesson), references_of(lesson)
    with indexed_once():
        say(lesson, "Canary", lesson.get_parent().pk)
        assert (entry_of(lesson), references_of(lesson)) == (entry, references)
    assert entry_of(lesson) != entry
    assert references_of(lesson) != references


def test_what_was_deleted_meanwhile_is_not_indexed(lesson):
    with indexed_once():
        say(lesson, "Canary", lesson.get_parent().pk)
        lesson.delete()
    assert not IndexEntry.objects.filter(object_id=str(lesson.pk)).exists()
    assert not ReferenceIndex.objects.filter(object_id=str(lesson.pk)).exists()


def test_after_a_failure_the_next_save_is_indexed_at_once(lesson):
    with pytest.raises(ZeroDivisionError), indexed_once():
        say(lesson, "Canary", lesson.get_parent().pk)
        _ = 1 / 0
    lesson.refresh_from_db()
    assert (lesson.title, found("canary")) == ("Lesson 1", [])
    say(lesson, "Canary", lesson.get_parent().pk)
    assert found("canary") == ["<mark>Canary</mark>"]

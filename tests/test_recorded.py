"""What the factories put in place a second time is what was built the first time."""

import datetime

import pytest
from django.db import transaction

from courses.models import CoursePage
from tests.factories import recorded
from tests.factories.courses import lessons_of, make_course, make_index, make_lesson, quiz_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(recorded, "_kept", {})


def timeless() -> dict:
    """All rows of all tables without their moments."""
    rows = {table: {key: recorded._timeless(row) for key, row in found.items()} for table, found in recorded.tables().items()}
    return rows


def test_a_course_put_in_place_again_is_the_course_that_was_built(django_assert_max_num_queries):
    point = transaction.savepoint()
    empty = timeless()
    built = make_course()
    after_building = timeless()
    transaction.savepoint_rollback(point)
    assert timeless() == empty
    with django_assert_max_num_queries(120):
        again = make_course()
    assert timeless() == after_building != empty
    assert (again.pk, again.title, again.path) == (built.pk, built.title, built.path)
    assert again.last_published_at > built.last_published_at
    assert again.last_published_at - built.last_published_at < datetime.timedelta(minutes=10)


def test_what_was_put_in_place_can_be_worked_with():
    point = transaction.savepoint()
    make_course()
    transaction.savepoint_rollback(point)
    first = make_course()
    second = make_course()
    assert first.pk != second.pk
    assert first.slug != second.slug
    lesson = make_lesson(quiz_of(second).get_parent(), title="Lesson 3", slug="l3")
    assert [page.title for page in lessons_of(second)] == ["Lesson 1", "Lesson 2", "Lesson 3"]
    lesson.title = "Lesson 3, again"
    lesson.save_revision().publish()
    assert CoursePage.objects.get(pk=second.pk).get_descendants().live().filter(title="Lesson 3, again").exists()


def test_where_the_tables_differ_the_factory_builds():
    index = make_index()
    point = transaction.savepoint()
    built = make_course()
    transaction.savepoint_rollback(point)
    index.title = "All courses"
    index.save()
    again = make_course()
    assert again.get_parent().title == "All courses"
    assert again.title != built.title


def test_what_is_not_named_by_its_words_is_built_each_time():
    words = object()
    assert [recorded.recorded(("x", words), lambda number=number: number) for number in (1, 2)] == [1, 2]

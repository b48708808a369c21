"""The dashboard: what waits for whom, how long, and which drafts cannot go live. A constant number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from courses.declarations import declare
from courses.waiting import came_back_to, drafts_with_errors, listed, waiting_for
from tests.factories.courses import lessons_of, text_block
from tests.factories.review import make_reviewed_course, make_staff, make_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_reviewed_course(title="Safety")


@pytest.fixture
def author(course):
    return make_staff("editor", declared_for=course)


def test_a_step_waits_for_whoever_may_take_it_and_others_see_for_whom(course, author):
    make_waiting(course, author)
    reviewer = make_staff("medical_reviewer", declared_for=course)
    (row,) = waiting_for(reviewer)
    assert (row.mine, row.step, row.course, row.by) == (True, "Peer review", f"{course.code} Safety", str(author))
    (row,) = waiting_for(author)
    assert (row.mine, row.whom, row.overdue) == (False, "Medical reviewer", False)


def test_what_waits_longer_than_a_week_is_overdue(course, author):
    make_waiting(course, author)
    TaskState.objects.update(started_at=timezone.now() - timedelta(days=8))
    (row,) = waiting_for(author)
    assert (row.overdue, row.days) == (True, 8)
    assert listed([row], "overdue", "", "") == [row]
    assert listed([row], "mine", "", "") == []


def test_what_came_back_and_what_cannot_go_live_are_listed(course, author):
    page = make_waiting(course, author)
    page.current_workflow_task.on_action(
        page.current_workflow_task_state, make_staff("medical_reviewer", declared_for=course), "reject", comment="Name the edition."
    )
    assert [row["comment"] for row in came_back_to(author)] == ["Name the edition."]
    lesson = lessons_of(course)[1]
    lesson.body = [text_block("<p>So it is[^1].</p>")]
    lesson.save_revision(user=author)
    assert [page.pk for page in drafts_with_errors()] == [lesson.pk]


def test_the_dashboard_and_the_list_ask_as_many_questions_for_three_as_for_one(course, author, client):
    reviewer = make_staff("medical_reviewer", declared_for=course)
    client.force_login(reviewer)
    counts = []
    for _round in range(2):
        counts.append(queries(client))
        for _more in range(2):
            other = make_reviewed_course()
            for person in (author, reviewer):
                declare(person, other.translation_key, "", none=True)
            make_waiting(other, author)
            lesson = lessons_of(other)[1]
            lesson.body = [text_block("<p>So it is[^1].</p>")]
            lesson.save_revision(user=author)
    counts.append(queries(client))
    assert counts[1] == counts[2]


def queries(client):

    counted = []
    for name in ("wagtailadmin_home", "courses_waiting"):
        with CaptureQueriesContext(connection) as context:
            assert client.get(reverse(name)).status_code == 200
        counted.append(len(context))
    return counted

"""Going live and expiring on time, by a sweep that may run twice at once and asks what the editor's button asks."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Revision

from courses.models import LessonPage
from courses.timetable import _due, _expire, _expired, _go_live, follow_timetable
from icrweb.trail.models import AuditEntry, Mail
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment, text_block
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def timed(page, html="<p>New words.</p>"):
    """A revision that was approved for a moment that has come."""
    page.body = [text_block(html)]
    revision = page.save_revision(user=make_user(language="en"))
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    return revision


def expired(page):
    LessonPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1), owner=make_user(language="en"))
    return page


def again(page):
    return LessonPage.objects.get(pk=page.pk)


def test_what_is_due_goes_live_once():
    page = lessons_of(make_course())[0]
    timed(page)
    due = _due()
    assert follow_timetable() == 1
    assert again(page).body[0].value.source == "<p>New words.</p>"
    assert [_go_live(row) for row in due] == [0]  # a second worker that had found the same row
    assert follow_timetable() == 0


def test_what_the_checks_refuse_by_then_stays_a_draft_and_its_editor_is_told_once():
    page = lessons_of(make_course())[0]
    timed(page, "<p>So it is[^1].</p>")
    assert (follow_timetable(), follow_timetable()) == (1, 0)
    assert again(page).body[0].value.source == "<p>A stretch of text.</p>"
    assert again(page).has_unpublished_changes
    assert "The text has footnotes" in bytes(Mail.objects.get().raw).decode()
    assert AuditEntry.objects.get(deed="page.schedule_refused").subject_key == str(page.pk)


def test_what_has_expired_goes_offline_once():
    page = expired(lessons_of(make_course())[0])
    found = _expired()
    assert follow_timetable() >= 1
    assert (again(page).live, again(page).expired) == (False, True)
    assert [_expire(row) for row in found if row[1] == page.pk] == [0]


@pytest.mark.parametrize("way", [follow_timetable, lambda: call_command("publish_scheduled")])
def test_a_lesson_that_somebody_studies_does_not_expire_and_its_editor_is_told_once(way):
    course = make_course()
    make_enrolment(make_edition(course))
    page = expired(lessons_of(course)[0])
    way()
    way()
    assert (again(page).live, again(page).expire_at) == (True, None)
    assert "Learners are studying an edition" in bytes(Mail.objects.get().raw).decode()
    assert AuditEntry.objects.filter(deed="page.expiry_refused").count() == 1

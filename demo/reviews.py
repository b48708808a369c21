"""Declarations of interest and drafts in review, through the deeds, so that the editors' dashboard has something to show."""

import json
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone
from wagtail.models import Comment, TaskState

from courses.declarations import declare, has_declared
from courses.models import LessonPage
from courses.review import submit
from icrweb.accounts.models import User

from .files import course_key, facts_in, key_for


def load_reviews(path: Path, day: date) -> None:
    """Each part looks first whether it was done by an earlier loading."""
    facts = facts_in(path)
    for row in facts["declarations"]:
        _declare(row)
    for row in facts["drafts"]:
        _draft(row)


def _declare(row: dict) -> None:
    person = User.objects.get(email=row["person"])
    for key in map(course_key, row["courses"]):
        if not has_declared(person, key):
            declare(person, key, row.get("words", ""), none=not row.get("words"))


def _draft(row: dict) -> None:
    """One more block at the end of a lesson, before its references; submitted, and approved as far as the file says."""
    page = LessonPage.objects.get(url_path__endswith=f"/{row['lesson']}/", locale__language_code="en")
    if page.has_unpublished_changes:
        return
    author = User.objects.get(email=row["by"])
    body = list(page.body.get_prep_value())
    body.insert(len(body) - 1, {**row["block"], "id": str(key_for("draft", row["lesson"]))})
    page.body = json.dumps(body)
    revision = page.save_revision(user=author, log_action=True, clean=False)
    if not row.get("submitted"):
        return
    submit(page, author)
    for approver in row.get("approved_by", ()):
        page = LessonPage.objects.get(pk=page.pk)
        page.current_workflow_task.on_action(page.current_workflow_task_state, User.objects.get(email=approver), "approve")
    if comment := row.get("comment"):
        person = User.objects.get(email=comment["by"])
        Comment.objects.create(
            page_id=page.pk, user=person, text=comment["text"], contentpath="objective", revision_created=revision
        )
    waits = TaskState.objects.filter(revision__object_id=str(page.pk), status=TaskState.STATUS_IN_PROGRESS)
    waits.update(started_at=timezone.now() - timedelta(days=row.get("days", 0)))

"""What waits for whom: steps of reviews, texts that came back, and drafts with errors. A constant number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Task, TaskState, WorkflowState

from courses.models import Case, CoursePage, Question
from courses.models.review import PeerReviewTask, ReviewTask, course_keys_of, refusals
from icrweb.accounts.models import User
from icrweb.accounts.roles import role_label

OVERDUE_AFTER = timedelta(days=7)
ROWS_A_PAGE = 20
MINE, OTHERS, OVERDUE = "mine", "others", "overdue"


@dataclass(frozen=True)
class Waiting:
    """One version that waits for a step: `mine` when this person may decide about it, otherwise `why_not` may say why."""

    title: str
    url: str
    kind: str
    course: str
    course_key: str
    step: str
    since: datetime
    by: str
    whom: str
    mine: bool
    why_not: str

    @property
    def overdue(self) -> bool:
        return timezone.now() - self.since > OVERDUE_AFTER

    @property
    def days(self) -> int:
        return (timezone.now() - self.since).days


def waiting_for(user: User) -> list[Waiting]:
    """Every step that is in progress, longest waiting first."""
    states = list(
        TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, workflow_state__status=WorkflowState.STATUS_IN_PROGRESS)
        .select_related("workflow_state__requested_by")
        .order_by("started_at", "pk")
    )
    if not states:
        return []
    tasks = {task.pk: task for task in Task.objects.filter(pk__in={state.task_id for state in states}).specific()}
    whom = {pk: _whom(task) for pk, task in tasks.items()}
    offered = {pk: isinstance(task, ReviewTask) and task.offered_to(user) for pk, task in tasks.items()}
    refused = refusals(states, user)
    places = _places([state.workflow_state for state in states])
    rows = []
    for state in states:
        place = places.get(state.workflow_state_id)
        if place is None:
            continue  # its page is gone
        mine = offered[state.task_id] and state.pk not in refused
        rows.append(
            Waiting(
                **place,
                step=tasks[state.task_id].name,
                since=state.started_at,
                by=str(state.workflow_state.requested_by or ""),
                whom=whom[state.task_id],
                mine=mine,
                why_not=refused.get(state.pk, "") if offered[state.task_id] else "",
            )
        )
    return rows


def _whom(task) -> str:
    """For which people a step is, by name or by role."""
    if isinstance(task, PeerReviewTask) and (named := [str(person) for person in task.people.all()]):
        return ", ".join(named)
    return ", ".join(role_label(name) for name in task.groups.values_list("name", flat=True)) if hasattr(task, "groups") else ""


def _places(workflow_states) -> dict[int, dict]:
    """By workflow state: title, editor's address and course of what waits."""
    pages = ContentType.objects.get_for_model(Page, for_concrete_model=False).pk
    course_keys = course_keys_of(workflow_states)
    titles = _course_titles(set(course_keys.values()))
    found = {}
    ids = [state.object_id for state in workflow_states if state.base_content_type_id == pages]
    rows = {str(page.pk): page for page in Page.objects.filter(pk__in=ids).select_related("content_type")} if ids else {}
    asked = _of_banks(workflow_states)
    for state in workflow_states:
        if state.base_content_type_id == pages and (page := rows.get(state.object_id)):
            key = course_keys.get(state.pk)
            found[state.pk] = {
                "title": page.draft_title or page.title,
                "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
                "kind": str(page.content_type.name),
                "course": titles.get(key, ""),
                "course_key": str(key or ""),
            }
        elif place := asked.get((state.base_content_type_id, state.object_id)):
            found[state.pk] = place
    return found


def _of_banks(workflow_states) -> dict[tuple[int, str], dict]:
    """Questions and cases by content type and number: they stand in a bank, not in a course."""
    found = {}
    for model, name in ((Question, "name"), (Case, "title")):
        kind = ContentType.objects.get_for_model(model).pk
        ids = [state.object_id for state in workflow_states if state.base_content_type_id == kind]
        for pk, title, bank in model.objects.filter(pk__in=ids).values_list("pk", name, "bank__name") if ids else ():
            found[kind, str(pk)] = {
                "title": title,
                "url": reverse(f"wagtailsnippets_courses_{model._meta.model_name}:edit", args=[pk]),
                "kind": str(model._meta.verbose_name),
                "course": bank,
                "course_key": "",
            }
    return found


def _course_titles(keys) -> dict:
    rows = CoursePage.objects.filter(translation_key__in=keys, alias_of=None).order_by("-pk") if keys else []
    return {page.translation_key: f"{page.code} {page.title}" for page in rows}


def came_back_to(user: User) -> list[dict]:
    """What this person submitted and was asked to change."""
    states = list(
        WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES, requested_by=user)
        .select_related("current_task_state__finished_by")
        .order_by("-pk")[:ROWS_A_PAGE]
    )
    places = _places(states) if states else {}
    return [
        {**places[state.pk], "state": state.current_task_state, "comment": state.current_task_state.comment}
        for state in states
        if state.pk in places
    ]


def drafts_with_errors():
    """Pages whose newest draft cannot go live as it is, newest first; a queryset, to be paginated."""
    return (
        Page.objects.filter(has_unpublished_changes=True, alias_of=None, latest_revision__facts__errors__gt=0)
        .select_related("latest_revision__facts", "latest_revision__user", "content_type")
        .defer("latest_revision__content")
        .order_by("-latest_revision_created_at", "-pk")
    )


def courses_of(pages) -> dict[int, str]:
    """By page, the title of its course: for a page of a list."""
    depth = 4 * Page.steplen
    rows = CoursePage.objects.filter(path__in={page.path[:depth] for page in pages})
    titles = {page.path: f"{page.code} {page.title}" for page in rows}
    return {page.pk: titles.get(page.path[:depth], "") for page in pages}


def listed(rows: list[Waiting], whose: str, course: str, step: str) -> list[Waiting]:
    """The rows that the filters ask for; what they do not know asks for all."""
    wanted = {MINE: lambda row: row.mine, OTHERS: lambda row: not row.mine, OVERDUE: lambda row: row.overdue}.get(whose)
    return [row for row in rows if (wanted is None or wanted(row)) and course in ("", row.course_key) and step in ("", row.step)]


def page_of(rows, number) -> object:
    return Paginator(rows, ROWS_A_PAGE).get_page(number)

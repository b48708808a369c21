"""The workflow of courses: peer review, language edit, approval; and of the rest of the site: approval by somebody else."""

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Workflow, WorkflowContentType, WorkflowPage, WorkflowState, WorkflowTask

from courses.declarations import has_declared
from courses.models import ApprovalTask, Case, CourseIndexPage, LanguageEditTask, PeerReviewTask, Question
from courses.outline import course_key_of
from icrweb.accounts.models import User
from icrweb.accounts.roles import DIRECTOR, EDITOR, MEDICAL_REVIEWER

COURSES, SITE = "Courses", "Pages and translations"
STEPS = {
    COURSES: [
        (PeerReviewTask, "Peer review", [MEDICAL_REVIEWER]),
        (LanguageEditTask, "Language edit", [EDITOR, DIRECTOR]),
        (ApprovalTask, "Approval by the programme", [EDITOR, DIRECTOR]),
    ],
    SITE: [(ApprovalTask, "Approval", [MEDICAL_REVIEWER, EDITOR, DIRECTOR])],
}


@transaction.atomic
def found_workflows() -> None:
    """Make the workflows where they are missing, and give every catalogue, question, case and the rest of the site theirs.

    What somebody changed in the admin since (steps, groups, another workflow for a page) stays.
    """
    courses, site = (_workflow(name) for name in (COURSES, SITE))
    for index in CourseIndexPage.objects.values_list("pk", flat=True):
        WorkflowPage.objects.get_or_create(page_id=index, defaults={"workflow": courses})
    for model in (Question, Case):
        WorkflowContentType.objects.get_or_create(
            content_type=ContentType.objects.get_for_model(model), defaults={"workflow": courses}
        )
    stock = Workflow.objects.filter(name="Moderators approval").first()
    if root := Page.objects.filter(depth=1).values_list("pk", flat=True).first():
        assigned = WorkflowPage.objects.filter(page_id=root).first()
        if assigned is None or assigned.workflow == stock:
            WorkflowPage.objects.update_or_create(page_id=root, defaults={"workflow": site})


def _workflow(name: str) -> Workflow:
    workflow, made = Workflow.objects.get_or_create(name=name)
    if made:
        for number, (model, task_name, groups) in enumerate(STEPS[name]):
            task = model.objects.create(name=task_name)
            task.groups.set(Group.objects.filter(name__in=groups))
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=number)
    return workflow


def may_submit(page: Page, user: User) -> bool:
    """Interests are declared before a text goes to review; pages outside of courses ask for none."""
    course_key = course_key_of(page)
    return course_key is None or has_declared(user, course_key)


@transaction.atomic
def submit(page: Page, user: User) -> WorkflowState:
    """Send the newest draft to review, or on with the review that asked for changes."""
    page = Page.objects.select_for_update().get(pk=page.pk).specific
    if not page.permissions_for_user(user).can_submit_for_moderation():
        raise ValidationError(_("This page is in review already, or locked."), code="in_review")
    if not may_submit(page, user):
        raise ValidationError(_("Declare your interests for this course first, or that you have none."), code="undeclared")
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
        return state
    return page.get_workflow().start(page, user)

"""Review in steps: who may take which step of the workflow, what a revision changed, and who declared which interests."""

import uuid
from datetime import date

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, Revision, Task, TaskState

from courses.checks import errors_of
from icrweb.accounts.models import Affiliation

DECLARED_FOR = relativedelta(months=12)


class RevisionFacts(models.Model):
    """Of one saved revision: whether it changed words (a comment changes none), and how much the checks found in it."""

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="facts")
    changed_words = models.BooleanField()
    errors = models.PositiveSmallIntegerField()
    warnings = models.PositiveSmallIntegerField()

    def __str__(self):
        return f"{self.revision_id}: {self.errors} errors, {self.warnings} warnings"


class DeclarationQuerySet(models.QuerySet):
    def valid(self, day: date | None = None):
        """Declared within twelve months before `day`."""
        return self.filter(declared_on__gt=(day or timezone.now().date()) - DECLARED_FOR)

    def of_course(self, course_key):
        return self.filter(course_key=course_key)

    def newest(self):
        """Of each person and course the last word: what was declared before is kept, not shown."""
        later = Declaration.objects.filter(
            person=models.OuterRef("person"), course_key=models.OuterRef("course_key"), pk__gt=models.OuterRef("pk")
        )
        return self.exclude(models.Exists(later))


class Declaration(models.Model):
    """What interests somebody has in the subject of a course they write or review. Never changed: a new one follows."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="declarations")
    course_key = models.UUIDField(db_index=True)
    words = models.TextField(_("interests"), max_length=1000, blank=True)  # empty: none to declare
    declared_on = models.DateField(_("declared on"))

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("declaration of interests")
        verbose_name_plural = _("declarations of interests")

    def __str__(self):
        return f"{self.person}, {self.declared_on}"

    @property
    def valid_until(self) -> date:
        return self.declared_on + DECLARED_FOR


class ReviewTask(AbstractGroupApprovalTask):
    """A step of the workflow. Nobody takes a step with a version that they wrote or submitted themselves."""

    needs_other_institution = False
    needs_no_errors = False  # it is the last step: what is approved goes live
    counts_edits_of_its_own = True

    class Meta:
        abstract = True

    def offered_to(self, user) -> bool:
        """This step is for people like `user`, whatever the version."""
        return user.is_superuser or self._user_in_groups(user)

    def why_not(self, obj, user) -> str:
        """The sentence that keeps `user` from deciding about the version that waits here, or ""."""
        state = obj.current_workflow_task_state
        return refusals([state], user).get(state.pk, "") if state else ""

    def user_can_access_editor(self, obj, user):
        return self.offered_to(user)

    def locked_for_user(self, obj, user):
        return not self.offered_to(user) or bool(self.why_not(obj, user))

    def get_actions(self, obj, user):
        if not self.offered_to(user) or self.why_not(obj, user):
            return []
        actions = [("reject", gettext("Ask for changes"), True)]
        if not self.blocked_by_errors(obj):
            actions += [("approve", gettext("Approve"), False), ("approve", gettext("Approve with comment"), True)]
        return actions

    def blocked_by_errors(self, obj) -> bool:
        return self.needs_no_errors and bool(errors_of(obj.get_latest_revision_as_object()))

    def on_action(self, task_state, user, action_name, **kwargs):
        """Wagtail asks `get_actions` before; between the question and now the draft may have been saved with an error."""
        obj = task_state.revision.content_object
        if not self.offered_to(user) or refusals([task_state], user):
            raise PermissionDenied
        if action_name == "approve" and self.blocked_by_errors(obj):
            return None
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        if not self.offered_to(user):
            return TaskState.objects.none()
        states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return states.exclude(pk__in=refusals(states.select_related("workflow_state", "task"), user))

    @classmethod
    def get_description(cls):
        return cls.__doc__


class PeerReviewTask(ReviewTask):
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        verbose_name=_("reviewers by name"),
        help_text=_("When somebody is named here, only they review."),
    )
    needs_other_institution = True
    admin_form_fields = [*AbstractGroupApprovalTask.admin_form_fields, "people"]

    class Meta:
        verbose_name = _("peer review")
        verbose_name_plural = _("peer reviews")

    def offered_to(self, user):
        named = set(self.people.values_list("pk", flat=True))
        return user.pk in named if named else super().offered_to(user)

    @classmethod
    def get_description(cls):
        return _("Somebody of these groups, at another institution than every author, reads and approves it.")


class LanguageEditTask(ReviewTask):
    counts_edits_of_its_own = False  # mending the language is what this step is for

    class Meta:
        verbose_name = _("language edit")
        verbose_name_plural = _("language edits")

    @classmethod
    def get_description(cls):
        return _("Somebody of these groups who did not write it mends the language.")


class ApprovalTask(ReviewTask):
    needs_no_errors = True

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")

    @classmethod
    def get_description(cls):
        return _("Somebody of these groups who did not write it approves it. As the last step it goes live.")


def refusals(states, user) -> dict[int, str]:
    """Of these task states the ones that `user` may not decide, with the sentence why: a constant number of queries."""
    states = [state for state in states if state]
    tasks = {task.pk: task for task in Task.objects.filter(pk__in={state.task_id for state in states}).specific()}
    authors = _authors(states, tasks)
    people = {user.pk}.union(*authors.values()) if authors else {user.pk}
    places: dict[int, set] = {}
    for affiliation in Affiliation.objects.current().filter(user__in=people).select_related("institution", "user"):
        place = affiliation.institution_id or affiliation.unlisted_name.casefold().strip()
        places.setdefault(affiliation.user_id, set()).add((place, affiliation.institution_name))
    courses = course_keys_of([state.workflow_state for state in states])
    declared = set(Declaration.objects.valid().filter(person=user).values_list("course_key", flat=True)) if courses else set()
    found = {}
    for state in states:
        task, wrote = tasks[state.task_id], authors[state.pk]
        if not isinstance(task, ReviewTask):
            continue
        course_key = courses.get(state.workflow_state_id)
        if sentence := _why_not(task, user, wrote, places) or _undeclared(course_key, declared):
            found[state.pk] = sentence
    return found


def _why_not(task: ReviewTask, user, wrote: set[int], places: dict[int, set]) -> str:
    if user.pk in wrote:
        return gettext("You wrote or submitted this version. Somebody else must decide about it.")
    if not task.needs_other_institution:
        return ""
    mine = places.get(user.pk, set())
    if not mine:
        return gettext("Your profile names no current institution. Add it there: a peer reviewer works elsewhere than the authors.")
    theirs = set().union(*(places.get(author, set()) for author in wrote))
    if shared := sorted(name for _key, name in mine & theirs):
        return gettext(
            "You and an author or whoever submitted it both work at %(institution)s. A peer reviewer works at another institution."
        ) % {"institution": shared[0]}
    return ""


def _undeclared(course_key, declared: set) -> str:
    if course_key and course_key not in declared:
        return gettext("Declare your interests for this course first, or that you have none.")
    return ""


def _authors(states, tasks) -> dict[int, set[int]]:
    """By state, who changed words since what is live, and who submitted it."""
    objects = {(state.workflow_state.base_content_type_id, state.workflow_state.object_id) for state in states}
    live = _live_since(objects)
    rows = Revision.objects.filter(
        base_content_type__in={kind for kind, _pk in objects}, object_id__in={pk for _kind, pk in objects}, user__isnull=False
    ).exclude(facts__changed_words=False)
    changes: dict[tuple, list] = {}
    for kind, pk, person, at in rows.values_list("base_content_type_id", "object_id", "user_id", "created_at"):
        changes.setdefault((kind, pk), []).append((person, at))
    found = {}
    for state in states:
        target = (state.workflow_state.base_content_type_id, state.workflow_state.object_id)
        since, task = live.get(target), tasks[state.task_id]
        until = None if getattr(task, "counts_edits_of_its_own", True) else state.started_at
        found[state.pk] = {
            person for person, at in changes.get(target, ()) if (since is None or at > since) and (until is None or at <= until)
        } | ({state.workflow_state.requested_by_id} - {None})
    return found


def _live_since(objects) -> dict[tuple, object]:
    """When the revision was saved that is live now, by content type and primary key."""
    found = {}
    for kind in {kind for kind, _pk in objects}:
        model = ContentType.objects.get_for_id(kind).model_class()
        rows = model.objects.filter(pk__in=[pk for other, pk in objects if other == kind], live=True)
        found |= {(kind, str(pk)): at for pk, at in rows.values_list("pk", "live_revision__created_at") if at}
    return found


def course_keys_of(workflow_states) -> dict[int, uuid.UUID]:
    """By workflow state, the key of the course that its page belongs to; pages elsewhere and questions have none."""
    kind = ContentType.objects.get_for_model(Page, for_concrete_model=False).pk
    pages = {state.object_id: state.pk for state in workflow_states if state.base_content_type_id == kind}
    if not pages:
        return {}
    paths = dict(Page.objects.filter(pk__in=pages).values_list("pk", "path"))
    depth = 4 * Page.steplen  # root, home, catalogue, course
    rows = Page.objects.filter(path__in={path[:depth] for path in paths.values()}, content_type__model="coursepage")
    keys = dict(rows.values_list("path", "translation_key"))
    return {pages[str(pk)]: keys[path[:depth]] for pk, path in paths.items() if path[:depth] in keys}

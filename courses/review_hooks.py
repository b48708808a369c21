"""Checks, review and publishing of courses in Wagtail's admin."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from courses.checks import errors_of, refuse_errors
from courses.models import CourseIndexPage, CoursePage, LessonPage, QuizPage, Reviewed
from courses.models.review import ReviewTask
from courses.review import found_workflows, may_submit
from courses.views.checking import checks_panel
from courses.views.declaring import declare_interests
from courses.views.trying import as_learner
from courses.views.waiting import MAY_SEE, waiting
from courses.views.word import add_from_word


@hooks.register("before_publish_page")
def publish_only_what_has_no_errors(request, page):
    """The editor's own button, which does not ask the page to publish itself. The draft is saved by now."""
    if not isinstance(page, Reviewed):
        return None
    try:
        refuse_errors(page)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_bulk_action")
def publish_in_bulk_only_what_has_no_errors(request, action_type, objects, action):
    """All or nothing, so that nobody has to find out which of forty pages went live."""
    if request.method != "POST" or action_type != "publish" or action.models[0].__name__ != "Page":
        return None
    with_children = action.cleaned_form.cleaned_data.get("include_descendants")
    for page in objects:
        family = [page, *page.get_descendants().not_live()] if with_children else [page]
        for member in family:
            draft = member.get_latest_revision_as_object()
            if not isinstance(draft, Reviewed):
                continue
            try:
                refuse_errors(draft)
            except ValidationError as refusal:
                messages.error(request, f"{draft.title}: {' '.join(refusal.messages)}")
                return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_create_page")
def save_before_asking_whoever_creates(request, parent, page_class):
    """Who submits without a declaration is asked for it after the draft is saved, so that nothing typed is lost."""
    if request.POST.get("action-submit") and not may_submit(parent, request.user):
        _save_only(request)


@hooks.register("before_edit_page")
def save_before_asking(request, page):
    wants = request.POST.get("action-submit") or request.POST.get("action-restart-workflow")
    if wants and not may_submit(page, request.user):
        _save_only(request)
    if request.method == "GET":
        _say_why_not(request, page)


def _save_only(request):
    request.POST = request.POST.copy()
    for name in ("action-submit", "action-restart-workflow"):
        request.POST.pop(name, None)
    request.asks_for_declaration = True


@hooks.register("after_create_page", order=100)
@hooks.register("after_edit_page")
def ask_for_the_declaration(request, page):
    if getattr(request, "asks_for_declaration", False):
        return redirect(f"{reverse('courses_declare', args=[page.pk])}?submit=1")
    return None


@hooks.register("after_edit_page")
def say_what_stops_the_approval(request, page):
    """An approval of a draft with errors leaves it where it is; whoever approved it learns why."""
    task = page.current_workflow_task if request.POST.get("workflow-action-name") == "approve" else None
    if task and getattr(task, "needs_no_errors", False) and (found := errors_of(page)):
        messages.error(request, " ".join([gettext("Not approved; mend these first:"), *(finding.sentence for finding in found)]))
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


def _say_why_not(request, page):
    """On the page that waits for a step, for whom the step would be: why not them, or what to mend first."""
    task = page.current_workflow_task
    if not isinstance(task, ReviewTask) or not task.offered_to(request.user):
        return
    if sentence := task.why_not(page, request.user):
        button = []
        if not may_submit(page, request.user):
            button = [messages.button(reverse("courses_declare", args=[page.pk]), gettext("Declare interests"))]
        messages.warning(request, sentence, buttons=button)
    elif task.blocked_by_errors(page):
        messages.warning(request, gettext("The checks found errors. Approving is offered once they are mended."))


@hooks.register("after_create_page")
def give_the_catalogue_its_workflow(request, page):
    if isinstance(page, CourseIndexPage):
        found_workflows()


@hooks.register("insert_editor_js")
def follow_each_save():
    return format_html('<script type="module" src="{}"></script>', static("js/admin/findings.js"))


@hooks.register("insert_editor_js")
def say_where_tables_stay():
    return format_html(
        '<script type="module" src="{}" data-word-table data-words="{}" data-link-words="{}"></script>',
        static("js/admin/word-table.js"),
        gettext("A text block holds no table; it became lines. Undo, and take the text through “Add from Word”: it keeps tables."),
        gettext("Add from Word"),
    )


@hooks.register("register_admin_urls")
def register_checks():
    return [
        path("courses/<int:page_id>/checks/", checks_panel, name="courses_checks"),
        path("courses/<int:page_id>/declare/", declare_interests, name="courses_declare"),
        path("courses/<int:page_id>/add-from-word/", add_from_word, name="courses_add_from_word"),
        path("courses/<int:page_id>/as-learner/", as_learner, name="courses_try"),
        path("courses/waiting/", waiting, name="courses_waiting"),
    ]


@hooks.register("register_admin_menu_item")
def offer_the_list():
    return WaitingMenuItem(gettext_lazy("What waits"), reverse_lazy("courses_waiting"), icon_name="clipboard-list", order=310)


class WaitingMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(MAY_SEE)


@hooks.register("register_page_header_buttons")
def offer_to_try_and_to_add(page, user, view_name, next_url=None):
    if page.specific_class not in (CoursePage, LessonPage, QuizPage) or not page.permissions_for_user(user).can_edit():
        return
    yield Button(gettext("Preview as a learner"), reverse("courses_try", args=[page.pk]), icon_name="view", priority=50)
    if page.specific_class is LessonPage and not page.alias_of_id:
        yield Button(gettext("Add from Word"), reverse("courses_add_from_word", args=[page.pk]), icon_name="doc-full", priority=55)

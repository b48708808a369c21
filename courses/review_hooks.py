"""Checks, review and publishing of courses in Wagtail's admin."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages

from courses.checks import refuse_errors
from courses.models.reviewed import Reviewed
from courses.views.checking import checks_panel


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


@hooks.register("insert_editor_js")
def follow_each_save():
    return format_html('<script type="module" src="{}"></script>', static("js/admin/findings.js"))


@hooks.register("register_admin_urls")
def register_checks():
    return [path("courses/<int:page_id>/checks/", checks_panel, name="courses_checks")]

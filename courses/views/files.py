"""Courses as files in the admin: out, in after a dry run, and as the start of another."""

from tempfile import TemporaryFile

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from courses.duplicating import duplicate_course
from courses.file_forms import DuplicateForm, ImportForm
from courses.files.exporting import Export
from courses.files.planning import SAME, Plan
from courses.files.sending import bring_in, progress_of, send_in
from courses.files.taking import sentence_of
from courses.models import CourseImport, CourseIndexPage, CoursePage
from courses.outline import source_course

LINES_SHOWN = 500
LATELY = 10
_STATUS = {
    "new": pgettext_lazy("item of an import", "new"),
    "changed": pgettext_lazy("item of an import", "changed"),
    "unchanged": pgettext_lazy("item of an import", "unchanged"),
    "kept": pgettext_lazy("item of an import", "kept as this site has it"),
    "missing": pgettext_lazy("item of an import", "only on this site; stays"),
    "refused": pgettext_lazy("item of an import", "refused"),
}


@permission_required("courses.add_question")
def export(request, page_id):
    """Say what is in the archive, then hand it out."""
    course = source_course(get_object_or_404(CoursePage, pk=page_id).translation_key)
    if not course.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if request.method != "POST":
        title = {"page_title": _("Export as files"), "page_subtitle": course.title, "header_icon": "download"}
        return TemplateResponse(request, "courses/admin/export.html", {**title, "course": course})
    try:
        files = Export(course.translation_key, drafts=bool(request.POST.get("drafts")), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(request.path)
    out = TemporaryFile()  # noqa: SIM115 - the response closes it
    files.to_zip(out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{files.folder}.zip", content_type="application/zip")


@permission_required("courses.add_question")
def import_(request):
    """Take an archive in; the worker looks at it."""
    _catalogue_for(request.user)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        publish = form.cleaned_data["publish"]
        try:
            if publish and not _may_publish(request.user):
                raise ValidationError(_("You may not publish courses. Bring it in as drafts."), code="may_not_publish")
            sent = send_in(form.cleaned_data["archive"], publish=publish, by=request.user)
        except ValidationError as refusal:
            form.add_error("archive", refusal)
        else:
            return redirect("courses_import_report", key=sent.key)
    context = {
        "form": form,
        "media": form.media,
        "page_title": _("Import a course"),
        "header_icon": "upload",
        "action_url": request.path,
        "submit_button_label": _("See what would change"),
        "submit_button_active_label": _("Sending…"),
        "lately": CourseImport.objects.filter(by=request.user)[:LATELY],
    }
    return TemplateResponse(request, "courses/admin/import.html", context, status=422 if form.errors else 200)


@permission_required("courses.add_question")
def report(request, key):
    """The dry run, item by item; then the import."""
    sent = get_object_or_404(CourseImport, key=key)
    _catalogue_for(request.user)
    if request.method == "POST":
        try:
            if sent.publish and not _may_publish(request.user):
                raise ValidationError(_("You may not publish courses. Bring it in as drafts."), code="may_not_publish")
            bring_in(sent, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect(request.path)
    plan = Plan.from_data(sent.report) if sent.report else Plan()
    lines = [line for line in plan.lines if line.status != SAME]
    lines.sort(key=lambda line: line.status != "refused")
    context = {
        "page_title": _("Import a course"),
        "page_subtitle": sent.filename,
        "header_icon": "upload",
        "sent": sent,
        "progress": progress_of(sent) if sent.waits else None,
        "lines": [(line, _STATUS[line.status], sentence_of(line)) for line in lines[:LINES_SHOWN]],
        "more": max(0, len(lines) - LINES_SHOWN),
        "counts": [(_STATUS[status], number) for status, number in plan.counts.items()],
        "left_out": plan.left_out[:50],
        "changes": any(line.status in ("new", "changed") for line in lines),
        "error": sent.report.get("error", ""),
    }
    return TemplateResponse(request, "courses/admin/import_report.html", context)


@permission_required("courses.add_question")
def duplicate(request, page_id):
    """Ask for what the copy needs of its own, and copy."""
    course = source_course(get_object_or_404(CoursePage, pk=page_id).translation_key)
    _catalogue_for(request.user)
    form = DuplicateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = duplicate_course(course.translation_key, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The copy is made. All of it is a draft; mend the titles of its translations too."))
            return redirect("wagtailadmin_explore", new.pk)
    context = {
        "form": form,
        "media": form.media,
        "page_title": _("Use as the start of another course"),
        "page_subtitle": course.title,
        "header_icon": "copy",
        "action_url": reverse("courses_duplicate", args=[page_id]),
        "submit_button_label": _("Make the copy"),
        "submit_button_active_label": _("Copying…"),
    }
    return TemplateResponse(request, "courses/admin/duplicate.html", context)


def _catalogue_for(user) -> CourseIndexPage:
    """The catalogue, for whoever may add a course to it."""
    index = CourseIndexPage.objects.filter(alias_of=None).order_by("path").first()
    if index is None or not index.permissions_for_user(user).can_add_subpage():
        raise PermissionDenied
    return index


def _may_publish(user) -> bool:
    index = _catalogue_for(user)
    return (
        index.permissions_for_user(user).can_publish_subpage()
        and user.has_perm("courses.publish_question")
        and user.has_perm("courses.add_edition")
    )

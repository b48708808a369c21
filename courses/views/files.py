"""Courses as files in the admin: out, in after a dry run, and as the start of another."""

from collections.abc import Iterator
from tempfile import TemporaryFile

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from courses.duplicating import duplicate_course
from courses.file_forms import DuplicateForm, ImportForm
from courses.files.exporting import Export
from courses.files.introspecting import model_of
from courses.files.planning import PLACE, SAME, Line, Plan
from courses.files.sending import MAX_UPLOAD, send_in
from courses.files.taking import sentence_of
from courses.models import CourseImport, CourseIndexPage, CoursePage
from courses.outline import source_course
from courses.views.incoming import STATUS, counted, form_page, report_page, want
from icrweb.uploads import takes_files

LINES_SHOWN = 500


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
@takes_files(MAX_UPLOAD)
def import_(request):
    """Take an archive in; the worker looks at it."""
    _catalogue_for(request.user)

    def send(said: dict) -> CourseImport:
        _refuse_to_publish(request.user, said["publish"])
        return send_in(said["archive"], publish=said["publish"], by=request.user)

    return form_page(
        request,
        ImportForm(request.POST or None, request.FILES or None),
        title=_("Import a course"),
        template="courses/admin/import.html",
        report="courses_import_report",
        lately=CourseImport.objects.all(),
        send=send,
    )


@permission_required("courses.add_question")
def report(request, key):
    """The dry run, item by item; then the import."""
    sent = get_object_or_404(CourseImport, key=key)
    _catalogue_for(request.user)
    if request.method == "POST":
        return want(request, sent, lambda: _refuse_to_publish(request.user, sent.publish))
    plan = Plan.from_data(sent.report) if "lines" in sent.report else Plan()
    lines = [line for line in plan.lines if line.status != SAME]
    lines.sort(key=lambda line: line.status != "refused")
    return report_page(
        request,
        sent,
        "courses/admin/import_report.html",
        _("Import a course"),
        lines=[(line, STATUS[line.status], sentence_of(line), list(_changes(line))) for line in lines[:LINES_SHOWN]],
        more=max(0, len(lines) - LINES_SHOWN),
        counts=counted([line.status for line in plan.lines]),
        left_out=plan.left_out[:50],
        changes=any(line.status in ("new", "changed") for line in lines),
    )


def _changes(line: Line) -> Iterator[tuple[str, str, str]]:
    """Fields by the names that editors know them by."""
    names = {PLACE: _("place in the course")}
    if line.changes and line.sort != "access":
        names = {field.name: getattr(field, "verbose_name", field.name) for field in model_of(line.sort)._meta.get_fields()} | names
    for name, old, new in line.changes:
        yield str(names.get(name, name)), old, new


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


def _refuse_to_publish(user, publish: bool) -> None:
    may = _catalogue_for(user).permissions_for_user(user).can_publish_subpage()
    if publish and not (may and user.has_perm("courses.publish_question") and user.has_perm("courses.add_edition")):
        raise ValidationError(_("You may not publish courses. Bring it in as drafts."), code="may_not_publish")

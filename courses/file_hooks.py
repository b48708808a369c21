"""Courses as files in the admin: addresses, and buttons beside a course and the catalogue."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from courses.file_forms import may_take_out
from courses.models import CourseIndexPage, CoursePage
from courses.views import files


@hooks.register("register_admin_urls")
def register_files():
    return [
        path("courses/<int:page_id>/export/", files.export, name="courses_export"),
        path("courses/<int:page_id>/duplicate/", files.duplicate, name="courses_duplicate"),
        path("courses/import/", files.import_, name="courses_import"),
        path("courses/import/<uuid:key>/", files.report, name="courses_import_report"),
    ]


@hooks.register("register_page_header_buttons")
def offer_files(page, user, view_name, next_url=None):
    if not may_take_out(user):
        return
    if isinstance(page, CoursePage):
        yield Button(
            _("Use as the start of another course"), reverse("courses_duplicate", args=[page.pk]), icon_name="copy", priority=63
        )
        yield Button(_("Export as files"), reverse("courses_export", args=[page.pk]), icon_name="download", priority=64)
    if isinstance(page, CourseIndexPage | CoursePage):
        yield Button(_("Import a course"), reverse("courses_import"), icon_name="upload", priority=65)

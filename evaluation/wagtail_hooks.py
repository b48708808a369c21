"""The report about a course among the reports, its way from the course page, and the words of the questions among the settings."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from courses.models import CoursePage
from evaluation.followups.views.desk import AfterwardsViewSet
from evaluation.followups.views.funder import FunderViewSet
from evaluation.views.report import ReportViewSet, WordingViewSet


@hooks.register("register_admin_viewset")
def register_reports():
    return [ReportViewSet(), WordingViewSet(), AfterwardsViewSet(), FunderViewSet()]


@hooks.register("register_page_header_buttons")
def show_how_it_works(page, user, view_name, next_url=None):
    if isinstance(page, CoursePage) and user.has_perm("evaluation.view_evaluation"):
        url = reverse("courses_at_work:course", args=[page.translation_key])
        yield Button(_("How the course works"), url, icon_name="history", priority=66)

"""Certificates in the admin's menu."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy

from icrweb.trail.wagtail_hooks import ReadOnlyViewSet

from . import (
    admin_views,
    requirement_hooks,  # noqa: F401 - it registers its hooks there
)
from .models import Certificate, Report
from .template_views import TemplateViewSet

register_permission_policy(Certificate)
register_permission_policy(Report)


class CertificateViewSet(ReadOnlyViewSet):
    """Read-only: what changes a certificate are two deeds with a reason."""

    model = Certificate
    name = "certificates_admin"
    url_prefix = "certificates"
    icon = "success"
    menu_label = _("Certificates")
    menu_order = 260
    menu_hook = "register_admin_menu_item"
    index_view_class = admin_views.CertificateIndex
    inspect_view_class = admin_views.CertificateInspect
    filterset_class = admin_views.CertificateFilters
    form_fields = []
    list_display = ["number"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("revoke-many/", admin_views.revoke_many, name="revoke_many"),
            path("<uuid:pk>/revoke/", admin_views.revoke, name="revoke"),
            path("<uuid:pk>/correct/", admin_views.supersede, name="supersede"),
        ]


class ReportViewSet(ReadOnlyViewSet):
    """What people say about papers that look wrong, open ones first."""

    model = Report
    name = "certificate_reports"
    url_prefix = "certificate-reports"
    icon = "warning"
    menu_label = _("Reports about certificates")
    menu_order = 265
    index_view_class = admin_views.ReportIndex
    inspect_view_class = admin_views.ReportInspect
    form_fields = []
    list_display = ["words"]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/close/", admin_views.close_report, name="close")]


@hooks.register("register_admin_viewset")
def certificate_viewsets():
    return [CertificateViewSet(), ReportViewSet(), TemplateViewSet()]


class OpenReports(Component):
    """How many reports wait for somebody to look into them."""

    order = 110
    template_name = "certificates/admin/open_reports.html"

    def get_context_data(self, parent_context):
        return {"number": Report.objects.open().count()}


@hooks.register("construct_homepage_panels")
def reports_that_wait(request, panels):
    if request.user.has_perm("certificates.view_report") and Report.objects.open().exists():
        panels.append(OpenReports())

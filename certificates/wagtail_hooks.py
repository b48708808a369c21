"""Certificates in the admin's menu."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from icrweb.trail.wagtail_hooks import ReadOnlyViewSet

from . import admin_views
from .models import Certificate

register_permission_policy(Certificate)


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
            path("<uuid:pk>/revoke/", admin_views.revoke, name="revoke"),
            path("<uuid:pk>/correct/", admin_views.supersede, name="supersede"),
        ]


@hooks.register("register_admin_viewset")
def certificate_viewset():
    return CertificateViewSet()

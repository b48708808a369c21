"""The audit trail and the outbox, among the admin's reports. Both are read, not written."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from . import views
from .models import AuditEntry, Mail

register_permission_policy(AuditEntry)
register_permission_policy(Mail)


class ReadOnlyViewSet(ModelViewSet):
    """A list and a page for each row; no address at which anything is added, changed or deleted."""

    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    menu_hook = "register_reports_menu_item"
    list_per_page = 50

    def get_common_view_kwargs(self, **kwargs):
        wanted = super().get_common_view_kwargs(**kwargs)
        gone = ("add_url_name", "edit_url_name", "delete_url_name", "history_url_name", "usage_url_name", "copy_url_name")
        return {**wanted, **{name: None for name in gone if name in wanted}}

    def get_urlpatterns(self):
        return [url for url in super().get_urlpatterns() if url.name in ("index", "index_results", "inspect")]

    def register_admin_url_finder(self):
        """Nothing here has a page to edit it."""


class AuditViewSet(ReadOnlyViewSet):
    model = AuditEntry
    name = "audit_trail"
    icon = "history"
    menu_label = _("Audit trail")
    menu_order = 950
    index_view_class = views.AuditIndex
    inspect_view_class = views.AuditInspect
    inspect_view_fields = ["at", "actor", "deed", "subject_type", "subject_key", "person", "old", "new", "why"]
    filterset_class = views.AuditFilters
    list_display = [
        "deed",
        Column("at_utc", accessor=lambda entry: f"{entry.at:%Y-%m-%d %H:%M} UTC", label=_("When")),
        "actor",
        "person",
    ]
    list_display += [Column("why", label=_("Why"))]
    form_fields = []


class MailViewSet(ReadOnlyViewSet):
    model = Mail
    name = "mail_outbox"
    icon = "mail"
    menu_label = _("Mail")
    menu_order = 960
    index_view_class = views.MailIndex
    inspect_view_class = views.MailInspect
    inspect_view_fields = ["to", "person", "subject", "created_at", "sent_at", "tries", "next_try_at", "dead_at", "last_error"]
    filterset_class = views.MailFilters
    list_display = ["subject", "to", DateColumn("created_at", label=_("Written")), "state", "tries"]
    form_fields = []

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("retry/<int:pk>/", views.retry_mail, name="retry")]


@hooks.register("register_admin_viewset")
def trail_viewsets():
    return [AuditViewSet(), MailViewSet()]

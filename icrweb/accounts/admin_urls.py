"""Addresses that stand before Wagtail's own: one guarded way in, and no second door for passwords and e-mail."""

from django.urls import path, re_path
from wagtail.admin.auth import require_admin_access

from . import admin_views, views

urlpatterns = [
    path("accounts/sign-in/", views.to_sign_in, name="sign_in"),
    path("admin/login/", views.to_sign_in),
    re_path(r"^admin/password_reset/", admin_views.closed),
    path("admin/account/", require_admin_access(admin_views.OwnSettings.as_view())),
    # Wagtail's bulk actions on people delete, close and promote without a trace in our trail.
    re_path(r"^admin/bulk/accounts/user/", admin_views.closed),
]

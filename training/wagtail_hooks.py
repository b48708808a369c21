"""External training in the admin: its queue, and how much waits."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from certificates.models import ExternalTraining

from .external import admin_views, case, checking


class ExternalMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(checking.PERMISSION)


@hooks.register("register_admin_menu_item")
def external_menu_item():
    return ExternalMenuItem(_("External training"), reverse("external"), name="external", icon_name="doc-full-inverse", order=268)


@hooks.register("register_admin_urls")
def external_urls():
    return [
        path("external/", admin_views.queue, name="external"),
        path("external/<uuid:external_key>/", admin_views.one, name="external_one"),
    ]


class WaitingExternal(Component):
    """How many wait, and how long the oldest has."""

    order = 112
    template_name = "training/admin/external_waiting.html"

    def __init__(self, number: int, oldest: ExternalTraining):
        self.number, self.oldest = number, oldest

    def get_context_data(self, parent_context):
        return {"number": self.number, "age": case.age(self.oldest)}


@hooks.register("construct_homepage_panels")
def external_that_waits(request, panels):
    if not request.user.has_perm(checking.PERMISSION):
        return
    waiting = ExternalTraining.objects.waiting().exclude(person=request.user)
    if oldest := waiting.order_by("sent_at", "pk").first():
        panels.append(WaitingExternal(waiting.count(), oldest))

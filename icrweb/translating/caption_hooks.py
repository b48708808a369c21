"""Captions to translate, in the admin."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from icrweb.translating import caption_views
from icrweb.translating.who import sees_translations


@hooks.register("register_admin_urls")
def register_captions():
    return [
        path("translating/captions/", caption_views.recordings, name="translating_recordings"),
        path("translating/captions/<uuid:key>/<str:language>/", caption_views.captions, name="translating_captions"),
        path("translating/captions/<uuid:key>/<str:language>/decide/", caption_views.decide, name="translating_captions_decide"),
    ]


class CaptionsItem(MenuItem):
    def is_shown(self, request):
        return sees_translations(request.user)


@hooks.register("register_admin_menu_item")
def captions_in_the_menu():
    return CaptionsItem(_("Captions to translate"), reverse("translating_recordings"), icon_name="openquote", order=303)

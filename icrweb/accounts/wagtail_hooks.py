"""The admin's pages about institutions, and affiliations that wait for somebody to confirm them."""

from django import forms
from django.db.models import ProtectedError
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from . import admin_views, identity_views
from .models import Affiliation, Institution
from .profile_forms import language_choices, time_zone_choices

register_permission_policy(Institution)
register_permission_policy(Affiliation)


class InstitutionForm(WagtailAdminModelForm):
    time_zone = forms.ChoiceField(label=_("time zone"), choices=time_zone_choices)
    languages = forms.MultipleChoiceField(
        label=_("languages"), choices=language_choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Institution
        fields = ["code", "name", "native_name", "kind", "country", "city", "time_zone", "languages", "site_quota", "listed"]


class DeleteInstitution(generic.DeleteView):
    """Only what nobody points at can go; else records of the past would lose their place."""

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except ProtectedError:
            messages.error(request, gettext("People work or worked there, so it stays. Untick “in the list” to stop offering it."))
            return redirect(reverse("institutions:edit", args=[self.object.pk]))


class InstitutionViewSet(ModelViewSet):
    model = Institution
    name = "institutions"
    icon = "home"
    menu_label = _("Institutions")
    menu_order = 510
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    delete_view_class = DeleteInstitution
    list_display = ["name", "code", "country", "kind", "listed"]
    list_filter = ["country", "kind", "listed"]
    search_fields = ["name", "native_name", "code", "city"]

    def get_form_class(self, for_update=False):
        return InstitutionForm

    def get_edit_handler(self):
        return None


@hooks.register("register_admin_viewset")
def institutions():
    return InstitutionViewSet()


class AffiliationsMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("accounts.change_affiliation")


@hooks.register("register_admin_menu_item")
def affiliations_menu_item():
    return AffiliationsMenuItem(_("Affiliations"), reverse("affiliations"), name="affiliations", icon_name="group", order=520)


@hooks.register("register_admin_urls")
def affiliations_urls():
    return [
        path("affiliations/", admin_views.affiliations, name="affiliations"),
        path("affiliations/<int:pk>/confirm/", admin_views.confirm, name="confirm_affiliation"),
        path("identities/", identity_views.index, name="identities"),
        path("identities/<uuid:person_key>/", identity_views.person, name="identity"),
    ]


class IdentitiesMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("accounts.add_identitycheck")


@hooks.register("register_admin_menu_item")
def identities_menu_item():
    return IdentitiesMenuItem(_("Seen in person"), reverse("identities"), name="identities", icon_name="user", order=525)

"""What bodies ask for, in the admin: requirements with their sources, the bodies, and what each achievement is to them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .models import Achievement, Body, Requirement


class NotesWhoChecked:
    """Whoever enters a new day of checking is the one who checked."""

    def save_instance(self):
        if "checked_on" in self.form.changed_data:
            self.form.instance.checked_by = self.request.user
        return super().save_instance()


class AddRequirement(NotesWhoChecked, snippets.CreateView):
    pass


class EditRequirement(NotesWhoChecked, snippets.EditView):
    pass


class RequirementViewSet(SnippetViewSet):
    model = Requirement
    icon = "clipboard-list"
    menu_label = _("Requirements")
    list_display = [
        "body",
        "role",
        "purpose",
        "term",
        Column("checked_on", label=_("Checked")),
        Column("checked_by", label=_("Checked by")),
        Column("withdrawn_on", label=_("Withdrawn")),
    ]
    list_filter = ["purpose", "term", "body"]
    list_per_page = 50
    add_view_class = AddRequirement
    edit_view_class = EditRequirement
    copy_view_enabled = False

    def get_queryset(self, request):
        return Requirement.objects.select_related("body", "checked_by")


class BodyViewSet(SnippetViewSet):
    model = Body
    icon = "group"
    menu_label = _("Accepting bodies")
    list_display = ["name", "country"]
    list_filter = ["country"]
    search_fields = ["name"]
    search_backend_name = None


class AchievementViewSet(SnippetViewSet):
    """Which kind of training each achievement is; courses and seminars make the rows."""

    model = Achievement
    icon = "success"
    menu_label = _("Kinds of training")
    list_display = ["name", "code", "kind", "family"]
    list_filter = ["family", "kind"]
    search_fields = ["name", "code"]
    search_backend_name = None
    list_per_page = 50
    copy_view_enabled = False


class RequirementGroup(SnippetViewSetGroup):
    items = (RequirementViewSet, BodyViewSet, AchievementViewSet)
    menu_label = _("Requirements")
    menu_icon = "clipboard-list"
    menu_order = 270


register_snippet(RequirementGroup)

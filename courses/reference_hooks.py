"""What content rests on, in the admin: guidelines and their editions, the glossary, and local notes kept by their owners."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.care import overdue_count
from courses.models import GlossaryTerm, LocalNote, LocalSubject
from courses.models.local_notes import OwnNotesPolicy
from courses.views.care import care_menu_items, care_urls
from icrweb.pages.models import Guideline, GuidelineEdition

register_permission_policy(LocalNote, OwnNotesPolicy())


class GuidelineViewSet(SnippetViewSet):
    model = Guideline
    icon = "openquote"
    menu_label = _("Guidelines")
    list_display = ["title", "body", "short"]
    search_fields = ["title", "body", "short"]
    search_backend_name = None


class GuidelineEditionViewSet(SnippetViewSet):
    model = GuidelineEdition
    icon = "history"
    menu_label = _("Guideline editions")
    list_display = [
        "guideline",
        "edition",
        Column("effective_on", label=_("Date")),
        Column("checked_on", label=_("Checked")),
    ]
    list_filter = ["guideline"]
    ordering = ["guideline__title", "-effective_on"]


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "title"
    menu_label = _("Glossary")
    list_display = ["word", "locale", "letter", Column("review_by", label=_("Review by")), LiveStatusTagColumn()]
    list_filter = ["guideline"]
    list_per_page = 50

    def get_queryset(self, request):
        return GlossaryTerm.objects.select_related("locale")


class LocalSubjectViewSet(SnippetViewSet):
    model = LocalSubject
    icon = "help"
    menu_label = _("Local subjects")
    list_display = ["name"]
    search_fields = ["name"]
    search_backend_name = None


class OwnNote:
    """Wagtail asks before these views whether somebody may change notes at all; here, whether they may change this one."""

    def get_object(self, *args, **kwargs):
        note = super().get_object(*args, **kwargs)
        if not self.user_has_permission_for_instance("change", note):
            raise PermissionDenied
        return note


class EditNote(OwnNote, snippets.EditView):
    pass


class DeleteNote(OwnNote, snippets.DeleteView):
    pass


class UnpublishNote(OwnNote, snippets.UnpublishView):
    pass


class UnscheduleNote(OwnNote, snippets.RevisionsUnscheduleView):
    pass


class LocalNoteViewSet(SnippetViewSet):
    model = LocalNote
    icon = "globe"
    menu_label = _("Local notes")
    list_display = ["country", "subject", "locale", "owner", Column("review_by", label=_("Review by")), LiveStatusTagColumn()]
    list_filter = ["country", "subject", "owner"]
    edit_view_class = EditNote
    delete_view_class = DeleteNote
    unpublish_view_class = UnpublishNote
    revisions_unschedule_view_class = UnscheduleNote

    def get_queryset(self, request):
        return LocalNote.objects.select_related("subject", "locale", "owner")


class ReferenceGroup(SnippetViewSetGroup):
    items = (GuidelineEditionViewSet, GuidelineViewSet, GlossaryTermViewSet, LocalNoteViewSet, LocalSubjectViewSet)
    menu_label = _("References")
    menu_icon = "openquote"
    menu_order = 330


register_snippet(ReferenceGroup)


@hooks.register("register_admin_urls")
def register_reports():
    return care_urls()


@hooks.register("register_reports_menu_item")
def register_cited_guidelines():
    return care_menu_items()[0]


@hooks.register("register_reports_menu_item")
def register_overdue_reviews():
    return care_menu_items()[1]


class OverdueReviews(Component):
    """How much waits for somebody to look at it again."""

    order = 110
    template_name = "courses/admin/overdue_reviews.html"

    def get_context_data(self, parent_context):
        return {"count": overdue_count()}


@hooks.register("construct_homepage_panels")
def show_overdue_reviews(request, panels):
    if request.user.has_perm("courses.change_question"):
        panels.append(OverdueReviews())

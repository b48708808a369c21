"""What content rests on, in the admin: guidelines and their editions, the glossary, and local notes kept by their owners."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn, LiveStatusTagColumn
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.models import GlossaryTerm, LocalNote, LocalSubject
from courses.models.local_notes import OwnNotesPolicy
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
        DateColumn("effective_on", label=_("Date")),
        DateColumn("checked_on", label=_("Checked")),
    ]
    list_filter = ["guideline"]
    ordering = ["guideline__title", "-effective_on"]


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "title"
    menu_label = _("Glossary")
    list_display = ["word", "locale", "letter", DateColumn("review_by", label=_("Review by")), LiveStatusTagColumn()]
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


class LocalNoteViewSet(SnippetViewSet):
    model = LocalNote
    icon = "globe"
    menu_label = _("Local notes")
    list_display = ["country", "subject", "locale", "owner", DateColumn("review_by", label=_("Review by")), LiveStatusTagColumn()]
    list_filter = ["country", "subject", "owner"]

    def get_queryset(self, request):
        return LocalNote.objects.select_related("subject", "locale", "owner")


class ReferenceGroup(SnippetViewSetGroup):
    items = (GuidelineEditionViewSet, GuidelineViewSet, GlossaryTermViewSet, LocalNoteViewSet, LocalSubjectViewSet)
    menu_label = _("References")
    menu_icon = "openquote"
    menu_order = 330


register_snippet(ReferenceGroup)

"""The terms of translators in the admin."""

from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from icrweb.translating import term_views
from icrweb.translating.models import Term


class TermIndex(IndexView):
    @cached_property
    def header_more_buttons(self):
        wanted = [
            ("add_termproposal", _("Proposed terms"), "translating_proposals", "openquote"),
            ("add_term", _("Bring in terms"), "translating_terms_in", "upload"),
            ("view_term", _("Download the terms"), "translating_terms_out", "download"),
        ]
        own = [
            Button(label, url=reverse(name), icon_name=icon, priority=60)
            for permission, label, name, icon in wanted
            if self.request.user.has_perm(f"translating.{permission}")
        ]
        return [*super().header_more_buttons, *own]


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "openquote"
    menu_label = _("Terms for translators")
    add_to_admin_menu = True
    menu_order = 302
    list_display = ["word", "part_of_speech", "do_not_translate", "updated_at"]
    list_filter = ["part_of_speech", "do_not_translate", "forms__language"]
    list_per_page = 50
    search_fields = ["word", "forms__form"]
    search_backend_name = None
    copy_view_enabled = False
    index_view_class = TermIndex
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("word"), FieldPanel("part_of_speech")]),
            FieldPanel("do_not_translate"),
            FieldPanel("definition"),
            FieldPanel("note"),
            InlinePanel(
                "forms",
                [FieldRowPanel([FieldPanel("language"), FieldPanel("standing")]), FieldPanel("form")],
                heading=_("Forms in other languages"),
                label=_("Form"),
            ),
        ]
    )


register_snippet(TermViewSet)


@hooks.register("register_admin_urls")
def register_terms():
    return [
        path("translating/terms/proposed/", term_views.proposals, name="translating_proposals"),
        path("translating/terms/proposed/<int:pk>/", term_views.decide, name="translating_decide"),
        path("translating/terms/in/", term_views.bring_terms, name="translating_terms_in"),
        path("translating/terms/in/<uuid:key>/", term_views.terms_file, name="translating_terms_file"),
        path("translating/terms/out/", term_views.take_terms, name="translating_terms_out"),
    ]

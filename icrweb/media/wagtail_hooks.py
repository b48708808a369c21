"""Recordings in the admin: beside the media library, whose files they are made of."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtailmedia.edit_handlers import MediaChooserPanel
from wagtailmedia.views import media as library

from icrweb.media.forms import CaptionsForm, RecordingForm
from icrweb.media.models import MediaFile, Recording


class CaptionsPanel(InlinePanel):
    """Captions with a field for a file, which is not kept: its text is."""

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = CaptionsForm
        return options


class RecordingViewSet(SnippetViewSet):
    model = Recording
    icon = "media"
    menu_label = _("Recordings")
    add_to_admin_menu = True
    menu_order = 301
    list_display = ["title", "kind", "updated_at"]
    list_filter = ["kind"]
    ordering = ["title"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("title"), FieldPanel("kind")]),
            InlinePanel("renditions", [MediaChooserPanel("file")], heading=_("Files, the one to play first"), label=_("File")),
            CaptionsPanel(
                "captions",
                [FieldRowPanel([FieldPanel("language"), FieldPanel("kind")]), FieldPanel("upload"), FieldPanel("text")],
                heading=_("Captions"),
                label=_("Captions"),
            ),
            FieldPanel("poster"),
            FieldPanel("credit"),
        ],
        base_form_class=RecordingForm,
    )


register_snippet(RecordingViewSet)


@hooks.register("register_admin_urls", order=-1)
def keep_files_in_use():
    """Before the library's own address: a file that a recording plays is not deleted under it."""
    return [path("media/delete/<int:media_id>/", delete_unless_used, name="media_delete_unless_used")]


def delete_unless_used(request, media_id):
    file = get_object_or_404(MediaFile, pk=media_id)
    may = library.permission_checker.policy.user_has_permission_for_instance(request.user, "delete", file)
    if may and (used := file.renditions.select_related("recording").first()):
        sentence = _now("“%(recording)s” plays this file. Take it out of that recording first.")
        messages.error(request, sentence % {"recording": used.recording})
        return redirect("wagtailmedia:edit", media_id)
    return library.delete(request, media_id)

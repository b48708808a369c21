"""Translations in Wagtail's admin: queue, editor and classing take the place of wagtail-localize's own screens.

Those know no states: its "Translate" puts the source's words on a page without saying so, its "Sync" and "Publish" put unreviewed
words before readers. None of their addresses answers any more.
"""

from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import DraftStateMixin, Page, TranslatableMixin
from wagtail_localize import wagtail_hooks as stock
from wagtail_localize.models import Translation

from icrweb.pages.languages import language_name
from icrweb.translating import who
from icrweb.translating.changing import may_class_something, open_changes
from icrweb.translating.choices import Step
from icrweb.translating.queue import waiting
from icrweb.translating.views import beginning, classing, editor, queue
from icrweb.translating.views.desk import begin_address, editor_address

KEPT = {"register_permissions", "register_icons", "register_log_actions"}  # of wagtail-localize's hooks


def close_the_stock_screens() -> None:
    for name, registered in hooks._hooks.items():
        if name not in KEPT:
            registered[:] = [(hook, order) for hook, order in registered if hook.__module__ != stock.__name__]


close_the_stock_screens()


class TranslationsMenuItem(MenuItem):
    def is_shown(self, request):
        return who.sees_translations(request.user) or may_class_something(request.user)


class TranslatingViewSet(ViewSet):
    name = url_namespace = url_prefix = "translating"
    icon = editor.ICON
    menu_label = gettext_lazy("Translations")
    menu_order = 235
    add_to_admin_menu = True
    menu_item_class = TranslationsMenuItem

    def get_urlpatterns(self):
        return [
            path("", queue.index, name="index"),
            path("begin/page/<int:page_pk>/", beginning.begin_page, name="begin_page"),
            path("begin/page/<int:page_pk>/below/<slug:language>/", beginning.begin_below, name="begin_below"),
            path("begin/<slug:app_label>/<slug:model_name>/<str:row_pk>/", beginning.begin_snippet, name="begin_snippet"),
            path("changes/", classing.changes, name="changes"),
            path("changes/<int:change_pk>/", classing.change, name="change"),
            path("<int:source_pk>/<slug:language>/", editor.editor, name="editor"),
            path("<int:source_pk>/<slug:language>/draft/", editor.draft, name="draft"),
            path("<int:source_pk>/<slug:language>/preview/", editor.preview, name="preview"),
        ]


@hooks.register("register_admin_viewset")
def register_translations():
    return TranslatingViewSet()


@hooks.register("insert_global_admin_css")
def translations_css():
    return format_html('<link rel="stylesheet" href="{}">', static("css/translating.css"))


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def offer_to_translate(page, user, view_name=None, next_url=None):
    if not page.is_root() and user.has_perm(who.BEGIN) and page.permissions_for_user(user).can_edit():
        yield Button(_("Translations"), begin_address(page), icon_name=editor.ICON, priority=60)


@hooks.register("register_snippet_listing_buttons")
def offer_to_translate_a_snippet(snippet, user, next_url=None):
    if isinstance(snippet, TranslatableMixin) and user.has_perm(who.BEGIN) and who.may_change(user, snippet):
        yield Button(_("Translations"), begin_address(snippet), icon_name=editor.ICON, priority=100)


@hooks.register("before_edit_page")
@hooks.register("before_edit_snippet")
def lead_to_the_translation(request, row):
    """Words of a translation are changed passage by passage. What somebody has typed elsewhere is saved as it was typed."""
    if request.method != "GET" or not isinstance(row, TranslatableMixin):
        return None
    if not who.sees_translations(request.user) and not who.may_publish(request.user, row):
        return None
    found = Translation.objects.filter(source__object_id=row.translation_key, target_locale=row.locale_id, enabled=True)
    if translation := found.select_related("source", "target_locale").first():
        return redirect(editor_address(translation.source, translation.target_locale))
    if isinstance(row, Page) and row.alias_of_id and row.alias_of.locale_id != row.locale_id:
        return redirect(begin_address(row)) if request.user.has_perm(who.BEGIN) else None
    return None


@hooks.register("after_publish_page")
def lead_to_the_classing_of_a_page(request, page):
    return _to_classing(request, page)


@hooks.register("after_edit_page", order=10)
def lead_to_the_classing_of_what_was_approved(request, page):
    return _to_classing(request, page) if request.POST.get("workflow-action-name") == "approve" else None


@hooks.register("after_edit_snippet", order=10)
def lead_to_the_classing_of_a_snippet(request, row):
    published = "action-publish" in request.POST or request.POST.get("workflow-action-name") == "approve"
    return _to_classing(request, row) if published or not isinstance(row, DraftStateMixin) else None


def _to_classing(request, row):
    """Whoever has just published words that are translated says what their change means."""
    if not isinstance(row, TranslatableMixin):
        return None
    change = open_changes(request.user).filter(key=row.translation_key, locale=row.locale_id, made_by=request.user).first()
    if change is None:
        return None
    messages.success(request, _("Published. Say what the change means for the translations."))
    return redirect("translating:change", change.pk)


class TranslationsWaiting(Component):
    """What is urgent in one's languages, and changes that nobody has classed."""

    order = 115
    template_name = "translating/admin/waiting.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        rows = [
            {"code": code, "name": language_name(code), "counts": [(step, counts[step]) for step in Step if counts[step]]}
            for code, counts in waiting(user)
        ]
        return {"rows": rows, "changes": open_changes(user).count(), "sees_queue": who.sees_translations(user)}


@hooks.register("construct_homepage_panels")
def dashboard(request, panels):
    if who.sees_translations(request.user) or may_class_something(request.user):
        panels.append(TranslationsWaiting())

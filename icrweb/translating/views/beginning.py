"""Every language of one page or snippet: what readers see there, who may begin, and the way into the editor."""

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Locale, Page
from wagtail_localize.models import TranslationSource

from icrweb.pages.languages import language_name
from icrweb.translating import who
from icrweb.translating.adopting import adopt
from icrweb.translating.rows import own_row
from icrweb.translating.sources import first_row, translatable_snippets
from icrweb.translating.views.desk import edit_address, editor_address
from icrweb.translating.views.editor import ICON
from icrweb.translating.working import begin


@require_http_methods(["GET", "HEAD", "POST"])
def begin_page(request: HttpRequest, page_pk: int) -> HttpResponse:
    page = get_object_or_404(Page, pk=page_pk).specific
    if page.is_root():
        raise Http404
    return _languages(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
def begin_snippet(request: HttpRequest, app_label: str, model_name: str, row_pk: str) -> HttpResponse:
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
    if model not in translatable_snippets() or not row_pk.isdigit():
        raise Http404
    return _languages(request, get_object_or_404(model, pk=row_pk))


def _languages(request: HttpRequest, row: Model) -> HttpResponse:
    if not request.user.has_perm(who.BEGIN) or not who.may_change(request.user, row):
        raise PermissionDenied
    source = first_row(row)
    if request.method == "POST":
        locale = get_object_or_404(Locale, language_code=request.POST.get("language", ""))
        try:
            return redirect(editor_address(_begin(source, locale, request.user), locale))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    return TemplateResponse(request, "translating/admin/begin.html", _context(request, source))


def _begin(row: Model, locale: Locale, user) -> TranslationSource:
    """What has words of its own already brings them along, as the published words that they are, where they line up."""
    if locale.pk != row.locale_id and own_row(row, locale):
        try:
            return adopt(row, locale)
        except ValidationError as refusal:
            if refusal.code != "unlike":
                raise
    return begin(row, [locale], user)


def _context(request: HttpRequest, row: Model) -> dict:
    source = TranslationSource.objects.filter(object_id=row.translation_key, locale=row.locale_id).first()
    begun = set(source.translations.filter(enabled=True).values_list("target_locale_id", flat=True)) if source else set()
    rows = type(row).objects.filter(translation_key=row.translation_key).exclude(pk=row.pk)
    own = set((rows.filter(alias_of=None) if isinstance(row, Page) else rows).values_list("locale_id", flat=True))
    mine = who.languages_of(request.user)
    languages = [
        {
            "code": locale.language_code,
            "name": language_name(locale.language_code),
            "url": editor_address(source, locale) if locale.pk in begun else "",
            "own": locale.pk in own,
            "mine": locale.language_code in mine,
        }
        for locale in Locale.objects.exclude(pk=row.locale_id)
    ]
    title = getattr(row, "draft_title", "") or str(row)
    return {
        "languages": sorted(languages, key=lambda language: not language["mine"]),
        "source_name": language_name(row.locale.language_code),
        "source_language": row.locale.language_code,
        "source_url": edit_address(row),
        "page_title": title,
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("translating:index"), "label": _("Translations")},
            {"url": "", "label": title},
        ],
    }

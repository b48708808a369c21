"""Every language of one page or snippet: what readers see there, who may begin, and the way into the editor."""

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Locale, Page
from wagtail_localize.models import TranslationSource

from icrweb.pages.languages import language_name
from icrweb.translating import who
from icrweb.translating.sources import first_row, translatable_snippets
from icrweb.translating.starting import MOST_AT_ONCE, below, has_below, start, start_below
from icrweb.translating.views.desk import begin_address, edit_address, editor_address
from icrweb.translating.views.editor import ICON


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
            return redirect(editor_address(start(source, locale, request.user), locale))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    return TemplateResponse(request, "translating/admin/begin.html", _context(request, source))


@require_http_methods(["GET", "HEAD", "POST"])
def begin_below(request: HttpRequest, page_pk: int, language: str) -> HttpResponse:
    """A page with everything below it: counted first."""
    page = get_object_or_404(Page, pk=page_pk).specific
    if page.is_root():
        raise Http404
    if not request.user.has_perm(who.BEGIN) or not who.may_change(request.user, page):
        raise PermissionDenied
    source, locale = first_row(page), get_object_or_404(Locale, language_code=language)
    if request.method == "POST":
        done = start_below(source, locale, request.user)
        text = ngettext("%(number)s translation has begun.", "%(number)s translations have begun.", len(done.rows))
        messages.success(request, text % {"number": len(done.rows)})
        return redirect(request.path if done.left_out else f"{reverse('translating:index')}?language={language}&state=all")
    title = getattr(source, "draft_title", "") or str(source)
    context = {
        "found": below(source, locale, request.user),
        "most": MOST_AT_ONCE,
        "language": language,
        "language_name": language_name(language),
        "page_title": _("Begin with everything below"),
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("translating:index"), "label": _("Translations")},
            {"url": begin_address(source), "label": title},
            {"url": "", "label": _("Begin with everything below")},
        ],
    }
    return TemplateResponse(request, "translating/admin/begin_below.html", context)


def _context(request: HttpRequest, row: Model) -> dict:
    source = TranslationSource.objects.filter(object_id=row.translation_key, locale=row.locale_id).first()
    begun = set(source.translations.filter(enabled=True).values_list("target_locale_id", flat=True)) if source else set()
    rows = type(row).objects.filter(translation_key=row.translation_key).exclude(pk=row.pk)
    own = set((rows.filter(alias_of=None) if isinstance(row, Page) else rows).values_list("locale_id", flat=True))
    mine, has_more = who.languages_of(request.user), isinstance(row, Page) and has_below(row)
    languages = [
        {
            "code": locale.language_code,
            "name": language_name(locale.language_code),
            "url": editor_address(source, locale) if locale.pk in begun else "",
            "own": locale.pk in own,
            "below_url": reverse("translating:begin_below", args=[row.pk, locale.language_code]) if has_more else "",
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

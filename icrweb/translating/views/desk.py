"""Finding what the address names, for who may open it."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Locale, Page
from wagtail_localize.models import TranslationSource

from icrweb.accounts.models import User
from icrweb.translating.editing import Desk


def desk_of(user: User, source_pk: int, language: str) -> Desk:
    """404 where there is no such thing, 403 where it is not theirs."""
    source = get_object_or_404(TranslationSource.objects.select_related("locale", "specific_content_type"), pk=source_pk)
    locale = get_object_or_404(Locale, language_code=language)
    model = source.specific_content_type.model_class()
    rows = {row.locale_id: row for row in _rows(model, source, locale)}
    if source.locale_id not in rows or locale.pk == source.locale_id:
        raise Http404
    desk = Desk(source, locale, user, rows[source.locale_id], rows.get(locale.pk))
    if not desk.may_open:
        raise PermissionDenied
    return desk


def edit_address(row: Model) -> str:
    return AdminURLFinder().get_edit_url(row) or ""


def live_address(row: Model | None) -> str:
    return (row.url or "") if isinstance(row, Page) and row.live else ""


def begin_address(row: Model) -> str:
    if isinstance(row, Page):
        return reverse("translating:begin_page", args=[row.pk])
    return reverse("translating:begin_snippet", args=[row._meta.app_label, row._meta.model_name, row.pk])


def editor_address(source: TranslationSource, locale: Locale) -> str:
    return reverse("translating:editor", args=[source.pk, locale.language_code])


def _rows(model: type[Model], source: TranslationSource, locale: Locale):
    return model.objects.filter(translation_key=source.object_id, locale__in=[source.locale_id, locale.pk]).select_related("locale")

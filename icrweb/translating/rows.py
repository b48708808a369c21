"""The rows of one thing in its languages: pages and snippets alike, in plain words."""

from django.db.models import Model
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.models import TranslationSource


def is_alias(row: Model) -> bool:
    return bool(getattr(row, "alias_of_id", None))


def is_live(row: Model) -> bool:
    """What has no drafts is always shown."""
    return getattr(row, "live", True)


def rows_of(key, model: type[TranslatableMixin]):
    """Every row of one thing, aliases too; the model is the specific one."""
    return model._base_manager.filter(translation_key=key)


def own_row(source_row: Model, locale: Locale) -> Model | None:
    """Its own translation in a language, live or not; an alias is none."""
    found = rows_of(source_row.translation_key, type(source_row)).filter(locale=locale).exclude(pk=source_row.pk)
    return (found.filter(alias_of=None) if isinstance(source_row, Page) else found).first()


def source_of(row: Model) -> TranslationSource | None:
    """wagtail-localize's record of what is translated from `row`, or from the row that it is a translation of."""
    return TranslationSource.objects.filter(object_id=row.translation_key).select_related("locale").order_by("pk").first()

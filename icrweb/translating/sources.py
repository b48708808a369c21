"""The row that was written first: translations are made from it, for pages and for snippets alike."""

from django.db.models import Exists, Model, OuterRef, QuerySet
from wagtail.models import DraftStateMixin, Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models

from icrweb.pages.languages import in_source_language


def first_row(row: Model) -> Model | None:
    """The row from which `row`, an alias or a translation, was made; itself, where it was first or its model says so (`is_source`)."""
    first = type(row).objects.filter(translation_key=row.translation_key).order_by("pk")
    if isinstance(row, Page):
        first = first.filter(alias_of=None)
    rows = list(first.select_related("locale"))
    return next((one for one in rows if getattr(one, "is_source", False)), rows[0] if rows else None)


def is_source(row: Model) -> bool:
    return first_row(row) == row


def translatable_snippets() -> list[type[Model]]:
    return [model for model in get_snippet_models() if issubclass(model, TranslatableMixin)]


def written_first(model: type[Model]) -> QuerySet:
    """What readers have of it, in the language that it was written in."""
    if issubclass(model, Page):
        return in_source_language(model.objects.filter(live=True))
    earlier = model.objects.filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
    rows = model.objects.exclude(Exists(earlier))
    return rows.filter(live=True) if issubclass(model, DraftStateMixin) else rows

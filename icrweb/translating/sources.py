"""The row that something was written as: translations are made from it. One rule for pages and snippets, and for all who ask.

It is the first row, unless the model names the language it is written in (`source_language`, such as that of a question's bank).
"""

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from wagtail.models import DraftStateMixin, Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models

from icrweb.pages.languages import in_source_language


def sources(model: type[Model]) -> QuerySet:
    """Of each thing of this kind the row it was written as, live or not."""
    if issubclass(model, Page):
        return in_source_language(model.objects.all())
    rows = model.objects.filter(translation_key=OuterRef("translation_key"))
    first = ~Exists(rows.filter(pk__lt=OuterRef("pk")))
    if not (said := getattr(model, "source_language", "")):
        return model.objects.filter(first)
    in_said = Q(locale__language_code=F(said))
    return model.objects.filter(in_said | first & ~Exists(rows.filter(in_said)))


def first_row(row: Model) -> Model | None:
    """The row from which `row`, an alias or a translation, was made; or itself."""
    return sources(type(row)).filter(translation_key=row.translation_key).select_related("locale").order_by("pk").first()


def is_source(row: Model) -> bool:
    return first_row(row) == row


def translatable_snippets() -> list[type[Model]]:
    return [model for model in get_snippet_models() if issubclass(model, TranslatableMixin)]


def written_first(model: type[Model]) -> QuerySet:
    """What readers have of it, in the language that it was written in."""
    rows = sources(model)
    return rows.filter(live=True) if issubclass(model, DraftStateMixin) else rows

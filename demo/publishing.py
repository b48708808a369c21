"""Making pages from files as an editor would: a draft, then published; the same page again when the file changes."""

import json
from uuid import UUID

from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from icrweb.pages.languages import spread


def put_page(parent: Page, model: type[Page], key: UUID, slug: str, words: dict[str, dict], source: str) -> Page:
    """Publish one page in its source language and its translations; the other languages get aliases of it.

    `words` maps a language to field values (StreamFields as raw lists). Returns the page in the source language.
    """
    page = _put(_parent_in(parent, source), model, key, slug, source, words[source])
    spread(page)
    for language, values in words.items():
        if language != source:
            change_page(page, language, values)
    return page


def change_page(source: Page, language: str, values: dict) -> None:
    """Give the page in `language` words of its own: an alias becomes a translation."""
    page = source.get_translation(Locale.objects.get(language_code=language)).specific
    if page.alias_of_id:
        page.alias_of = None
        page.save(update_fields=["alias_of"], clean=False)
    _change(page, values)


def _parent_in(parent: Page, language: str) -> Page:
    return parent.get_translation(Locale.objects.get(language_code=language))


def _put(parent: Page, model: type[Page], key: UUID, slug: str, language: str, values: dict) -> Page:
    locale = Locale.objects.get(language_code=language)
    page = model.objects.filter(translation_key=key, locale=locale).first()
    if page is None:
        page = model(translation_key=key, locale=locale, slug=slug, **_fields(model, values))
        parent.add_child(instance=page)
        page.save_revision().publish()
        return page
    return _change(page, values)


def _change(page: Page, values: dict) -> Page:
    """Set the fields and publish, unless nothing would change."""
    before = page.serializable_data()
    for name, value in _fields(type(page), values).items():
        setattr(page, name, value)
    if page.serializable_data() != before or not page.live:
        page.save_revision().publish()
        page.refresh_from_db()
    return page


def _fields(model, values: dict) -> dict:
    """Raw StreamField lists become what the field reads from its column."""
    streams = {field.name for field in model._meta.get_fields() if isinstance(field, StreamField)}
    return {name: json.dumps(value) if name in streams else value for name, value in values.items()}

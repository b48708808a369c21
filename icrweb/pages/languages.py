"""One page, ten languages: its own translation, or an alias of its source that says so."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.fields import BaseTranslatableField

# Open Graph wants a territory with each language; these are what the services that read it know.
_TERRITORIES = {
    "en": "en_GB",
    "fil": "tl_PH",
    "id": "id_ID",
    "ms": "ms_MY",
    "vi": "vi_VN",
    "th": "th_TH",
    "ko": "ko_KR",
    "ja": "ja_JP",
    "zh-hans": "zh_CN",
    "zh-hant": "zh_TW",
}


def of_each_language(*names: str) -> list[BaseTranslatableField]:
    """Fields that are neither translated nor copied from the source: an address, the names of translators."""
    return [BaseTranslatableField(name) for name in names]


def spread(page: Page) -> None:
    """Give `page` an alias in every language that has neither a translation nor an alias of it yet.

    Parents must exist there already: spread from the top of the tree downwards.
    """
    parent = page.get_parent()
    for locale in Locale.objects.exclude(pk=page.locale_id):
        if not page.has_translation(locale) and (parent.is_root() or parent.has_translation(locale)):
            page.copy_for_translation(locale, alias=True)


def in_source_language(pages: QuerySet) -> QuerySet:
    """Of each page the row in the language it was written in: the first one; translations are made from it."""
    own = pages.model.objects.filter(alias_of=None)
    earlier = own.filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
    return pages.filter(alias_of=None).exclude(Exists(earlier)).select_related("locale")


def source_language(page: Page) -> str:
    """The language whose words `page` shows: its own, or its source's where it is an alias.

    A page that is being served brings it as `shown_in`.
    """
    if not page.alias_of_id:
        return page.locale.language_code
    return getattr(page, "shown_in", "") or page.alias_of.locale.language_code


def in_its_language(words: str, code: str, reader: str) -> str:
    """Words as HTML for a reader of a language: with their `lang` where they are in another. Nothing stays nothing."""
    return format_html('<span lang="{}">{}</span>', code, words) if words and code != reader else words


def language_name(code: str) -> str:
    """The name of a language in itself: ไทย, 日本語."""
    return translation.get_language_info(code)["name_local"]


def words_by_language(lines: str) -> dict[str, str]:
    """Words typed one language a line, as “ja: 題名”."""
    said = {}
    for line in lines.splitlines():
        if not line.strip():
            continue
        code, _colon, words = line.partition(":")
        if code.strip() not in dict(settings.LANGUAGES) or not words.strip():
            raise ValidationError(_("Start each line with a language and a colon, for example “ja: 題名”."), code="language")
        said[code.strip()] = words.strip()
    return said


def lines_by_language(said: dict[str, str]) -> str:
    """The same as somebody types it."""
    return "\n".join(f"{code}: {words}" for code, words in said.items())


def territory(code: str) -> str:
    """A language as Open Graph names it: zh-hant is zh_TW there."""
    return _TERRITORIES[code]


def content_languages() -> list[tuple]:
    """The languages of the site; a function, so that their order is no part of a migration."""
    return settings.LANGUAGES


def address(url_path: str, language: str) -> str:
    """The address of a page from its `url_path`, without a query: /en/courses/ below the home page of `language`."""
    return f"/{language}/{url_path.split('/', 2)[2]}"


def alias_label(page: Page) -> dict | None:
    """What base.html says above a page that is shown in another language than its address; None where it is not.

    `attribute` marks the page's own words in a template; the words of the interface around them are in the reader's language.
    """
    if not page.alias_of_id:
        return None
    shown = source_language(page)
    attribute = format_html(' lang="{}"', shown)
    return {
        "wanted": language_name(page.locale.language_code),
        "shown": language_name(shown),
        "code": shown,
        "attribute": attribute,
    }

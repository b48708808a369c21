"""What every page's frame needs: the menu, the language chooser, the site's name."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from wagtail.models import Page, Site

from .languages import interface_complete, language_name


def site(request) -> dict:
    """Lazy values: a page that shows no menu asks no database for it."""
    current = get_language()
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "base_url": settings.BASE_URL,
        "demo": settings.DEMO,
        "interface_complete": interface_complete(current),
        "menu": SimpleLazyObject(lambda: _menu(request, current)),
        "languages": SimpleLazyObject(lambda: _languages(request, current)),
    }


def _menu(request, language: str) -> list[dict]:
    """The pages below home that editors show in menus, in the order that editors gave them."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    pages = Page.objects.live().in_menu().filter(depth=site.root_page.depth + 1, locale__language_code=language).order_by("path")
    links = [{"title": page.title, "url": f"/{language}/{page.slug}/"} for page in pages.only("title", "slug", "path")]
    return [{**link, "here": request.path.startswith(link["url"])} for link in links]


def _languages(request, current: str) -> list[dict]:
    """The same address in every language. Slugs are the same in all of them, so the prefix alone changes."""
    return [
        {
            "code": code,
            "name": language_name(code),
            "url": _in_language(request.get_full_path(), current, code),
            "here": code == current,
            "complete": interface_complete(code),
        }
        for code, _name in settings.LANGUAGES
    ]


def _in_language(address: str, current: str, code: str) -> str:
    prefix = f"/{current}/"
    return f"/{code}/{address.removeprefix(prefix)}" if address.startswith(prefix) else f"/{code}/"

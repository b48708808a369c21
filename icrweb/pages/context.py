"""What every page's frame needs: the menu, the footer, the language chooser, the question about measuring visits."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from .languages import interface_complete, language_name
from .models import SiteSettings

HOME_DEPTH = 2
MEASURING_COOKIE = "icrweb_measuring"


def site(request) -> dict:
    """Lazy values: a page that shows no menu asks no database for it."""
    current = get_language()
    sections = SimpleLazyObject(lambda: _sections(request, current))
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "base_url": settings.BASE_URL,
        "demo": settings.DEMO,
        "interface_complete": interface_complete(current),
        "menu": SimpleLazyObject(lambda: [link for link in sections if link["in_menu"]]),
        "footer": SimpleLazyObject(lambda: _footer(request, sections)),
        "languages": SimpleLazyObject(lambda: _languages(request, current)),
        "ask_about_measuring": SimpleLazyObject(lambda: ask_about_measuring(request)),
    }


def measuring_is_on() -> bool:
    return SiteSettings.objects.filter(measure_visits=True).exists()


def ask_about_measuring(request) -> bool:
    """The cookie notice asks only where visits are measured, and only who has not answered yet."""
    return MEASURING_COOKIE not in request.COOKIES and measuring_is_on()


def may_measure(request) -> bool:
    """Measuring is off until the visitor accepted it, and off again when the operator switches it off."""
    return request.COOKIES.get(MEASURING_COOKIE) == "yes" and measuring_is_on()


def _sections(request, language: str) -> list[dict]:
    """The pages right below home, in the order that editors gave them; one query for menu and footer."""
    pages = Page.objects.live().public().filter(depth=HOME_DEPTH + 1, locale__language_code=language).order_by("path")
    rows = pages.values_list("title", "slug", "show_in_menus", "alias_of__locale__language_code")
    return [
        {"title": title, "url": url, "in_menu": in_menu, "lang": source, "here": request.path.startswith(url)}
        for title, slug, in_menu, source in rows
        for url in [f"/{language}/{slug}/"]
    ]


def _footer(request, sections) -> list[dict]:
    signed_in = request.user.is_authenticated
    learn = [*(link for link in sections if link["in_menu"]), {"title": _("My learning"), "url": reverse("my:learning")}]
    proof = [
        {"title": _("Check a certificate"), "url": reverse("certificates:check")},
        {"title": _("My certificates"), "url": reverse("my:certificates")},
        {"title": _("Search"), "url": reverse("search")},
        *(
            [{"title": _("Profile"), "url": reverse("accounts:profile")}]
            if signed_in
            else [
                {"title": _("Sign in"), "url": reverse("account_login")},
                {"title": _("Sign up"), "url": reverse("account_signup")},
            ]
        ),
    ]
    about = [link for link in sections if not link["in_menu"]]
    return [
        {"title": _("Learn"), "links": learn},
        {"title": _("Proof and account"), "links": proof},
        {"title": _("About"), "links": about},
    ]


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


def _in_language(path: str, current: str, code: str) -> str:
    prefix = f"/{current}/"
    return f"/{code}/{path.removeprefix(prefix)}" if path.startswith(prefix) else f"/{code}/"

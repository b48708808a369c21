"""What every page's frame needs: the menu, the footer, the language chooser, the question about measuring visits."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db.models import Case, Exists, Q, UUIDField, When
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction

from icrweb.trail.prepared import Given, Prepared

from .covers import site_cover
from .languages import address, interface_complete, language_name, territory
from .models import SiteSettings

HOME_DEPTH = 2
MEASURING_COOKIE = "icrweb_measuring"


@dataclass(frozen=True)
class Section:
    """A page right below home, as menu and footer show it; `lang` where its words are another language's."""

    title: str
    slug: str
    in_menu: bool
    lang: str | None


@dataclass(frozen=True)
class Frame:
    """What every page asks the database for besides its own words: one query."""

    sections: tuple[Section, ...]
    private: tuple[str, ...]
    measured: bool


def frame(request) -> Frame:
    """The sections that anybody may see in their editors' order, the paths of all private pages, whether visits are measured."""
    language = get_language()
    if getattr(request, "frame", (None,))[0] != language:
        request.frame = language, _ask_for_frame(language)
    return request.frame[1]


def _frame_rows():
    private = Q(translation_key__in=PageViewRestriction.objects.values("page__translation_key"))
    section = Q(live=True, depth=HOME_DEPTH + 1, locale__language_code=Given("language"))
    kinds = [Case(When(kind, then=True), default=False) for kind in (section, private)]
    measured = Exists(SiteSettings.objects.filter(measure_visits=True))
    own = ("title", "slug", "show_in_menus", "alias_of__locale__language_code")
    return Page.objects.filter(section | private).order_by("path").values_list("path", *kinds, measured, *own)


FRAME = Prepared(_frame_rows)


def _ask_for_frame(language: str) -> Frame:
    rows = FRAME.rows(language=language)
    closed = tuple(path for path, _section, private, *_rest in rows if private)
    sections = tuple(
        Section(title, slug, bool(in_menu), source)
        for path, section, _private, _measured, title, slug, in_menu, source in rows
        if section and not path.startswith(closed)
    )
    return Frame(sections, closed, bool(rows[0][3]) if rows else measuring_is_on())


def site(request) -> dict:
    """Lazy values: a page that shows no menu asks no database for it."""
    current = get_language()
    signed_in = SimpleLazyObject(lambda: request.user.is_authenticated)
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "base_url": settings.BASE_URL,
        "demo": settings.DEMO,
        "interface_complete": interface_complete(current),
        "menu": SimpleLazyObject(lambda: _menu(current, frame(request).sections, _here(request, current))),
        "menu_html": SimpleLazyObject(
            lambda: _rendered_menu(current, frame(request).sections, bool(signed_in), _here(request, current))
        ),
        "footer_html": SimpleLazyObject(lambda: _rendered_footer(current, frame(request).sections, bool(signed_in))),
        "account_html": SimpleLazyObject(lambda: _rendered_account(request)),
        "languages": SimpleLazyObject(lambda: _languages(current, _tail(request, current))),
        "languages_html": SimpleLazyObject(lambda: _language_menu(current, _tail(request, current))),
        "head": SimpleLazyObject(lambda: _head(request, current)),
        "cover": SimpleLazyObject(lambda: site_cover(current)),
        "ask_about_measuring": SimpleLazyObject(lambda: MEASURING_COOKIE not in request.COOKIES and frame(request).measured),
    }


def measuring_is_on() -> bool:
    return SiteSettings.objects.filter(measure_visits=True).exists()


def may_measure(request) -> bool:
    """Measuring is off until the visitor accepted it, and off again when the operator switches it off."""
    return request.COOKIES.get(MEASURING_COOKIE) == "yes" and measuring_is_on()


def _links(language: str, sections: tuple[Section, ...]) -> list[dict]:
    return [
        {"title": section.title, "url": f"/{language}/{section.slug}/", "in_menu": section.in_menu, "lang": section.lang}
        for section in sections
    ]


def _menu(language: str, sections: tuple[Section, ...], here: str) -> list[dict]:
    return [{**link, "here": link["url"] == here} for link in _links(language, sections) if link["in_menu"]]


def _here(request, language: str) -> str:
    """The address of the section that a page lies in: /en/courses/."""
    return "/".join(request.path.split("/", 3)[:3]) + "/" if request.path.startswith(f"/{language}/") else ""


# What is the same for everybody with the same sections is rendered once a process, named by all it is made of.
@lru_cache(maxsize=400)
def _rendered_menu(language: str, sections: tuple[Section, ...], signed_in: bool, here: str) -> SafeString:
    context = {"menu": _menu(language, sections, here), "signed_in": signed_in, "here": here}
    return render_to_string("components/menu_links.html", context)


def _rendered_account(request) -> SafeString:
    """The account's links stand twice in the header, for wide and for narrow screens: rendered once."""
    context = {"person": request.user, "desk": request.user.enters_admin, "csrf_token": get_token(request)}
    return render_to_string("components/account_links.html", context)


@lru_cache(maxsize=100)
def _rendered_footer(language: str, sections: tuple[Section, ...], signed_in: bool) -> SafeString:
    links = _links(language, sections)
    learn = [
        *(link for link in links if link["in_menu"]),
        {"title": _("Glossary"), "url": reverse("courses:glossary")},
        {"title": _("My learning"), "url": reverse("my:learning")},
    ]
    proof = [
        {"title": _("Check a certificate"), "url": reverse("certificates:check")},
        {"title": _("My certificates"), "url": reverse("my:certificates")},
        {"title": _("Search"), "url": reverse("search")},
        {"title": _("Ask for help"), "url": reverse("helpdesk:ask")},
        *(
            [{"title": _("Profile"), "url": reverse("accounts:profile")}]
            if signed_in
            else [
                {"title": _("Sign in"), "url": reverse("account_login")},
                {"title": _("Sign up"), "url": reverse("account_signup")},
            ]
        ),
    ]
    footer = [
        {"title": _("Learn"), "links": learn},
        {"title": _("Proof and account"), "links": proof},
        {"title": _("About"), "links": [link for link in links if not link["in_menu"]]},
    ]
    return render_to_string("components/footer.html", {"footer": footer, "site_name": settings.WAGTAIL_SITE_NAME})


OWN_WORDS = Prepared(
    lambda: (
        Page.objects.live()
        .filter(translation_key=Given("key", UUIDField()), alias_of=None)
        .order_by("pk")
        .values_list("locale__language_code", "url_path")
    )
)


def _head(request, current: str) -> dict:
    """For machines and previews: the one address of a public page, and that of its other languages that have their own words."""
    page = getattr(request, "shown_page", None)
    if page is None or page.path.startswith(frame(request).private) or request.user.is_authenticated:
        return {}
    rows = OWN_WORDS.rows(key=page.translation_key)
    alternates = [(code, settings.BASE_URL + address(url_path, code)) for code, url_path in rows]
    shown = getattr(page, "shown_in", None) or current
    canonical = dict(alternates).get(shown, settings.BASE_URL + request.path)
    others = [territory(code) for code, _url in alternates if code != shown]
    return {
        "title": page.title,
        "canonical": canonical,
        "alternates": alternates if others else [],
        "locale": territory(shown),
        "other_locales": others,
    }


TAIL = "/tail-of-the-address"


def _tail(request, current: str) -> str:
    """The address without its language. Slugs are the same in all of them, so the prefix alone changes."""
    path = request.get_full_path()
    return path.removeprefix(f"/{current}") if path.startswith(f"/{current}/") else "/"


def _languages(current: str, tail: str) -> list[dict]:
    return [
        {"code": code, "name": language_name(code), "url": f"/{code}{tail}", "here": code == current}
        for code, _name in settings.LANGUAGES
    ]


@lru_cache(maxsize=20)
def _any_language_menu(current: str) -> str:
    return render_to_string("components/language_menu.html", {"languages": _languages(current, TAIL)})


def _language_menu(current: str, tail: str) -> SafeString:
    return mark_safe(_any_language_menu(current).replace(TAIL, conditional_escape(tail)))  # noqa: S308 - both are escaped

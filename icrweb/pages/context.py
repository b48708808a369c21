"""What every page's frame needs: the menu, the footer, the language chooser, the question about measuring visits."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, Exists, Q, UUIDField, When
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction

from icrweb.trail.prepared import Given, Prepared

from . import shell
from .covers import site_cover
from .languages import address, territory
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
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "base_url": settings.BASE_URL,
        "demo": settings.DEMO,
        "head_html": SimpleLazyObject(lambda: shell.head(current, saves_data=request.headers.get("Save-Data") == "on")),
        "header_html": SimpleLazyObject(lambda: shell.header(request, current, frame(request).sections)),
        "stair_html": SimpleLazyObject(lambda: shell.stair(request, current)),
        "footer_html": SimpleLazyObject(lambda: shell.footer(current, frame(request).sections, request.user.is_authenticated)),
        "head": SimpleLazyObject(lambda: _head(request, current)),
        "cover": SimpleLazyObject(lambda: site_cover(current)),
        "ask_about_measuring": SimpleLazyObject(lambda: MEASURING_COOKIE not in request.COOKIES and frame(request).measured),
    }


def measuring_is_on() -> bool:
    return SiteSettings.objects.filter(measure_visits=True).exists()


def may_measure(request) -> bool:
    """Measuring is off until the visitor accepted it, and off again when the operator switches it off."""
    return request.COOKIES.get(MEASURING_COOKIE) == "yes" and measuring_is_on()


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

"""What stands round every page and is the same for many: rendered once a process, named by all that it is made of.

A person's own words and this page's address are put in their places afterwards.
"""

import secrets
from functools import lru_cache

from django.conf import settings
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .languages import language_name

# What a visitor writes cannot be taken for one of these: nobody knows them.
PLACE = {name: f"{name}-{secrets.token_hex(12)}" for name in ("tail", "initials", "name", "email", "token")}
_LATIN = "fonts/literata-latin.woff2"
# The font of our own that draws the headings of a language; others are drawn with the reader's.
FONTS = {"en": _LATIN, "vi": _LATIN, "id": _LATIN, "ms": _LATIN, "fil": _LATIN, "th": "fonts/noto-serif-thai.woff2"}


def _filled(shell: str, **values) -> SafeString:
    for name, value in values.items():
        shell = shell.replace(PLACE[name], conditional_escape(value))
    return mark_safe(shell)  # noqa: S308 - the shell is a rendered template, the values are escaped


@lru_cache(maxsize=40)
def head(language: str, *, saves_data: bool) -> SafeString:
    """Icons, fonts and styles; whoever saves data gets no fonts."""
    return render_to_string("components/head.html", {"own_font": "" if saves_data else FONTS.get(language, "")})


def header(request, language: str, sections: tuple) -> SafeString:
    """The mark, the menu, the languages, and the account's links or the way to sign in."""
    user, here = request.user, _here(request, language)
    if not user.is_authenticated:
        return _filled(_header(language, sections, here), tail=_tail(request, language))
    return _filled(
        _header(language, sections, here, signed_in=True, named=bool(user.latin_name), desk=user.enters_admin),
        tail=_tail(request, language),
        initials=user.initials,
        name=user.latin_name,
        email=user.email,
        token=get_token(request),
    )


@lru_cache(maxsize=400)
def _header(language: str, sections: tuple, here: str, *, signed_in=False, named=False, desk=False) -> str:
    context = {
        "language": language,
        "languages": _languages(language),
        "menu": [{**link, "here": link["url"] == here} for link in _links(language, sections) if link["in_menu"]],
        "here": here,
        "signed_in": signed_in,
        "named": named,
        "desk": desk,
        "place": PLACE,
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    return render_to_string("components/header.html", context)


def stair(request, language: str) -> SafeString:
    """The ten languages as the stair of the home page."""
    return _filled(_stair(language), tail=_tail(request, language))


@lru_cache(maxsize=20)
def _stair(language: str) -> str:
    return render_to_string("components/language_stair.html", {"languages": _languages(language)})


@lru_cache(maxsize=100)
def footer(language: str, sections: tuple, signed_in: bool) -> SafeString:
    """All sections, the ways to proof, and the account."""
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
    columns = [
        {"title": _("Learn"), "links": learn},
        {"title": _("Proof and account"), "links": proof},
        {"title": _("About"), "links": [link for link in links if not link["in_menu"]]},
    ]
    return render_to_string("components/footer.html", {"footer": columns, "site_name": settings.WAGTAIL_SITE_NAME})


def _links(language: str, sections: tuple) -> list[dict]:
    return [
        {"title": section.title, "url": f"/{language}/{section.slug}/", "in_menu": section.in_menu, "lang": section.lang}
        for section in sections
    ]


def _here(request, language: str) -> str:
    """The address of the section that a page lies in: /en/courses/."""
    return "/".join(request.path.split("/", 3)[:3]) + "/" if request.path.startswith(f"/{language}/") else ""


def _tail(request, language: str) -> str:
    """The address without its language. Slugs are the same in all of them, so the prefix alone changes."""
    path = request.get_full_path()
    return path.removeprefix(f"/{language}") if path.startswith(f"/{language}/") else "/"


def _languages(current: str) -> list[dict]:
    return [
        {"code": code, "name": language_name(code), "url": f"/{code}{PLACE['tail']}", "here": code == current}
        for code, _name in settings.LANGUAGES
    ]

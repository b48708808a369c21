"""The locales, the home pages and the site, as the founding makes them."""

from wagtail.models import Locale, Page

from icrweb.front.founding import found_site
from icrweb.front.models import HomePage
from tests.factories.recorded import recorded

FEW = ("en", "ja", "th", "vi")


def make_site(languages: tuple[str, ...] = FEW) -> HomePage:
    """The English home page of a founded site, in a few languages (each page is made once a language), or in all: `()`."""
    if Page.get_first_root_node() is None:  # Wagtail's migrations made it, and a test with real transactions emptied the table
        english, _made = Locale.objects.get_or_create(language_code="en")
        Page.add_root(title="Root", slug="root", locale=english)
    return HomePage.objects.get(pk=recorded(("site", languages), lambda: found_site(languages).pk))

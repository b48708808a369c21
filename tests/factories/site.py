"""The ten locales, the home pages and the site, as the founding makes them."""

from wagtail.models import Locale, Page, Site

from icrweb.front.founding import found_site
from icrweb.front.models import HomePage


def make_site() -> HomePage:
    """The English home page of a founded site."""
    if Page.get_first_root_node() is None:  # Wagtail's migrations made it, and a test with real transactions emptied the table
        english, _made = Locale.objects.get_or_create(language_code="en")
        Page.add_root(title="Root", slug="root", locale=english)
    found_site()
    return HomePage.objects.get(locale__language_code="en", pk=Site.objects.get(is_default_site=True).root_page_id)

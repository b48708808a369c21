"""The ten locales, the home pages and the site, as `demo.founding` makes them."""

from wagtail.models import Site

from icrweb.front.founding import found_site
from icrweb.front.models import HomePage


def make_site() -> HomePage:
    """The English home page of a founded site."""
    found_site()
    return HomePage.objects.get(locale__language_code="en", pk=Site.objects.get(is_default_site=True).root_page_id)

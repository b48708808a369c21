"""The first pages of a new site: a home page in English, the same in the other languages as aliases, and the site itself."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from icrweb.pages.languages import spread

from .models import HomePage
from .reindexing import begin_index


@transaction.atomic
def found_site(languages: Iterable[str] = ()) -> HomePage:
    """Make the home page and the site where they are missing; return the home page of the source language.

    Without `languages` in all that the settings name.
    """
    codes = languages or [code for code, _name in settings.LANGUAGES]
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in codes}
    site = Site.objects.filter(is_default_site=True).first()
    if site and isinstance(site.root_page.specific, HomePage):
        return site.root_page.specific
    root = Page.get_first_root_node()
    home = root.add_child(
        instance=HomePage(
            title="Home", slug="en", headline="Learn the trial.", headline_second="Keep the proof.", locale=locales["en"]
        )
    )
    begin_index()
    home.save_revision().publish()
    spread(home)
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.filter(is_default_site=True).delete()
    Site.objects.create(hostname=address.hostname, port=port, site_name="icrweb", root_page=home, is_default_site=True)
    for welcome in root.get_children().exclude(pk__in=HomePage.objects.values("pk")):
        welcome.delete()
    return home

"""Atom feeds of pages: what everybody may read, in the words of one language, under ids that no move or new name changes."""

from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from wagtail.models import Page

from .languages import address
from .privacy import open_to_all, private_paths

MOST = 50


def entry_id(key: UUID) -> str:
    """Of a page in the active language, or of the feed that lists what lies below it: the key stays whatever the address."""
    return uuid5(key, f"feed:{get_language()}").urn


class AtomFeed(Atom1Feed):
    """An empty feed changed when the page it belongs to did, not whenever somebody looks."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else self.feed["published_at"] or super().latest_post_date()


class PagesFeed(Feed):
    """What lies below one public page, the list, which knows the `private` paths.

    Items are dicts with "title", "url_path", "key", "first_published_at" and "changed_at".
    """

    feed_type = AtomFeed
    model: type[Page]  # of the list
    place: str  # the name of the feed's address
    author_name = settings.WAGTAIL_SITE_NAME

    def get_object(self, request):
        private = private_paths()
        page = open_to_all(self.model.objects.live(), private).filter(locale__language_code=get_language()).first()
        if page is None:
            raise Http404
        page.private = private
        return page

    def title(self, page) -> str:
        return f"{page.title} – {settings.WAGTAIL_SITE_NAME}"

    def link(self, page) -> str:
        return settings.BASE_URL + address(page.url_path, get_language())

    def feed_url(self, page) -> str:
        return settings.BASE_URL + reverse(self.place)

    def feed_guid(self, page) -> str:
        return entry_id(page.translation_key)

    def feed_extra_kwargs(self, page) -> dict:
        return {"published_at": page.last_published_at}

    def item_title(self, item) -> str:
        return item["title"]

    def item_link(self, item) -> str:
        return settings.BASE_URL + address(item["url_path"], get_language())

    def item_guid(self, item) -> str:
        return entry_id(item["key"])

    def item_pubdate(self, item):
        return item["first_published_at"]

    def item_updateddate(self, item):
        return item["changed_at"]

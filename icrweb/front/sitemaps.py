"""What search engines are told of: public pages that have words of their own in a language, with their other languages."""

from collections import defaultdict
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import F, Max
from wagtail.models import Page

from courses.models import LessonPage, ModulePage, QuizPage, visible_pages
from icrweb.pages.languages import address
from icrweb.pages.privacy import open_to_all


class PublicPages(Sitemap):
    """In parts, each for the same few queries.

    Left out are modules, which lead to their course, and closed lessons and quizzes, which lead to signing in.
    """

    limit = 5000

    @cached_property
    def _public(self):
        public = visible_pages(open_to_all(Page.objects.live()), AnonymousUser())
        closed = LessonPage.objects.filter(open_to_guests=False).values("pk")
        pages = public.filter(alias_of=None, depth__gt=1).exclude(url_path="/")
        return pages.not_type(ModulePage, QuizPage).exclude(pk__in=closed)

    def items(self):
        """The languages of a page stand together."""
        rows = self._public.order_by("translation_key", "pk")
        return rows.values("translation_key", "url_path", "last_published_at", language=F("locale__language_code"))

    def location(self, row) -> str:
        return address(row["url_path"], row["language"])

    def lastmod(self, row):
        return row["last_published_at"]

    def get_latest_lastmod(self):
        return self._public.aggregate(latest=Max("last_published_at"))["latest"]

    def get_protocol(self, protocol=None) -> str:
        return urlsplit(settings.BASE_URL).scheme

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.BASE_URL).netloc

    def get_urls(self, page=1, site=None, protocol=None) -> list[dict]:
        urls = super().get_urls(page, site, protocol)
        if urls:
            languages = self._languages_between(urls[0]["item"]["translation_key"], urls[-1]["item"]["translation_key"])
            for url in urls:
                url["alternates"] = languages[url["item"]["translation_key"]]
        return urls

    def _languages_between(self, first, last) -> dict:
        """A page's languages may stand in two parts: they are asked for by the range of keys."""
        languages = defaultdict(list)
        for row in self.items().filter(translation_key__range=(first, last)):
            there = {"lang_code": row["language"], "location": settings.BASE_URL + self.location(row)}
            languages[row["translation_key"]].append(there)
        return languages

"""Searching the site: pages of the reader's language that anybody may see, words folded like the index."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from courses.models import CoursePage, LessonPage, PathPage, visible_pages
from icrweb.pages.folding import fold
from icrweb.pages.languages import address
from icrweb.pages.privacy import open_to_all
from seminars.models import SeminarPage

MOST = 60
KINDS = {CoursePage: _("Course"), LessonPage: _("Lesson"), PathPage: _("Role path"), SeminarPage: _("Seminar")}


@dataclass
class Hit:
    title: str
    url: str
    kind: str
    text: str


def find(words: str, language: str, user) -> list[Hit]:
    """At most sixty pages of one language that `user` may see and that hold all the words, best first.

    Aliases are left out: they hold another language's words.
    """
    folded = fold(words)
    if not folded:
        return []
    own_words = visible_pages(open_to_all(Page.objects.live()), user).filter(locale__language_code=language, alias_of=None)
    pages = Page.objects.filter(pk__in=own_words.values("pk"))  # the index knows ids, not aliases
    found = get_search_backend().search(folded, pages, operator="and")
    order = [page.pk for page in found[:MOST]]
    specific = Page.objects.specific().in_bulk(order)
    return [_hit(specific[pk], language) for pk in order]


def _hit(page: Page, language: str) -> Hit:
    text = next((getattr(page, name) for name in ("summary", "objective", "search_description") if getattr(page, name, "")), "")
    return Hit(page.title, address(page.url_path, language), str(KINDS.get(type(page), "")), text)

"""Searching the site: pages of the reader's language that they may see, words folded like the index."""

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import PlainText

from courses.models import CoursePage, LessonPage, PathPage, visible_pages
from courses.sealing import EVERY_COURSE, courses_read_by, seal_of, under
from icrweb.pages.excerpts import excerpt, finds, marked
from icrweb.pages.folding import fold
from icrweb.pages.languages import address
from icrweb.pages.models import StandardPage
from icrweb.pages.privacy import open_to_all
from seminars.models import SeminarPage

MOST = 100
LONGEST, MOST_WORDS = 200, 24  # characters asked; folded words of them: a long Thai word is many pairs
KINDS = {"course": _("Course"), "lesson": _("Lesson"), "path": _("Role path"), "seminar": _("Seminar"), "page": _("Page")}
MODELS = {CoursePage: "course", LessonPage: "lesson", PathPage: "path", SeminarPage: "seminar"}


@dataclass
class Hit:
    title: SafeString
    url: str
    kind: str
    text: SafeString
    rank: int

    @property
    def kind_words(self) -> str:
        return str(KINDS[self.kind])


@dataclass
class Found:
    """Hits of the kind asked for, the number of each kind, and whether there are more than were looked at."""

    hits: list[Hit]
    kinds: list[tuple[str, str, int]]
    more: bool = False


def find(words: str, language: str, user, kind: str = "") -> Found:
    """The best hundred pages of one language that `user` may see and that hold all the words: in titles, then objectives, then text.

    Aliases are left out: they hold another language's words.
    """
    pks = _ask(words, language, user)
    pages = Page.objects.specific().in_bulk(pks[:MOST])
    read = _Reading(user, words)
    hits = sorted((read.hit(pages[pk], language) for pk in pks[:MOST]), key=lambda hit: hit.rank)
    counts = Counter(hit.kind for hit in hits)
    kinds = [(name, str(label), counts[name]) for name, label in KINDS.items() if counts[name]]
    return Found([hit for hit in hits if kind in ("", hit.kind)], kinds, len(pks) > MOST)


def found_in(words: str, languages: list[str], user) -> list[str]:
    """Of some languages those in which the words are found."""
    return [code for code in languages if _ask(words, code, user, 1)]


def _ask(words: str, language: str, user, most: int = MOST + 1) -> list[int]:
    tokens = fold(words[:LONGEST]).split()[:MOST_WORDS]
    if not tokens:
        return []
    own_words = visible_pages(open_to_all(Page.objects.live()), user).filter(locale__language_code=language, alias_of=None)
    pages = Page.objects.filter(pk__in=own_words.values("pk"))  # the index knows ids, not aliases
    found = get_search_backend().search(_query(tokens, user), pages, operator="and")
    return [page.pk for page in found[:most]]


def _query(tokens: list[str], user):
    """All the words; each as it is or, in lessons that are closed to others, under a seal of this reader's."""
    seals = [seal_of(course) for course in _courses_of(user)]
    if not seals:
        return " ".join(tokens)
    each = ([PlainText(token), *(PlainText(under(seal, token)) for seal in seals)] for token in dict.fromkeys(tokens))
    return reduce(and_, (reduce(or_, forms) for forms in each))


def _courses_of(user) -> list:
    if not user.is_authenticated:
        return []
    return [EVERY_COURSE] if user.enters_admin else courses_read_by(user)


class _Reading:
    """What one reader is shown of a hit: of a closed lesson nothing but title and objective, unless they may read it."""

    def __init__(self, user, words: str):
        self.words = words.split()
        self.open_courses = set(map(str, _courses_of(user)))
        self.paths = {}
        if self.open_courses - {EVERY_COURSE}:
            rows = CoursePage.objects.filter(translation_key__in=self.open_courses).values_list("path", flat=True)
            self.paths = set(rows)

    def hit(self, page: Page, language: str) -> Hit:
        short = next(
            (getattr(page, name) for name in ("objective", "summary", "search_description") if getattr(page, name, "")), ""
        )
        rank = 0 if finds(page.title, self.words) else 1 if finds(short, self.words) else 2
        text = excerpt(self._text(page), self.words) if rank == 2 else ""
        kind = MODELS.get(type(page), "page")
        return Hit(marked(page.title, self.words), address(page.url_path, language), kind, text or marked(short, self.words), rank)

    def _text(self, page: Page) -> str:
        if isinstance(page, LessonPage) and not (page.open_to_guests or self._may_read(page)):
            return ""
        if isinstance(page, CoursePage):
            return strip_tags(page.description) + " " + " ".join(sentence.value for sentence in page.objectives)
        if isinstance(page, LessonPage | SeminarPage | StandardPage):
            return strip_tags(" ".join(page.body.stream_block.get_searchable_content(page.body)))
        return strip_tags(getattr(page, "introduction", "") or getattr(page, "lead", ""))

    def _may_read(self, page: Page) -> bool:
        return EVERY_COURSE in self.open_courses or page.path[: -2 * page.steplen] in self.paths

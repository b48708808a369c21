"""Searching the site: pages and terms of the reader's language that they may see, words folded like the index."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from courses.models import CoursePage, GlossaryTerm, LessonPage, PathPage, visible_pages
from courses.sealing import EVERY_COURSE, courses_read_by, seal_of, under
from icrweb.front.matching import matches
from icrweb.pages.excerpts import excerpt, marked
from icrweb.pages.folding import fold, runs
from icrweb.pages.indexing import IN_AIM, IN_TITLE, language_word, without_tags, words_of_body
from icrweb.pages.languages import address
from icrweb.pages.models import StandardPage
from icrweb.pages.privacy import open_to_all
from icrweb.pages.small_words import SMALL_WORDS
from icrweb.pages.stemming import stem
from icrweb.translating.showing import stale_page, stale_rows
from seminars.models import SeminarPage

MOST = 100
LONGEST, MOST_WORDS = 200, 24  # characters asked; folded words of them: a long Thai word is many pairs
KINDS = {
    "course": _("Course"),
    "lesson": _("Lesson"),
    "path": _("Role path"),
    "seminar": _("Seminar"),
    "page": _("Page"),
    "term": _("Glossary term"),
}
MODELS = {CoursePage: "course", LessonPage: "lesson", PathPage: "path", SeminarPage: "seminar", GlossaryTerm: "term"}
TITLE, AIM, TEXT = range(3)  # where a word stands: the order of the list
MARKS = {TITLE: IN_TITLE, AIM: IN_AIM}


@dataclass
class Hit:
    title: SafeString
    url: str
    kind: str
    text: SafeString

    @property
    def kind_words(self) -> str:
        return str(KINDS[self.kind])


@dataclass(frozen=True)
class Match:
    """What the index says of a hit; pages are read only where they are shown."""

    kind: str
    number: int
    where: int


class Hits(Sequence):
    """The matches of one reader, of which a slice is read from the database and excerpted when it is asked for."""

    def __init__(self, found: list[Match], words: list[str], language: str, courses: list):
        self.found, self.words, self.language, self.courses = found, words, language, courses

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, at):
        return self._read(self.found[at]) if isinstance(at, slice) else self._read([self.found[at]])[0]

    def __iter__(self):
        return iter(self[:])

    def _read(self, found: list[Match]) -> list[Hit]:
        pages = (
            Page.objects.annotate(stale_rows=stale_rows())
            .specific()
            .in_bulk([match.number for match in found if match.kind != "term"])
        )
        numbers = [match.number for match in found if match.kind == "term"]
        terms = GlossaryTerm.objects.in_bulk(numbers) if numbers else {}
        reading = _Reading(self.courses, self.words, self.language)
        return [
            reading.term(terms[match.number]) if match.kind == "term" else reading.page(pages[match.number], match)
            for match in found
        ]


@dataclass
class Found:
    """Hits of the kind asked for, the number of each kind, how many are listed at most, and whether there are more.

    `partly`: no page holds all the words, and these hold some of them.
    """

    hits: Hits
    kinds: list[tuple[str, str, int]]
    most: int
    more: bool
    partly: bool = False


def find(words: str, language: str, user, kind: str = "") -> Found:
    """The best hundred pages and terms of one language that `user` may see and that hold all the words, in any of their forms.

    In titles first, then in objectives, then in the text; where nothing holds all of them, what holds some. Small words of the language
    are not asked for. Aliases are left out: they hold another language's words.
    """
    small = SMALL_WORDS.get(language, frozenset())
    question = _Question(words, user, small)
    found = question.best(language)
    partly = not found and len(question.tokens) > 1
    if partly:
        found = question.best(language, some=True)
    best = found[:MOST]
    counts = Counter(match.kind for match in best)
    kinds = [(name, str(label), counts[name]) for name, label in KINDS.items() if counts[name]]
    shown = runs(words[:LONGEST])
    telling = [run for run in shown if not small.issuperset(_tokens(run))] or shown
    hits = Hits([match for match in best if kind in ("", match.kind)], telling, language, question.courses)
    return Found(hits, kinds, MOST, len(found) > MOST, partly and bool(found))


def found_in(words: str, languages: list[str], user) -> list[str]:
    """Of some languages those in which the words are found."""
    question = _Question(words, user)
    return [code for code in languages if question.matches(code, TEXT, 1)]


class _Question:
    """What one reader asks: all the words, each as it is or, in lessons closed to others, under the seals of what they study."""

    def __init__(self, words: str, user, small: frozenset[str] = frozenset()):
        asked = [tokens for word in words[:LONGEST].split() if (tokens := _tokens(word))]
        telling = [kept for tokens in asked if (kept := [token for token in tokens if token not in small])]
        self.asked = telling or asked
        self.tokens = list(dict.fromkeys(token for tokens in self.asked for token in tokens))[:MOST_WORDS]
        self.courses = _courses_of(user) if self.tokens else []
        if self.tokens:
            self.seals = [seal_of(course) for course in self.courses]
            self.pages = visible_pages(open_to_all(Page.objects.live()), user).filter(alias_of=None)

    def best(self, language: str, *, some: bool = False) -> list[Match]:
        """In order, one more than are listed where there are more."""
        found: dict[tuple, Match] = {}
        for where in (TITLE, AIM, TEXT):
            if len(found) <= MOST:
                for match in self.matches(language, where, MOST + 1 + len(found), some=some):
                    found.setdefault((match.kind, match.number), match)
        return list(found.values())

    def matches(self, language: str, where: int, most: int, *, some: bool = False) -> list[Match]:
        """The best entries of a language that hold all the words (or some), and one of them where it is asked for."""
        if not self.tokens:
            return []
        forms = [self._forms(language, token) for token in self.tokens]
        words = [[language_word(language)], *([[form for each in forms for form in each]] if some else forms)]
        if where in MARKS:
            words.append([form for tokens in self.asked for form in _marked_forms(language, MARKS[where], tokens)])
        pages = self.pages.filter(locale__language_code=language)
        terms = GlossaryTerm.objects.live().in_language(language)
        rows = matches(words, pages, terms, most, ranked=most > 1)
        return [Match(_kind(ContentType.objects.get_for_id(of).model_class()), number, where) for of, number in rows]

    def _forms(self, language: str, token: str) -> list[str]:
        """A word and its stem, plain and sealed."""
        forms = list(dict.fromkeys((token, stem(language, token))))
        return [*forms, *(under(seal, form) for seal in self.seals for form in forms)]


def _marked_forms(language: str, mark: str, tokens: list[str]) -> list[str]:
    written = [tokens[:MOST_WORDS], [stem(language, token) for token in tokens[:MOST_WORDS]]]
    return list(dict.fromkeys(" ".join(mark + token for token in some) for some in written))


def _tokens(word: str) -> list[str]:
    """What is left of a word when signs are gone, and numerals that PostgreSQL takes for signs."""
    return [token for token in fold(word).split() if any(char.isalpha() or char.isdecimal() for char in token)]


def _kind(model) -> str:
    return MODELS.get(model, "page")


def _courses_of(user) -> list:
    if not user.is_authenticated:
        return []
    return [EVERY_COURSE] if user.enters_admin else courses_read_by(user)


class _Reading:
    """What one reader is shown of a hit: of a closed lesson nothing but title and objective, unless they may read it."""

    def __init__(self, courses: list, words: list[str], language: str):
        self.words, self.language = words, language
        self.open_courses = set(map(str, courses))
        self.paths = {}
        if self.open_courses - {EVERY_COURSE}:
            rows = CoursePage.objects.filter(translation_key__in=self.open_courses).values_list("path", flat=True)
            self.paths = set(rows)

    def page(self, page: Page, match: Match) -> Hit:
        short = next(
            (getattr(page, name) for name in ("objective", "summary", "search_description") if getattr(page, name, "")), ""
        )
        text = excerpt(self._text(page), self.words, self.language) if match.where == TEXT else ""
        shown = text or marked(short, self.words, self.language)
        return Hit(marked(page.title, self.words, self.language), address(page.url_path, self.language), match.kind, shown)

    def term(self, term: GlossaryTerm) -> Hit:
        url = f"{reverse('courses:glossary')}?{urlencode({'q': term.word})}#{term.slug}"
        return Hit(marked(term.word, self.words, self.language), url, "term", marked(term.definition, self.words, self.language))

    def _text(self, page: Page) -> str:
        if isinstance(page, LessonPage) and not (page.open_to_guests or self._may_read(page)):
            return ""
        if isinstance(page, CoursePage):
            return without_tags(page.description) + " " + " ".join(sentence.value for sentence in page.objectives)
        if isinstance(page, LessonPage | SeminarPage | StandardPage):
            stale = stale_page(page)
            return words_of_body(
                page.body, stale.marks if stale else ()
            )  # what is shown in another language is no excerpt of this one
        return without_tags(getattr(page, "introduction", "") or getattr(page, "lead", ""))

    def _may_read(self, page: Page) -> bool:
        return EVERY_COURSE in self.open_courses or page.path[: -2 * page.steplen] in self.paths

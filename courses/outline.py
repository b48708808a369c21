"""What a course consists of: from an edition's syllabus or from the live tree, with today's words in one language."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F
from wagtail.models import Page

from courses.choices import CompletionRule
from courses.models import CoursePage, LessonPage, ModulePage, QuizPage
from courses.quiz_rules import FROZEN, asked_for
from courses.timing import real_minutes
from icrweb.pages.languages import address, in_source_language
from icrweb.trail.prepared import Given, Prepared, given_keys


@dataclass
class Entry:
    """A lesson or quiz as it is listed: `lang` only where its words are not the reader's language."""

    key: str
    kind: str
    title: str
    url: str
    lang: str
    minutes: int
    number: int = 0
    done: bool = False
    here: bool = False
    optional: bool = False


@dataclass
class Module:
    key: str
    number: int
    title: str
    lang: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return sum(entry.minutes for entry in self.asked_for)

    @property
    def minutes_done(self) -> int:
        return sum(entry.minutes for entry in self.asked_for if entry.done)

    @property
    def done(self) -> bool:
        return all(entry.done for entry in self.asked_for)

    @property
    def asked_for(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.optional]

    @property
    def here(self) -> bool:
        return any(entry.here for entry in self.entries)


@dataclass
class Outline:
    modules: list[Module]

    @property
    def entries(self) -> list[Entry]:
        return [entry for module in self.modules for entry in module.entries]

    @property
    def longest(self) -> int:
        return max((module.minutes for module in self.modules), default=0)

    def entry(self, key) -> Entry | None:
        return next((entry for entry in self.entries if entry.key == str(key)), None)

    def module_of(self, key) -> Module | None:
        return next((module for module in self.modules if any(entry.key == str(key) for entry in module.entries)), None)

    def neighbours(self, key) -> tuple[Entry | None, Entry | None]:
        """The entries before and after one."""
        entries = [None, *self.entries, None]
        at = next((index for index, entry in enumerate(entries) if entry and entry.key == str(key)), None)
        return (entries[at - 1], entries[at + 1]) if at else (None, None)

    def mark(self, done, here=None) -> "Outline":
        """Write progress into the entries: `done` keys, and where the learner stands."""
        for entry in self.entries:
            entry.done = entry.key in done
            entry.here = entry.key == str(here)
        return self


def source_course(course_key: UUID) -> CoursePage | None:
    return in_source_language(CoursePage.objects.filter(translation_key=course_key)).first()


def source_quiz(quiz_key: UUID) -> QuizPage | None:
    return in_source_language(QuizPage.objects.filter(translation_key=quiz_key)).first()


def live_syllabus(course: CoursePage) -> list[dict]:
    """What the live pages below `course` ask for, in the order of the tree: an edition freezes this."""
    modules = {page.path: page for page in ModulePage.objects.child_of(course).live()}
    pages = [
        *LessonPage.objects.descendant_of(course).live().filter(retired=False).defer("body"),
        *QuizPage.objects.descendant_of(course).live().filter(retired=False).defer("pools", "introduction"),
    ]
    syllabus = []
    for page in sorted(pages, key=lambda page: page.path):
        module = modules.get(page.path[: -Page.steplen])
        if module is None:
            continue
        quiz = isinstance(page, QuizPage)
        item = {
            "key": str(page.translation_key),
            "kind": "quiz" if quiz else "lesson",
            "title": page.title,
            "minutes": page.minutes,
            "module": module.title,
            "module_key": str(module.translation_key),
            "completion": "passed" if quiz else page.completion,
        }
        if not quiz and page.completion == CompletionRule.WATCHED:
            item |= {"share": page.watched_share, "transcript_counts": page.transcript_counts}
        if quiz:
            item |= {name: getattr(page, name) for name in FROZEN}
        syllabus.append(item)
    return syllabus


def open_items(syllabus: list[dict], private: tuple[str, ...]) -> list[dict]:
    """Of a syllabus what anybody may know of: without the pages below the `private` paths; not even a title tells of them."""
    if not private:
        return syllabus
    keys = {item["key"] for item in syllabus} | {item["module_key"] for item in syllabus}
    paths = Page.objects.filter(translation_key__in=keys).values_list("translation_key", "path")
    closed = {str(key) for key, path in paths if path.startswith(private)}
    return [item for item in syllabus if item["key"] not in closed and item["module_key"] not in closed]


def outline_of(syllabus: list[dict], language: str) -> Outline:
    """The modules and entries of a syllabus with today's words in `language`: one query, whatever its length.

    Minutes are what a lesson really takes, where enough learners have done it; the syllabus keeps what the edition counts.
    """
    real = real_minutes()
    words = page_words({item["key"] for item in syllabus} | {item["module_key"] for item in syllabus}, language)
    must = {item["key"] for item in asked_for(syllabus)}
    modules: dict[str, Module] = {}
    for number, item in enumerate(syllabus, 1):
        key = item["module_key"]
        if key not in modules:
            title, _url, lang = words.get(key, (item["module"], "", ""))
            modules[key] = Module(key, len(modules) + 1, title, lang)
        title, url, lang = words.get(item["key"], (item["title"], "", ""))
        modules[key].entries.append(
            Entry(
                item["key"],
                item["kind"],
                title,
                url,
                lang,
                real.get(item["key"], item["minutes"]),
                number,
                optional=item["key"] not in must,
            )
        )
    return Outline(list(modules.values()))


WORDS = Prepared(
    lambda: (
        Page.objects.live()
        .order_by()
        .filter(translation_key__in=given_keys("keys"), locale__language_code=Given("language"))
        .values_list("translation_key", "title", "url_path", F("alias_of__locale__language_code"))
    )
)


def page_words(keys, language: str) -> dict[str, tuple[str, str, str]]:
    """Title, address and foreign language (or "") of the live pages with these keys in `language`, by key."""
    rows = WORDS.rows(language=language, keys=[UUID(str(key)) for key in keys])
    return {str(UUID(str(key))): (title, address(url_path, language), lang or "") for key, title, url_path, lang in rows}


def course_key_of(page: Page) -> UUID | None:
    """The key of the course that a course, module, lesson or quiz page belongs to."""
    paths = [page.path[: Page.steplen * depth] for depth in range(2, page.depth + 1)]
    return CoursePage.objects.filter(path__in=paths).values_list("translation_key", flat=True).first()

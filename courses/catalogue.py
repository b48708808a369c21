"""The list of courses: set-based, so that a thousand courses cost the queries of three."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from courses.choices import LearnerRole, Topic
from courses.models import CourseIndexPage, CoursePage, Edition, Enrolment, LessonPage, ModulePage, QuizPage
from courses.progress import progress_of_many
from icrweb.pages.languages import address, language_name
from icrweb.pages.privacy import open_to_all


def hours(minutes: int) -> str:
    """ "45 min", "2 h", "3 h 40 min"."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": whole}
    return _("%(hours)d h %(minutes)d min") % {"hours": whole, "minutes": rest}


class Filters:
    """What a reader asked of the list. Words that are no choice of ours are left out."""

    def __init__(self, query):
        self.topics = [value for value in query.getlist("topic") if value in Topic.values]
        self.roles = [value for value in query.getlist("role") if value in LearnerRole.values]
        self.complete = query.get("complete") == "1"

    def __bool__(self):
        return bool(self.topics or self.roles or self.complete)

    def chips(self, language: str) -> list[dict]:
        """Each chosen filter in words, with the query that leaves it out."""
        chosen = [
            *([(_("Complete in %(language)s") % {"language": language_name(language)}, "complete", "1")] if self.complete else []),
            *((Topic(value).label, "topic", value) for value in self.topics),
            *((LearnerRole(value).label, "role", value) for value in self.roles),
        ]
        pairs = [(name, value) for _text, name, value in chosen]
        return [
            {"text": text, "query": urlencode([pair for pair in pairs if pair != (name, value)])} for text, name, value in chosen
        ]

    def allow(self, course: dict, but: str = "") -> bool:
        """Does a course pass? `but` leaves one group out, to count what each of its choices would give."""
        return (
            (but == "topic" or not self.topics or bool(set(self.topics) & set(course["topics"])))
            and (but == "role" or not self.roles or bool(set(self.roles) & set(course["roles"])))
            and (but == "complete" or not self.complete or course["complete"])
        )


@dataclass
class Found:
    courses: list[dict]
    topics: list[tuple]
    roles: list[tuple]
    complete: int

    @property
    def count_words(self) -> str:
        number = len(self.courses)
        return ngettext("%(number)d course", "%(number)d courses", number) % {"number": number}


def listed(pages):
    """What a list needs to know of live courses, in the editors' order, without loading pages."""
    return (
        pages.live()
        .order_by("path")
        .values("translation_key", "topics", "roles", "title", "summary", "code", "figure", "url_path", "gives_certificate")
        .annotate(shown_in=F("alias_of__locale__language_code"))
    )


def courses_in(index: CourseIndexPage, language: str, filters: Filters, user) -> Found:
    """Every live course of a language that `user` may see and that passes the filters, with the counts of each choice."""
    courses = list(listed(open_to_all(CoursePage.objects.child_of(index).visible_to(user))))
    complete = complete_languages({course["translation_key"] for course in courses}, [language])
    for course in courses:
        course["complete"] = language in complete[course["translation_key"]]
    topic_counts = Counter(topic for course in courses if filters.allow(course, "topic") for topic in course["topics"])
    role_counts = Counter(role for course in courses if filters.allow(course, "role") for role in course["roles"])
    return Found(
        courses=[course for course in courses if filters.allow(course)],
        topics=[
            (value, label, topic_counts[value], value in filters.topics) for value, label in Topic.choices if topic_counts[value]
        ],
        roles=[
            (value, label, role_counts[value], value in filters.roles) for value, label in LearnerRole.choices if role_counts[value]
        ],
        complete=sum(filters.allow(course, "complete") and course["complete"] for course in courses),
    )


def rows_of(courses: list[dict], language: str, user) -> list[dict]:
    """What the rows of one page of the list show: editions, language strips and the reader's own progress."""
    keys = [course["translation_key"] for course in courses]
    editions = Edition.objects.newest(keys, timezone.now().date())
    complete = complete_languages(keys, syllabi={key: edition.syllabus for key, edition in editions.items()})
    studying = _studying(user, keys)
    rows = []
    for course in courses:
        edition, progress = editions.get(course["translation_key"]), studying.get(course["translation_key"])
        marks = [item["pass_mark"] for item in edition.syllabus if item["kind"] == "quiz"] if edition else []
        rows.append(
            {
                "title": course["title"],
                "url": address(course["url_path"], language),
                "figure": course["figure"],
                "facts": [
                    course["code"],
                    *([_("Edition %(label)s") % {"label": edition.label}] if edition else [_("Not open yet")]),
                ],
                "text": course["summary"],
                "time": hours(edition.minutes) if edition else "",
                "proof": _proof(course["gives_certificate"], marks),
                "languages_complete": len(complete[course["translation_key"]]),
                "lang": course["shown_in"] or "",
                "status": "progress" if progress else "",
                "status_word": _("You are %(time)s in") % {"time": hours(progress.minutes_done)} if progress else "",
            }
        )
    return rows


def complete_languages(course_keys, languages=None, syllabi: dict | None = None) -> dict:
    """In which languages a course has its own live page for every page of its newest edition; at most two queries."""
    if syllabi is None:
        editions = Edition.objects.open_on(timezone.now().date()).filter(course_key__in=course_keys)
        syllabi = dict(editions.order_by("effective_on", "pk").values_list("course_key", "syllabus"))
    needed = {
        key: {str(key), *(item["key"] for item in syllabus), *(item["module_key"] for item in syllabus)}
        for key, syllabus in syllabi.items()
    }
    pages = Page.objects.live().filter(alias_of=None)
    if languages is None:
        pages = pages.filter(translation_key__in={key for keys in needed.values() for key in keys})
    else:  # for the whole list: by kind of page, for the keys of a thousand courses do not fit into one query
        pages = pages.type(CoursePage, ModulePage, LessonPage, QuizPage).filter(locale__language_code__in=languages)
    present = defaultdict(set)
    for key, language in pages.values_list("translation_key", "locale__language_code"):
        present[language].add(str(key))
    complete = defaultdict(list)
    for code, _name in settings.LANGUAGES:
        for key, wanted in needed.items():
            if wanted <= present[code]:
                complete[key].append(code)
    return complete


def languages_of_course(course_key, syllabus: list[dict]) -> dict:
    """For one course: the languages it is complete in, and how far the others are, in percent; one query."""
    wanted = {str(course_key), *(item["key"] for item in syllabus), *(item["module_key"] for item in syllabus)}
    counts = Counter(
        Page.objects.live().filter(alias_of=None, translation_key__in=wanted).values_list("locale__language_code", flat=True)
    )
    codes = [code for code, _name in settings.LANGUAGES]
    return {
        "complete": [{"code": code, "name": language_name(code)} for code in codes if counts[code] == len(wanted)],
        "partly": [
            {"code": code, "name": language_name(code), "percent": counts[code] * 100 // len(wanted)}
            for code in codes
            if 0 < counts[code] < len(wanted)
        ],
    }


def _proof(gives_certificate: bool, pass_marks: list[int]) -> str:
    if not gives_certificate:
        return _("No certificate")
    if not pass_marks:
        return _("Certificate")
    return _("Certificate, pass mark %(percent)d %%") % {"percent": max(pass_marks)}


def _studying(user, course_keys) -> dict:
    """Progress of the courses that `user` is in, by course key."""
    if not user.is_authenticated:
        return {}
    enrolments = list(Enrolment.objects.for_learner(user).open().filter(course_key__in=course_keys).select_related("edition"))
    progress = progress_of_many(enrolments) if enrolments else {}
    return {row.course_key: progress[row.pk] for row in enrolments}

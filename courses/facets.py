"""Finding a course: what a reader may narrow the catalogue by, what each choice would give, and in what order it stands.

What is the same for everybody is worked out once a process and named by all it is made of, so that a thousand courses cost a visit
hardly more than fifty.
"""

from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b

from django.db.models import Aggregate, Count, Max, Q, QuerySet, TextField, Value
from django.db.models.functions import MD5, Cast
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page

from courses.catalogue import complete_languages, listed
from courses.choices import LearnerRole, Topic
from courses.models import Case, CourseAccess, CourseIndexPage, CoursePage, Edition, Question
from courses.quiz_rules import asked_for
from courses.readiness import HIDDEN
from icrweb.pages.languages import language_name
from icrweb.translating.models import Stale

HOUR = 60
LENGTHS = [("1h", gettext_lazy("Up to 1 hour")), ("3h", gettext_lazy("1 to 3 hours")), ("long", gettext_lazy("Over 3 hours"))]
PROOF = [("yes", gettext_lazy("With a certificate")), ("no", gettext_lazy("Without a certificate"))]
ORDERS = [
    ("", gettext_lazy("Recommended order")),
    ("short", gettext_lazy("Shortest first")),
    ("new", gettext_lazy("Newest edition first")),
]
GROUPS = {"role": LearnerRole.choices, "topic": Topic.choices, "length": LENGTHS, "certificate": PROOF}
MOST_KEPT = 300


class Filters:
    """What a reader asked of the list. Words that are no choice of ours are left out."""

    def __init__(self, query):
        self.complete = query.get("complete") == "1"
        self.chosen = {
            name: tuple(value for value, _label in choices if value in query.getlist(name)) for name, choices in GROUPS.items()
        }
        self.order = query.get("order") if query.get("order") in dict(ORDERS) else ""

    def __bool__(self):
        return bool(self.complete or any(self.chosen.values()))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The filters as the address has them, in the one order that makes the same list the same address."""
        return [
            *([("complete", "1")] if self.complete else []),
            *((name, value) for name in GROUPS for value in self.chosen[name]),
            *([("order", self.order)] if self.order else []),
        ]

    @property
    def query(self) -> str:
        return urlencode(self.pairs)

    def chips(self, language: str) -> list[dict]:
        """Each chosen filter in words, with the query that leaves it out."""
        return [
            {"text": self._words(name, value, language), "query": urlencode([pair for pair in self.pairs if pair != (name, value)])}
            for name, value in self.pairs
            if name != "order"
        ]

    @staticmethod
    def _words(name: str, value: str, language: str) -> str:
        if name == "complete":
            return _("Complete in %(language)s") % {"language": language_name(language)}
        return str(dict(GROUPS[name])[value])

    def allow(self, course: dict, but: str = "") -> bool:
        """Does a course pass? `but` leaves one group out, to count what each of its choices would give."""
        return (but == "complete" or not self.complete or course["complete"]) and all(
            name == but or not chosen or not course[name].isdisjoint(chosen) for name, chosen in self.chosen.items()
        )


@dataclass
class Found:
    """The courses that pass, and for each group its choices as (value, label, number of courses, chosen)."""

    courses: list[dict]
    groups: dict[str, list[tuple]]
    complete: int

    @property
    def count_words(self) -> str:
        number = len(self.courses)
        return ngettext("%(number)d course", "%(number)d courses", number) % {"number": number}


def courses_in(index: CourseIndexPage, language: str, filters: Filters, user, private: tuple[str, ...] = ()) -> Found:
    """Every live course of a language that `user` may see and that passes the filters, with the counts of each choice."""
    hidden = frozenset(CourseAccess.objects.hidden_from(user).values_list("course_key", flat=True))
    courses, results = _facts_of(index, language)
    asked = (language, filters.query, hidden, private)
    if asked not in results:
        if len(results) >= MOST_KEPT:
            results.clear()
        results[asked] = _narrowed(
            [row for row in courses if row["translation_key"] not in hidden and not row["path"].startswith(private)], filters
        )
    return results[asked]


def _narrowed(courses: list[dict], filters: Filters) -> Found:
    counts = {
        name: Counter(value for course in courses if filters.allow(course, name) for value in course[name]) for name in GROUPS
    }
    passed = [course for course in courses if filters.allow(course)]
    if filters.order == "short":
        passed.sort(key=lambda course: course["minutes"] or 10**6)
    if filters.order == "new":
        passed.sort(key=lambda course: str(course["effective_on"] or ""), reverse=True)
    return Found(
        courses=passed,
        groups={
            name: [
                (value, label, counts[name][value], value in filters.chosen[name])
                for value, label in choices
                if counts[name][value] or value in filters.chosen[name]
            ]
            for name, choices in GROUPS.items()
        },
        complete=sum(filters.allow(course, "complete") and course["complete"] for course in courses),
    )


class InOrder(Aggregate):
    """All rows' values as one text, whose digest shows a change of any of them without fetching the rows."""

    output_field = TextField()
    arg_joiner = " || ':' || "
    template = "GROUP_CONCAT(%(expressions)s)"

    def as_postgresql(self, compiler, connection, **context):
        own = self.copy()
        own.template = """STRING_AGG(%(expressions)s, ',' ORDER BY (%(expressions)s) COLLATE "C")"""
        return own.as_sql(compiler, connection, **context)


# By index page: what it was made of, the facts, and the lists already narrowed from them.
_kept: dict[int, tuple[str, list[dict], dict]] = {}


def _facts_of(index: CourseIndexPage, language: str) -> tuple[list[dict], dict]:
    """What the filters ask of each live course, in the editors' order; worked out anew when any page or edition has changed."""
    name = _name_of(index, language)
    kept = _kept.get(index.pk)
    if not kept or kept[0] != name:
        kept = _kept[index.pk] = (name, _work_out(index, language), {})
    return kept[1], kept[2]


def _name_of(index: CourseIndexPage, language: str) -> str:
    """Named by the courses in their order, and by what publishing, unpublishing, editions, changes of a source
    and what tests draw on leave behind."""
    today = timezone.now().date()
    below = Page.objects.filter(path__startswith=index.path, depth__gt=index.depth)
    course = Q(depth=index.depth + 1)
    pages = below.live().aggregate(
        Count("pk"),
        Max("last_published_at"),
        Max("latest_revision_created_at"),
        Count("alias_of"),
        courses=MD5(InOrder("path", "pk", "title", filter=course)),
    )
    editions = Edition.objects.aggregate(Count("pk"), Max("pk"), Count("withdrawn_at"), Max("withdrawn_at"))
    hidden = MD5(InOrder(Cast("pk", TextField()), filter=HIDDEN))
    behind = Stale.objects.open().order_by().aggregate(Count("pk"), Max("pk"), hidden=hidden)
    asked = sorted(_published(Question).union(_published(Case), all=True))
    made_of = repr((language, str(today), asked, *(sorted(one.items()) for one in (pages, editions, behind))))
    return blake2b(made_of.encode(), digest_size=16).hexdigest()


def _published(model: type[Question | Case]) -> QuerySet:
    """One row: how many of what tests draw on are live, and when the newest was published."""
    named = model.objects.live().order_by().values_list(Value(model.__name__))
    return named.annotate(Count("pk"), Max("last_published_at"))


def _work_out(index: CourseIndexPage, language: str) -> list[dict]:
    courses = list(listed(CoursePage.objects.child_of(index)))
    editions = Edition.objects.open_on(timezone.now().date()).order_by("effective_on", "pk")
    newest = {key: (syllabus, day) for key, syllabus, day in editions.values_list("course_key", "syllabus", "effective_on")}
    syllabi = {key: syllabus for key, (syllabus, _day) in newest.items()}
    complete = complete_languages(syllabi, language)
    for course in courses:
        syllabus, day = newest.get(course["translation_key"], ([], None))
        minutes = sum(item["minutes"] for item in asked_for(syllabus))
        course |= {
            "complete": language in complete[course["translation_key"]],
            "minutes": minutes,
            "effective_on": day,
            "role": frozenset(course["roles"]),
            "topic": frozenset(course["topics"]),
            "certificate": frozenset({"yes" if course["gives_certificate"] else "no"}),
            "length": frozenset({_length(minutes)} if minutes else ()),
        }
    return courses


def _length(minutes: int) -> str:
    return "1h" if minutes <= HOUR else "3h" if minutes <= 3 * HOUR else "long"

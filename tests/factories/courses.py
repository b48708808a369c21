"""Courses as editors make them: real pages, published; editions and enrolments through their deeds."""

import datetime
import uuid
from decimal import Decimal
from itertools import count

from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Locale, Site
from wagtail.rich_text import RichText

from courses.editions import publish_edition
from courses.enrolment import enrol
from courses.models import CourseIndexPage, CoursePage, CpdActivity, Edition, Enrolment, LessonPage, ModulePage, QuizPage
from courses.recognition import add_cpd
from icrweb.front.models import HomePage
from icrweb.pages.indexed_once import indexed_once
from tests.factories.people import make_user
from tests.factories.recorded import recorded
from tests.factories.site import make_site

_numbers = count(1)


def make_index() -> CourseIndexPage:
    """The catalogue of the English site, with its alias; the site is founded when there is none."""
    if index := CourseIndexPage.objects.filter(locale__language_code="en").first():
        return index
    return CourseIndexPage.objects.get(pk=recorded(("index",), _build_index))


def _build_index() -> int:
    site = Site.objects.filter(is_default_site=True).first()
    home = site.root_page.specific if site and isinstance(site.root_page.specific, HomePage) else make_site()
    return add(home, CourseIndexPage(title="Courses", slug="courses", show_in_menus=True)).pk


@indexed_once()
def add(parent, page):
    """Put a page below another, publish it, and give it its alias in Japanese: one other language is enough, and quick."""
    page.locale = parent.locale
    parent.add_child(instance=page)
    go_live(page)
    page.copy_for_translation(Locale.objects.get(language_code="ja"), alias=True)
    page.refresh_from_db()
    return page


def go_live(page):
    """Publish whatever the page holds: tests of quizzes whose pools run dry need one that the checks would keep a draft."""
    PublishPageRevisionAction(page.save_revision()).execute()


def make_course(**fields) -> CoursePage:
    """A published course: one module with two lessons and a quiz."""
    return CoursePage.objects.get(pk=recorded(("course", fields), lambda: _build_course(fields)))


def _build_course(fields: dict) -> int:
    number = next(_numbers)
    course = add(
        make_index(),
        CoursePage(
            **{
                "title": f"Course {number}",
                "slug": f"c{number}",
                "code": f"C{number}",
                "summary": f"What course {number} is about.",
                "topics": ["gcp"],
                "roles": ["pi"],
                "objectives": [("sentence", "name the edition")],
                **fields,
            }
        ),
    )
    module = add(course, ModulePage(title="Module 1", slug="m1"))
    make_lesson(module, title="Lesson 1", slug="l1")
    make_lesson(module, title="Lesson 2", slug="l2")
    add(module, QuizPage(title="Final test", slug="final-test", minutes=15))
    return course.pk


def make_lesson(module: ModulePage, *, checks: int = 0, **fields) -> LessonPage:
    """A published lesson of ten minutes with two texts and, where asked for, self-checks."""
    key = ("lesson", module.pk, checks, fields)
    return LessonPage.objects.get(pk=recorded(key, lambda: _build_lesson(module, checks, fields)))


def _build_lesson(module: ModulePage, checks: int, fields: dict) -> int:
    number = next(_numbers)
    basics = {"title": f"Lesson {number}", "slug": f"l{number}", "objective": "tell one thing from another", "minutes": 10}
    fields = {**basics, **fields}
    body = fields.pop("body", None) or [text_block(), text_block(), *(check_block() for _ in range(checks))]
    return add(module, LessonPage(**fields, body=body)).pk


def text_block(html: str = "<p>A stretch of text.</p>") -> tuple:
    return "text", RichText(html)


def check_block() -> tuple:
    return (
        "check",
        {
            "stem": "Which one?",
            "choices": [
                {"text": "This one", "correct": True, "feedback": "Yes, this one."},
                {"text": "That one", "correct": False, "feedback": "Tempting, but no."},
            ],
        },
    )


def lessons_of(course: CoursePage) -> list[LessonPage]:
    return list(LessonPage.objects.descendant_of(course).order_by("path"))


def quiz_of(course: CoursePage) -> QuizPage:
    return QuizPage.objects.descendant_of(course).get()


@indexed_once()
def translate(page, language: str, **words):
    """Give a page its own published words in another language, in place of the alias."""
    locale = Locale.objects.get(language_code=language)
    alias = page.get_translation(locale).specific
    alias.alias_of = None
    for name, value in words.items():
        setattr(alias, name, value)
    alias.save()
    alias.save_revision().publish()
    return type(page).objects.get(pk=alias.pk)


def make_edition(course: CoursePage | None = None, **facts) -> Edition:
    """The next edition of a course, effective since yesterday."""
    return publish_edition(
        course or make_course(),
        **{
            "label": f"2026.{next(_numbers)}",
            "effective_on": timezone.now().date() - datetime.timedelta(days=1),
            "guideline_parts": ["ICH E6(R3) Principles"],
            "minutes_by_category": {"gcp": 30},
            "by": None,
            **facts,
        },
    )


def make_cpd(edition: Edition, **facts) -> CpdActivity:
    """An accreditation whose period holds today."""
    today = timezone.now().date()
    period = {"starts_on": today - datetime.timedelta(days=30), "ends_on": today + datetime.timedelta(days=30)}
    basics = {"scheme": "Medical Council (demo)", "points": Decimal("1.50"), "number": f"CPD-{next(_numbers)}", **period}
    return add_cpd(edition, by=None, **{**basics, **facts})


def make_enrolment(edition: Edition | None = None, learner=None, language: str = "en") -> Enrolment:
    edition = edition or make_edition()
    return enrol(learner or make_user(), edition.course_key, language)


def pass_quiz(enrolment: Enrolment, quiz_key: uuid.UUID | str):
    """A submitted attempt that passed, as the quiz deeds leave it."""
    now = timezone.now()
    return enrolment.attempts.create(
        quiz_key=quiz_key,
        number=enrolment.attempts.count() + 1,
        language="en",
        seed=1,
        paper=[],
        marking={},
        pass_mark=80,
        started_at=now,
        submitted_at=now,
        percent=90,
        passed=True,
    )

"""A course as the start of another: new keys throughout, nothing shared."""

import json

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from courses.duplicating import duplicate_course
from courses.files.collecting import collect
from courses.models import Case, CourseAccess, CoursePage, Edition, Enrolment, LessonPage, Objective, Question, QuestionBank
from courses.progress import complete_lesson
from icrweb.trail.models import AuditEntry
from tests.courses.files.test_round_trip import make_full_course
from tests.factories.courses import lessons_of, make_enrolment

pytestmark = pytest.mark.django_db
PAGES = ("course", "module", "lesson", "quiz")


def copy_of(course, *, with_questions=True, **fields):
    asked = {"title": "Another course", "code": "N1", "slug": "another", **fields}
    return duplicate_course(course.translation_key, with_questions=with_questions, by=None, **asked)


def said(course) -> str:
    """Everything about a course that is written down anywhere."""
    return json.dumps([[item.key, item.values] for item in collect(course.translation_key, drafts=True).items], default=str)


def keys_of(course) -> set[str]:
    items = collect(course.translation_key).of(*PAGES)
    ids = {
        child["id"]
        for item in items
        for value in item.values.values()
        if isinstance(value, list)
        for child in value
        if isinstance(child, dict)
    }
    return {item.key for item in items} | ids


def test_the_copy_shares_no_key_with_its_start_and_its_links_lead_to_its_own_pages():
    course = make_full_course()
    old = keys_of(course) | {str(key) for key in Question.objects.values_list("translation_key", flat=True)}
    new = copy_of(course)
    words = said(new)
    assert [key for key in old if key in words] == []
    lesson = LessonPage.objects.get(slug="l1", locale=new.locale, path__startswith=new.path)
    second = LessonPage.objects.get(slug="l2", locale=new.locale, path__startswith=new.path)
    assert f'id="{second.pk}"' in str(lesson.get_latest_revision_as_object().body[0].value.source)
    assert (new.title, new.code, new.slug) == ("Another course", "N1", "another")


def test_everything_in_the_copy_is_a_draft_and_an_alias_stays_one():
    course = make_full_course()
    new = copy_of(course)
    keys = [item.key for item in collect(new.translation_key, drafts=True).of(*PAGES)]
    pages = Page.objects.filter(translation_key__in=keys)
    assert not pages.filter(live=True).exists()
    japanese = pages.filter(locale__language_code="ja")
    assert sorted(japanese.filter(alias_of=None).values_list("title", flat=True)) == ["はじめの一課"]
    assert {page.alias_of.locale.language_code for page in japanese.exclude(alias_of=None)} == {"en"}
    assert not Question.objects.filter(bank__name__endswith="(N1)", live=True).exists()
    assert Edition.objects.filter(course_key=new.translation_key).count() == 0


def test_with_its_questions_the_copy_has_a_bank_of_its_own_and_without_them_it_draws_on_the_same():
    course = make_full_course()
    mine = copy_of(course)
    bank = QuestionBank.objects.get(name__endswith="(N1)")
    assert Question.objects.filter(bank=bank).count() == 12
    assert {case.asked().count() for case in Case.objects.filter(bank=bank, slug="stopping")} == {2}
    lesson = Objective.objects.get(bank=bank, locale__language_code="en").lesson
    assert lesson.path.startswith(mine.path)
    shared = copy_of(course, with_questions=False, code="N2", slug="third")
    quiz = Page.objects.get(path__startswith=shared.path, slug="final-test").specific.get_latest_revision_as_object()
    assert quiz.pools[0].value["bank"].name == Question.objects.order_by("pk").first().bank.name
    assert QuestionBank.objects.count() == 2


def test_who_may_see_the_course_is_the_same_for_the_copy_and_the_deed_is_recorded():
    course = make_full_course()
    CourseAccess.objects.create(course_key=course.translation_key, audience="cohorts")
    new = copy_of(course)
    assert CourseAccess.objects.get(course_key=new.translation_key).audience == "cohorts"
    assert AuditEntry.objects.get(deed="course.duplicate").new == {"code": "N1", "questions": True}


def test_studying_the_start_leaves_the_copy_untouched():
    course = make_full_course()
    enrolment = make_enrolment(Edition.objects.get())
    new = copy_of(course)
    complete_lesson(enrolment, lessons_of(course)[0].translation_key, "en")
    assert Enrolment.objects.filter(course_key=new.translation_key).count() == 0
    assert enrolment.lesson_completions.get().lesson_key == lessons_of(course)[0].translation_key


def test_a_code_that_another_course_has_is_refused_and_nothing_is_copied():
    course = make_full_course()
    before = Page.objects.count()
    with pytest.raises(ValidationError, match="has the code"):
        copy_of(course, code=course.code)
    assert Page.objects.count() == before
    assert CoursePage.objects.filter(slug="another").count() == 0

"""What readers see of a translation that does not know the newest words of its source."""

import re

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page, PageViewRestriction

from courses.models import CourseAccess
from icrweb.pages.languages import spread
from icrweb.pages.models import StandardPage
from icrweb.translating.choices import Kind, Severity
from seminars.models import SeminarIndexPage
from tests.factories.courses import (
    add,
    lessons_of,
    make_course,
    make_edition,
    make_enrolment,
    make_lesson,
    quiz_of,
    text_block,
    translate,
)
from tests.factories.people import make_user
from tests.factories.references import make_term
from tests.factories.site import make_site
from tests.factories.stale import make_change, make_stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    """Open to guests, with a translation into Japanese of its own."""
    lesson = make_lesson(lessons_of(make_course())[0].get_parent().specific, open_to_guests=True, checks=1)
    translate(lesson, "ja", title="線量")
    return lesson


def address(page, language="ja"):
    return f"/{language}/{page.url_path.split('/', 2)[2]}"


def read(client, page, language="ja"):
    return client.get(address(page, language)).content.decode()


def changes_of(page, language="ja"):
    return f"/{language}/changes/{page.translation_key}/"


class TestBanner:
    def test_a_translation_says_when_its_source_changed_and_which_version_it_shows(self, client, lesson):
        stale = make_stale(lesson)
        page = read(client, lesson)
        made, since = stale.segment.change.made_at, stale.segment.change.since
        assert f"{made.year}年{made.month}月{made.day}日" in page
        assert f"{since.year}年{since.month}月{since.day}日" in page
        assert "notice--waiting" in page
        assert f'href="{address(lesson, "en")}"' in page
        assert f'href="{changes_of(lesson)}"' in page

    def test_in_thai_both_calendars_are_named(self, client):
        lesson = make_lesson(lessons_of(make_course())[0].get_parent().specific, open_to_guests=True)
        course = lesson.get_parent().get_parent()
        for page in (course.get_parent(), course, lesson.get_parent(), lesson):
            spread(page)
        translate(lesson, "th", title="ขนาดยา")
        year = make_stale(lesson, "th").segment.change.made_at.year
        assert f"พ.ศ. {year + 543} (ค.ศ. {year})" in read(client, lesson, "th")

    def test_a_critical_change_is_said_in_stronger_words(self, client, lesson):
        make_stale(lesson, severity=Severity.CRITICAL, path=f"body.{lesson.body[0].id}")
        assert "notice--problem" in read(client, lesson)

    def test_the_source_and_other_languages_say_nothing(self, client, lesson):
        make_stale(lesson)
        assert changes_of(lesson, "en") not in read(client, lesson, "en")

    def test_it_goes_when_the_translation_knows_the_change(self, client, lesson):
        stale = make_stale(lesson)
        assert changes_of(lesson) in read(client, lesson)
        type(stale).objects.update(closed_at=stale.opened_at)
        assert changes_of(lesson) not in read(client, lesson)

    def test_of_several_changes_the_newest_day_and_the_oldest_version_are_named(self, client, lesson):
        for ago in (40, 3):
            make_stale(lesson, change=make_change(lesson, days_ago=ago, since_days_ago=ago + 20))
        page = read(client, lesson)
        newest, oldest = make_change(lesson, days_ago=3).made_at, make_change(lesson, since_days_ago=60).since
        assert f"{newest.year}年{newest.month}月{newest.day}日" in page
        assert f"{oldest.year}年{oldest.month}月{oldest.day}日" in page

    def test_a_page_that_fell_back_to_its_source_says_that_its_translation_waits(self, client, lesson):
        alias = lesson.get_translation(lesson.locale.__class__.objects.get(language_code="ja"))
        Page.objects.filter(pk=alias.pk).update(alias_of=lesson.pk)
        plain = read(client, lesson)
        make_stale(lesson, severity=Severity.CRITICAL)
        page = read(client, lesson)
        assert changes_of(lesson) in page
        assert changes_of(lesson) not in plain

    @pytest.mark.parametrize("kind", ["home", "catalogue", "course", "seminars", "words", "quiz"])
    def test_every_kind_of_page_has_it(self, client, kind):
        page = self.page_of(kind)
        make_stale(page)
        assert changes_of(page) in read(client, page)

    def page_of(self, kind):
        course = make_course()
        home = make_site()
        match kind:
            case "home":
                page = home
            case "catalogue":
                page = course.get_parent().specific
            case "course":
                page = course
            case "seminars":
                page = add(home, SeminarIndexPage(title="Seminars", slug="seminars"))
            case "words":
                page = add(home, StandardPage(title="About", slug="about"))
            case "quiz":
                page = quiz_of(course)
        translate(page, "ja", title="訳")
        return page


class TestBlocks:
    def test_a_critical_block_is_marked_with_the_language_of_its_source(self, client, lesson):
        first, second = (str(block.id) for block in list(lesson.body)[:2])
        make_stale(lesson, severity=Severity.CRITICAL, path=f"body.{first}")
        make_stale(lesson, severity=Severity.MEANING, path=f"body.{second}")
        page = read(client, lesson)
        assert page.count('class="in-source"') == 1
        block = re.search(rf'<div class="block" id="block-{first}".*?(?=<div class="block")', page, re.S)[0]
        assert '<div class="in-source__words" lang="en">' in block

    def test_a_new_passage_is_marked_whatever_its_class(self, client, lesson):
        make_stale(lesson, kind=Kind.ADDED, old="", path=f"body.{lesson.body[0].id}")
        assert read(client, lesson).count('class="in-source"') == 1

    def test_words_that_were_kept_do_not_hide_a_new_mark_nor_keep_an_old_one(self, client, lesson):
        assert 'class="in-source"' not in read(client, lesson)
        stale = make_stale(lesson, severity=Severity.CRITICAL, path=f"body.{lesson.body[0].id}")
        assert 'class="in-source"' in read(client, lesson)
        type(stale).objects.update(closed_at=stale.opened_at)
        assert 'class="in-source"' not in read(client, lesson)

    def test_a_self_check_in_the_words_of_its_source_still_answers(self, client, lesson):
        check = next(block for block in lesson.body if block.block_type == "check")
        make_stale(lesson, severity=Severity.CRITICAL, path=f"body.{check.id}.stem")
        page = client.get(f"{address(lesson)}?check={check.id}").content.decode()
        assert page.count('class="in-source"') == 1
        assert f'id="check-{check.id}"' in page

    def test_the_print_view_marks_the_block_and_the_answer(self, client, lesson):
        check = next(block for block in lesson.body if block.block_type == "check")
        make_stale(lesson, severity=Severity.CRITICAL, path=f"body.{check.id}.stem")
        page = client.get(reverse("helpdesk:print_lesson", args=[lesson.translation_key]).replace("/en/", "/ja/")).content.decode()
        assert page.count('class="in-source"') == 2

    def test_an_objective_of_a_course_is_marked(self, client):
        course = make_course()
        translate(course, "ja", title="訳")
        make_stale(course, severity=Severity.CRITICAL, path=f"objectives.{course.objectives[0].id}")
        assert read(client, course).count('class="in-source"') == 1


def test_a_search_takes_no_excerpt_from_a_block_in_the_words_of_its_source(client, lesson):
    words = [text_block("<p>zebra in English</p>"), text_block("<p>zebra 日本語で</p>")]
    translate(lesson, "ja", body=words)
    lesson = lesson.get_translation(Locale.objects.get(language_code="ja")).specific
    make_stale(lesson, severity=Severity.CRITICAL, path=f"body.{lesson.body[0].id}")
    page = client.get("/ja/search/?q=zebra").content.decode()
    assert "<mark>zebra</mark> 日本語で" in page
    assert "in English" not in page


def test_a_page_is_found_by_the_words_of_its_source_that_it_shows_and_quotes_its_objective(client, lesson):
    words = [text_block("<p>quagga in English</p>"), text_block("<p>日本語で</p>")]
    translate(lesson, "ja", body=words, objective="見分ける")
    lesson = lesson.get_translation(Locale.objects.get(language_code="ja")).specific
    make_stale(lesson, severity=Severity.CRITICAL, path=f"body.{lesson.body[0].id}")
    page = client.get("/ja/search/?q=quagga").content.decode()
    assert "見分ける" in page
    assert "in English" not in page


class TestWhatChanged:
    def test_old_and_new_words_stand_beside_each_other(self, client, lesson):
        change = make_change(lesson, note="The dose was wrong.")
        make_stale(lesson, change=change, severity=Severity.CRITICAL)
        page = client.get(changes_of(lesson)).content.decode()
        assert "Give <del>5</del> mg." in page
        assert "Give <ins>50</ins> mg." in page
        assert '<span lang="en">The dose was wrong.</span>' in page
        assert '<meta name="robots" content="noindex">' in page

    def test_what_is_typed_into_a_passage_is_words_only(self, client, lesson):
        make_stale(lesson, new="<b>50</b> &lt;script&gt;alert(1)&lt;/script&gt;")
        page = client.get(changes_of(lesson)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page

    def test_without_a_change_it_says_so(self, client, lesson):
        answer = client.get(changes_of(lesson, "en"))
        assert answer.status_code == 200
        assert "These words are up to date." in answer.content.decode()

    def test_a_closed_lesson_shows_nothing_to_who_may_not_read_it(self, client):
        course = make_course()
        lesson = lessons_of(course)[0]
        translate(lesson, "ja", title="線量")
        make_stale(lesson, old="canary before", new="canary now")
        enrolment = make_enrolment(make_edition(course))
        for person in (None, make_user()):
            if person:
                client.force_login(person)
            for language in ("en", "ja"):
                answer = client.get(changes_of(lesson, language))
                assert answer.status_code == 404
                assert b"canary" not in answer.content
        client.force_login(enrolment.learner)
        assert b"canary" in client.get(changes_of(lesson)).content

    def test_a_page_that_is_private_or_for_some_people_only_shows_nothing(self, client, lesson):
        make_stale(lesson, new="canary")
        course = lesson.get_parent().get_parent()
        access = CourseAccess.objects.create(course_key=course.translation_key, audience="invited")
        assert client.get(changes_of(lesson)).status_code == 404
        access.delete()
        PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
        assert client.get(changes_of(lesson)).status_code == 404

    def test_a_draft_and_an_unknown_key_are_not_there(self, client, lesson):
        make_stale(lesson)
        Page.objects.filter(translation_key=lesson.translation_key).update(live=False)
        assert client.get(changes_of(lesson)).status_code == 404

    def test_it_asks_as_often_for_one_passage_as_for_three(self, client, lesson, django_assert_num_queries):
        client.get(changes_of(lesson))
        for _ in range(2):
            make_stale(lesson)
            with django_assert_num_queries(14):
                client.get(changes_of(lesson))
            make_stale(lesson)

    def test_many_passages_are_paginated(self, client, lesson):
        change = make_change(lesson)
        for number in range(21):
            make_stale(lesson, change=change, path=f"body.{number}")
        assert client.get(changes_of(lesson)).content.decode().count("<del>") == 20
        assert client.get(f"{changes_of(lesson)}?page=2").content.decode().count("<del>") == 1


@pytest.mark.parametrize("stale", [False, True])
def test_a_translated_lesson_costs_at_most_twelve_queries(client, stale, django_assert_num_queries):
    module = lessons_of(make_course())[0].get_parent().specific
    terms = [("term", {"term": make_term(word)}) for word in ("consent", "harm", "benefit")]
    lesson = make_lesson(module, body=[text_block("<p>About consent, harm and benefit.</p>"), *terms])
    translate(lesson, "ja", title="同意")
    enrolment = make_enrolment(make_edition(module.get_parent().specific))
    client.force_login(enrolment.learner)
    if stale:
        make_stale(lesson, severity=Severity.CRITICAL, path=f"body.{lesson.body[0].id}")
    client.get(address(lesson))
    with django_assert_num_queries(12):
        client.get(address(lesson))

"""What the checks find on lessons, quizzes and courses, and that errors stop a page by whatever way it would go live."""

import time
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.rich_text import RichText

from courses.checks import errors_of, findings_of
from courses.content_checks.words import words_in
from courses.models import LessonPage
from icrweb.accounts.roles import make_roles
from tests.factories.courses import check_block, lessons_of, make_course, make_edition, make_lesson, quiz_of, text_block
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_quiz

pytestmark = pytest.mark.django_db
REFERENCE = {
    "guideline": None,
    "text": "ICH. E6(R3)",
    "edition": "6 January 2025",
    "checked_on": timezone.now().date(),
    "address": "",
}
TAKE_HOME = ("takeaways", {"items": ["One point."]})


def references(**change):
    return ("references", {"items": [{**REFERENCE, **change}]})


def lesson(*body, topics=("gcp",), **fields):
    """A draft in memory, at its place in a course."""
    page = lessons_of(make_course(topics=list(topics)))[0]
    page.body = list(body)
    page.body.get_prep_value()  # gives the blocks their ids, as saving does
    for name, value in fields.items():
        setattr(page, name, value)
    return page


def codes(page):
    return {finding.code for finding in findings_of(page)}


def test_a_complete_lesson_has_nothing_to_mend():
    page = lesson(text_block("<h2>Title</h2><p>Say why[^1].</p>"), check_block(), TAKE_HOME, references(), topics=["safety"])
    assert findings_of(page) == []


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (("table", {"caption": " ", "rows": [["A", "B"], ["1", "2"]]}), "table_caption"),
        (("table", {"caption": "Two arms", "rows": [["A", "B"], ["1"]]}), "table_ragged"),
        (
            ("picture", {"picture": None, "alternative": "", "caption": "", "credit": "CC BY", "description": ""}),
            "picture_alternative",
        ),
        (("picture", {"picture": None, "alternative": "A", "caption": "", "credit": "", "description": ""}), "picture_credit"),
        (("check", {"stem": "Which?", "choices": [{"text": "This", "correct": True, "feedback": ""}]}), "check_feedback"),
        (("check", {"stem": "Which?", "choices": [{"text": "This", "correct": False, "feedback": "No."}]}), "check_right"),
        (("term", {"term": None}), "term_empty"),
        (("formula", {"latex": "\\frac{a", "words": "a", "symbols": []}), "formula"),
        (("recall", {"stem": "How many?", "answer": RichText("")}), "recall_empty"),
        (("callout", {"kind": "case", "title": "", "text": RichText("<p>A case.</p>")}), "callout_empty"),
        (("text", RichText("<h2> </h2><p>Text.</p>")), "heading_empty"),
        (("text", RichText('<p><a href="https://who.int"></a></p>')), "link_empty"),
        (("text", RichText('<p><a href="#">here</a></p>')), "link_nowhere"),
        (("callout", {"kind": "case", "title": "A case", "text": RichText("<p>See[^2].</p>")}), "footnote_nowhere"),
        (references(edition=""), "reference_undated"),
        (references(checked_on=None), "reference_undated"),
    ],
)
def test_an_incomplete_block_is_an_error_that_names_the_block(block, code):
    page = lesson(references(), block)
    (found,) = [finding for finding in errors_of(page) if finding.code == code]
    assert found.block == str(page.body[1].id)
    assert found.anchor == f"#block-{page.body[1].id}-section"


def test_footnotes_need_references_and_a_medical_lesson_needs_one():
    assert "footnotes_without_references" in codes(lesson(text_block("<p>So it is[^1].</p>")))
    assert "no_reference" in {finding.code for finding in errors_of(lesson(text_block(), topics=["safety"]))}
    assert "no_reference" not in {finding.code for finding in errors_of(lesson(text_block(), topics=["gcp"]))}


def test_what_is_only_long_or_lacks_an_ending_is_a_warning():
    page = lesson(text_block("<h3>Deep</h3>" + "<p>" + "word " * 601 + "</p>"), references(), minutes=16)
    assert codes(page) == {"too_many_words", "too_many_minutes", "heading_skipped", "takeaways_missing"}
    assert errors_of(page) == []


def test_words_are_counted_where_a_script_writes_none_apart():
    assert words_in("<p>Three short words.</p><p>Two more</p>") == 5
    assert words_in("<p>治験参加者</p>") == 2
    assert words_in("<p>การทดลองทางคลินิก</p>") == 3


def test_an_empty_objective_and_an_empty_course_are_errors():
    assert "objective_empty" in codes(lesson(text_block(), objective=" "))
    course = make_course()
    course.objectives = []
    assert codes(course) == {"objectives_missing"}


def test_a_review_that_is_past_or_too_far_is_a_warning_on_the_course():
    course = make_course()
    edition = make_edition(course, review_by=timezone.now().date() - timedelta(days=1))
    assert codes(course) == {"review_overdue"}
    type(edition).objects.update(review_by=timezone.now().date() + timedelta(days=900))
    assert codes(course) == {"review_far"}


def test_a_quiz_whose_pools_cannot_be_filled_has_an_error():
    course = make_course()
    assert codes(quiz_of(course)) == {"pools"}
    assert codes(make_quiz((make_bank(2), "", 2), course=course)) == set()


def test_checking_a_long_lesson_takes_milliseconds_and_one_query(django_assert_num_queries):
    body = [text_block("<h2>Part</h2><p>" + "A sentence of six short words. " * 20 + "[^1]</p>") for _ in range(20)]
    page = lesson(*body, *(check_block() for _ in range(5)), references(), topics=["safety"])
    with django_assert_num_queries(0):
        findings_of(page)
    started = time.perf_counter()
    findings_of(page)
    assert time.perf_counter() - started < 0.25


# --- No way around them ---------------------------------------------------------------------------------------------


def broken_draft():
    """A live lesson with a newer draft that has an error."""
    page = lessons_of(make_course())[0]
    page.body = [text_block("<p>So it is[^1].</p>")]
    return page, page.save_revision()


def test_publishing_a_draft_with_errors_is_refused_and_the_draft_is_kept():
    page, revision = broken_draft()
    with pytest.raises(ValidationError, match="The text has footnotes"):
        revision.publish()
    page = LessonPage.objects.get(pk=page.pk)
    assert [block.value.source for block in page.body] == ["<p>A stretch of text.</p>"] * 2
    assert page.get_latest_revision_as_object().body[0].value.source == "<p>So it is[^1].</p>"


def test_a_time_to_go_live_is_refused_for_a_draft_with_errors():
    page, _revision = broken_draft()
    page.go_live_at = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError):
        page.save_revision().publish()
    assert not page.scheduled_revision


def test_publishing_in_bulk_names_the_page_with_errors_and_publishes_none(client):
    make_roles()
    client.force_login(make_user(is_superuser=True, is_staff=True))
    page, _revision = broken_draft()
    other = make_lesson(page.get_parent().specific)
    other.title = "New title"
    other.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = client.post(f"{address}?id={page.pk}&id={other.pk}", follow=True)
    assert f"{page.title}: Not published; the draft is kept." in answer.content.decode()
    assert LessonPage.objects.get(pk=other.pk).title != "New title"


def test_the_panel_lists_the_findings_with_links_to_the_blocks(client):
    client.force_login(make_user(is_superuser=True, is_staff=True))
    page, _revision = broken_draft()
    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    block = page.get_latest_revision_as_object().body[0].id
    assert f'<a href="#block-{block}-section" data-finding>The text has footnotes. Add the references they point at.</a>' in text
    assert client.get(reverse("courses_checks", args=[page.pk])).content.decode().count("<li") == 2
    assert f'data-add-from-word="{reverse("courses_add_from_word", args=[page.pk])}"' in text  # for who pastes a table
    course = page.get_parent().get_parent()
    assert "data-add-from-word" not in client.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
    index = page.get_parent().get_parent().get_parent()
    assert "data-findings" not in client.get(reverse("wagtailadmin_pages:edit", args=[index.pk])).content.decode()

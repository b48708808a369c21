import pytest
from wagtail.models import Locale
from wagtail.rich_text import RichText

from courses.blocks import LessonBodyBlock
from icrweb.pages.indexing import entry, page_entry, words_of_body
from tests.factories.courses import check_block, lessons_of, make_course, make_lesson, text_block
from tests.factories.references import make_term


def test_an_entry_holds_its_language_its_words_and_where_they_stand():
    words = entry("zh-hans", "Đặng asks", "to weigh harm", "harm done").split()
    assert words == [
        "xl0zhhans",
        "xt0dang",
        "xt0asks",
        "xa0to",
        "xa0weigh",
        "xa0harm",
        "dang",
        "asks",
        "to",
        "weigh",
        "harm",
        "harm",
        "done",
    ]
    assert entry("", "Draft").split() == ["xt0draft", "draft"]


def test_the_words_of_a_body_are_those_that_wagtail_would_search_in():
    block = LessonBodyBlock()
    box = {"kind": "case", "title": "A case", "text": RichText("<p>One &amp; two.</p><p>Th<b>re</b>e.</p>")}
    body = block.to_python(
        block.get_prep_value(block.normalize([text_block("<p>First.</p><p>Second.</p>"), ("callout", box), check_block()]))
    )
    words = words_of_body(body).split()
    wanted = " ".join(str(text) for text in block.get_searchable_content(body)).split()
    assert "Three." in words
    assert "&" in words
    assert words == [word for word in wanted if word != "Case"]  # a choice, in the editor's language


@pytest.mark.django_db
def test_an_alias_has_no_entry_and_a_draft_no_language():
    lesson = make_lesson(lessons_of(make_course())[0].get_parent().specific, title="Weighing")
    assert "xl0en" in page_entry(lesson).split()
    assert page_entry(lesson.get_translation(Locale.objects.get(language_code="ja"))) == ""
    lesson.unpublish()
    assert "xl0en" not in page_entry(lesson).split()
    assert "xl0ja" in make_term("試験", "ja").indexed.split()

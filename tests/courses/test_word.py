"""Text from Word: what becomes which block, what is left out, that nothing hostile passes, and that the draft only grows."""

import time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.adding import add_to_draft
from courses.models import LessonPage
from courses.word import from_docx, from_html
from icrweb.pages.models import Picture
from tests.factories.courses import lessons_of, make_course
from tests.factories.people import make_user
from tests.factories.word import PICTURE, W, footnote, make_docx, paragraph, table

WORD_LIST = """<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]>
<span style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>First</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o </span>Deeper</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2. </span>Second</p>"""


def texts(found):
    return [block["value"] for block in found.blocks if block["type"] == "text"]


class TestReading:
    def test_a_word_file_becomes_texts_tables_pictures_and_references(self):
        found = from_docx(
            make_docx(
                paragraph("Why it matters", style="Heading1"),
                paragraph("Seven people fell", more=footnote(1)),
                paragraph("Ask", item=True),
                paragraph("Write", item=True),
                paragraph("Smaller", style="Heading2"),
                table(("Arm", "Events"), ("A", "12")),
                paragraph("After", more=PICTURE),
                notes=("ICH. E6(R3).",),
            )
        )
        assert [block["type"] for block in found.blocks] == ["text", "table", "picture", "text"]
        html = texts(found)[0]
        assert html == ("<h2>Why it matters</h2><p>Seven people fell[^1]</p><ol><li>Ask</li><li>Write</li></ol><h3>Smaller</h3>")
        assert found.blocks[1]["value"]["rows"] == [["Arm", "Events"], ["A", "12"]]
        assert found.blocks[2]["value"]["alternative"] == "A curve that steps down"
        assert found.references == [{"text": "ICH. E6(R3).", "address": ""}]
        assert len(found.pictures) == 1

    def test_words_own_list_paragraphs_become_lists_again(self):
        (html,) = texts(from_html(WORD_LIST))
        assert html.replace("\n", "") == "<ol><li>First<ul><li>Deeper</li></ul></li><li>Second</li></ol>"

    def test_a_table_keeps_its_shape_and_says_where_cells_were_merged(self):
        found = from_html("<table><tr><td colspan=2>Both</td><td>C</td></tr><tr><td>1</td><td>2</td></tr></table>")
        assert found.blocks[0]["value"]["rows"] == [["Both", "", "C"], ["1", "2", ""]]
        assert found.left_out == ["Merged cells were divided; look at the tables."]

    @pytest.mark.parametrize(
        "hostile",
        [
            "<script>alert(1)</script>",
            "<p onclick='alert(1)'>Words</p><img src=x onerror=alert(1)>",
            "<p><a href='javascript:alert(1)'>link</a></p>",
            "<p><a href='jav&#x09;ascript:alert(1)'>link</a></p>",
            "<style>p{background:url(javascript:alert(1))}</style>",
            "<iframe src='https://evil.example'></iframe><object data='x'></object>",
            "<svg><script>alert(1)</script></svg><math><mtext><img src=x onerror=alert(1)></mtext></math>",
            "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
            "<table><tr><td><script>alert(1)</script>A</td><td>B</td></tr><tr><td>1</td><td>2</td></tr></table>",
            "<h2><img src=x onerror=alert(1)>Heading</h2>",
            "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        ],
    )
    def test_nothing_hostile_is_left(self, hostile):
        found = from_html(f"<p>Before</p>{hostile}<p>After</p>")
        kept = str(found.blocks)
        for sign in ("<script", "onerror=", "onclick=", "javascript:", "<iframe", "<svg", "<style", "<img"):
            assert sign not in kept
        assert "Before" in kept and "After" in kept

    def test_tracked_deletions_and_comments_stay_outside_and_are_said(self):
        found = from_html(
            "<p>Kept <ins>added</ins> <del>taken out</del></p><p class='MsoCommentText'>a remark</p><!-- hidden -->"
            "<p style='display:none'>not shown</p>"
        )
        assert texts(found) == ["<p>Kept added </p>"]
        assert found.left_out == ["1 deleted stretch"]

    def test_an_empty_text_is_refused(self):
        with pytest.raises(ValidationError, match="no words"):
            from_html("<p>&nbsp;</p><script>alert(1)</script>")


BOMB = '<!DOCTYPE b [<!ENTITY a "' + "x" * 1000 + '"><!ENTITY b "' + "&a;" * 1000 + '">]>'


@pytest.mark.parametrize(
    "upload",
    [
        b"",
        b"PK\x03\x04 no archive",
        b"%PDF-1.7",
        make_docx(paragraph("x"), **{"word/media/zeros.bin": b"\0" * (41 * 1024 * 1024)}),
        make_docx(**{"word/document.xml": b"<w>" + b" " * (5 * 1024 * 1024)}),
        make_docx(**{"word/document.xml": f'<?xml version="1.0"?>{BOMB}<w:document {W}><w:body>&b;</w:body></w:document>'}),
        make_docx("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000),
        make_docx(paragraph("x"), **{f"word/part{n}.bin": b"x" for n in range(500)}),
        make_docx(**{"word/document.xml": b"<not closed"}),
    ],
    ids=["empty", "torn", "pdf", "bomb", "large xml", "entities", "deep", "many parts", "broken xml"],
)
def test_a_hostile_file_is_refused_in_a_sentence_within_two_seconds(upload):
    started = time.perf_counter()
    with pytest.raises(ValidationError) as refused:
        from_docx(upload)
    assert time.perf_counter() - started < 2
    assert refused.value.code in ("no_word", "too_large")


@pytest.mark.django_db
class TestAdding:
    @pytest.fixture
    def lesson(self):
        return lessons_of(make_course())[0]

    @pytest.fixture
    def editor(self, client):
        person = make_user(is_superuser=True, is_staff=True)
        client.force_login(person)
        return person

    def test_it_is_added_at_the_end_of_the_draft_and_nothing_goes_live(self, lesson, editor):
        found = from_docx(make_docx(paragraph("New", more=footnote(1)), paragraph("", more=PICTURE), notes=("A source.",)))
        add_to_draft(lesson, found, by=editor)
        lesson = LessonPage.objects.get(pk=lesson.pk)
        draft = lesson.get_latest_revision_as_object()
        assert [block.block_type for block in draft.body] == ["text", "text", "text", "picture", "references"]
        assert [block.block_type for block in lesson.body] == ["text", "text"]
        assert lesson.get_latest_revision().user == editor
        assert draft.body[3].value["picture"] == Picture.objects.get()

    def test_footnotes_count_on_from_the_references_that_are_there(self, lesson, editor):
        for _again in range(2):
            add_to_draft(lesson, from_docx(make_docx(paragraph("New", more=footnote(1)), notes=("A source.",))), by=editor)
        draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
        marks = [block.value.source for block in draft.body if block.block_type == "text"][2:]
        assert marks == ["<p>New[^1]</p>", "<p>New[^2]</p>"]
        (references,) = [block for block in draft.body if block.block_type == "references"]
        assert len(references.value["items"]) == 2

    def test_an_editor_sees_what_would_be_added_and_then_adds_it(self, lesson, editor, client):
        address = reverse("courses_add_from_word", args=[lesson.pk])
        upload = SimpleUploadedFile("text.docx", make_docx(paragraph("Seven people fell")))
        shown = client.post(address, {"file": upload})
        assert "Seven people fell" in shown.content.decode()
        assert LessonPage.objects.get(pk=lesson.pk).get_latest_revision() == lesson.get_latest_revision()
        answer = client.post(address, {"token": shown.context["token"]})
        assert answer.url == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
        assert client.get(answer.url).status_code == 200
        again = client.post(address, {"token": shown.context["token"]}, follow=True)
        assert "no longer kept here" in again.content.decode()

    def test_what_was_pasted_stays_in_the_form_when_it_is_refused(self, lesson, editor, client):
        address = reverse("courses_add_from_word", args=[lesson.pk])
        answer = client.post(address, {"pasted": "<p>&nbsp;</p>"})
        assert answer.status_code == 422
        assert "There are no words in it." in answer.content.decode()
        assert "&lt;p&gt;&amp;nbsp;&lt;/p&gt;" in answer.content.decode()
        assert client.post(address, {}).status_code == 422

import pytest
from django.core.exceptions import ValidationError
from wagtail.rich_text import RichText

from courses.blocks import LessonBodyBlock, SelfCheckBlock
from courses.reading import parts_of
from tests.factories.references import make_term


def body(*blocks):
    block = LessonBodyBlock()
    return block.to_python([{"type": kind, "value": value, "id": f"{kind}{number}"} for number, (kind, value) in enumerate(blocks)])


pytestmark = pytest.mark.django_db


def term(word, **fields):
    return "term", {"term": make_term(word, **fields).pk}


@pytest.mark.parametrize(
    ("text", "word", "opened"),
    [
        ("<p>One participant came.</p>", "participant", "participant"),
        ("<p>All Participants came.</p>", "participant", "Participants"),
        ("<p>ผู้เข้าร่วมการวิจัยมา</p>", "ผู้เข้าร่วม", "ผู้เข้าร่วม"),
        ("<p>参加者が来た。</p>", "参加者", "参加者"),
        ("<p>Đồng ý tham gia.</p>", "đồng ý", "Đồng ý"),
    ],
)
def test_a_term_opens_where_the_text_first_uses_it(text, word, opened):
    [part] = parts_of(body(("text", text), term(word)))
    assert f'aria-controls="term-term1" data-term>{opened}</button>' in part.html
    assert part.html.index("</p>") < part.html.index('id="term-term1"')


def test_a_term_opens_only_once_and_not_in_a_heading_or_link():
    html = "<h2>Consent</h2><p><a href='/x/'>consent</a> is consent, consent.</p>"
    [part] = parts_of(body(("text", html), term("consent")))
    assert part.html.count("data-term>") == 1
    assert part.html.startswith("<h2>Consent</h2><p><a href='/x/'>consent</a> is <button")


def test_a_part_of_another_word_is_not_a_term():
    parts = parts_of(body(("text", "<p>An arm of the trial; alarm.</p>"), term("rial")))
    assert [part.kind for part in parts] == ["text", "terms"]


def test_terms_that_no_text_uses_stand_together_where_they_were_written():
    parts = parts_of(body(("text", "<p>Nothing.</p>"), term("alpha"), term("beta"), ("text", "<p>After.</p>")))
    assert [(part.kind, [term.word for term in part.terms or []]) for part in parts] == [
        ("text", []),
        ("terms", ["alpha", "beta"]),
        ("text", []),
    ]


def test_a_term_written_before_the_text_that_uses_it_moves_there():
    parts = parts_of(body(term("alpha"), ("text", "<p>Here is alpha.</p>")))
    assert [part.kind for part in parts] == ["text"]


def test_the_definition_is_escaped():
    [part] = parts_of(body(("text", "<p>Here is alpha.</p>"), term("alpha", definition="<script>")))
    assert "&lt;script&gt;" in part.html


def test_footnotes_link_to_the_references():
    [part] = parts_of(body(("text", "<p>As ICH says.[^2]</p>")))
    assert '<sup class="footnote"><a href="#reference-2">2</a></sup>' in part.html


def test_a_self_check_needs_a_right_choice():
    block = SelfCheckBlock()
    choice = {"text": "A", "correct": False, "feedback": "No."}
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"stem": "Which?", "choices": [choice, choice]}))


@pytest.mark.parametrize(("right", "several"), [(1, False), (2, True)])
def test_a_self_check_with_two_right_choices_is_ticked(right, several):
    choices = [{"text": "A", "correct": number < right, "feedback": "So."} for number in range(3)]
    assert SelfCheckBlock().to_python({"stem": "Which?", "choices": choices}).several is several


def test_a_picture_needs_a_text_alternative():
    block = LessonBodyBlock().child_blocks["picture"]
    assert block.child_blocks["alternative"].required
    with pytest.raises(ValidationError):
        block.child_blocks["alternative"].clean("")


def test_rich_text_is_what_the_body_holds():
    assert isinstance(body(("text", "<p>x</p>"))[0].value, RichText)

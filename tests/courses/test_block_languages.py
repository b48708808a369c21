"""Blocks whose words are in another language than the interface: every label of ours says which language it is in."""

import re

import pytest
from bs4 import BeautifulSoup, NavigableString
from django.template import Context, Template
from django.utils import translation
from wagtail.images.tests.utils import get_test_image_file

from courses.blocks import LessonBodyBlock
from courses.reading import parts_of
from icrweb.pages.footnotes import tie_footnotes
from icrweb.pages.models import Picture
from icrweb.translating.choices import Severity
from tests.factories.courses import check_block, lessons_of, make_course, make_lesson, translate
from tests.factories.figures import FIGURES, make_figure
from tests.factories.references import make_note, make_term
from tests.factories.stale import make_stale
from tests.front.test_stale import read

pytestmark = pytest.mark.django_db
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
SAID = ("aria-label", "title", "alt", "placeholder")
CHOICES = [{"text": "Zeta one", "correct": True, "feedback": "Zeta."}, {"text": "Zeta two", "correct": False, "feedback": "Zeta."}]
REFERENCE = {"text": "Zeta", "edition": "Zeta 2", "checked_on": "2026-11-20", "address": "https://www.ich.org/"}
SCENES = [
    {"letter": "A", "heading": "Zeta", "text": "<p>Zeta.</p>", "choices": [{"text": "Zeta", "feedback": "Zeta.", "goes_to": "B"}]},
    {"letter": "B", "heading": "Zeta", "text": "<p>Zeta.</p>", "choices": []},
]
VALUES = {
    "text": "<p>Zeta.</p>",
    "callout": {"kind": "note", "title": "Zeta", "text": "<p>Zeta.</p>"},
    "steps": {"title": "Zeta", "description": "Zeta.", "steps": [{"label": "Zeta", "text": "Zeta"}] * 2},
    "table": {"caption": "Zeta", "rows": [["Zeta", "Zeta"]] * 2, "note": "Zeta"},
    "checklist": {"title": "Zeta", "items": ["Zeta", "Zeta"]},
    "picture": lambda: {
        "picture": _picture().pk,
        "alternative": "Zeta",
        "caption": "Zeta",
        "credit": "Zeta",
        "description": "Zeta",
    },
    "formula": {"latex": "x", "words": "Zeta", "symbols": [{"symbol": "x", "meaning": "Zeta"}]},
    "download": {"document": None, "title": "Zeta", "language": "en"},
    "video": {"title": "Zeta", "address": "https://vimeo.com/76979871", "description": "Zeta.", "transcript": "Zeta."},
    "references": {"items": [REFERENCE]},
    "takeaways": {"items": ["Zeta", "Zeta"]},
    "term": lambda: {"term": make_term("Zeta").pk},
    "check": {"stem": "Zeta?", "choices": CHOICES},
    "number_check": {"stem": "Zeta?", "answer": "1", "tolerance": "0", "unit": "Zeta", "if_right": "Zeta.", "if_wrong": "Zeta."},
    "recall": {"stem": "Zeta?", "answer": "<p>Zeta.</p>"},
    "story": {"title": "Zeta", "steps": [{"heading": "Zeta", "text": "<p>Zeta.</p>", "question": "Zeta?"}] * 2},
    "branching": {"title": "Zeta", "introduction": "Zeta.", "scenes": SCENES},
    "local_notes": lambda: {"title": "Zeta", "subject": make_note(words="<p>Zeta.</p>", reference="Zeta").subject_id},
}
OF_FIGURES = {
    "Not eligible",
    "New",
    "Eight more stools a day, treated at home.",
    "Approved elsewhere",
    "Liver 1",
    "Variant X",
    "Trial 1",
}


def _picture() -> Picture:
    return Picture.objects.create(title="Zeta", file=get_test_image_file(size=(40, 30)))


def block_of(kind: str) -> tuple:
    if kind in FIGURES:
        return make_figure(kind)
    value = VALUES[kind]
    block = LessonBodyBlock().child_blocks[kind]
    return block, block.to_python(value() if callable(value) else value)


def rendered(kind: str, language: str) -> str:
    block, value = block_of(kind)
    with translation.override(language):
        return block.render(value, {"id": "b1", "words_in": "en", "chosen_in": "b1", "chosen": ["5"]})


def wrongly_said(html: str, around: str = "en") -> list[str]:
    """Japanese words that are said to be English, and English ones that are said to be Japanese; drawings are read by their titles."""
    page = BeautifulSoup(html, "html.parser")
    for drawing in page.find_all("svg"):
        drawing.decompose()
    for quoted in page.select(".footnote a[title]"):
        del quoted["title"]  # quotes a reference whole: an attribute has one language
    found = [(str(node).strip(), node.parent) for node in page.descendants if type(node) is NavigableString]
    found += [(element[name], element) for element in page.find_all() for name in SAID if element.has_attr(name)]
    wrong = []
    for words, element in found:
        said = next((one["lang"] for one in (element, *element.parents) if one.has_attr("lang")), around)
        if ("ja" if JAPANESE.search(words) else "en" if "Zeta" in words or words in OF_FIGURES else said) != said:
            wrong.append(words)
    return wrong


def test_every_block_of_a_lesson_is_looked_at():
    assert {*VALUES, *FIGURES} == set(LessonBodyBlock().child_blocks)


@pytest.mark.parametrize("kind", [*VALUES, *FIGURES])
def test_a_label_among_english_words_says_that_it_is_japanese(kind):
    assert wrongly_said(rendered(kind, "ja")) == []


@pytest.mark.parametrize("kind", [kind for kind in (*VALUES, *FIGURES) if kind != "local_notes"])
def test_where_all_is_in_one_language_nothing_is_marked(kind):
    assert " lang=" not in rendered(kind, "en")


def test_the_ways_back_from_references_and_the_panel_of_a_term_say_theirs():
    with translation.override("ja"):
        html = tie_footnotes('<sup class="footnote"><a href="#reference-1">1</a></sup>' + rendered("references", "ja"))
        body = LessonBodyBlock().to_python(
            [{"type": "text", "value": "<p>Zeta.</p>", "id": "a"}, {"type": "term", "value": VALUES["term"](), "id": "b"}]
        )
        [part] = parts_of(body, "en")
    assert "references__back" in html
    assert wrongly_said(html) == []
    assert "data-term-close" in part.html
    assert wrongly_said(part.html) == []


class TestPages:
    @pytest.fixture
    def lesson(self):
        return make_lesson(lessons_of(make_course())[0].get_parent().specific, open_to_guests=True, body=[check_block()])

    def label(self, page: str) -> str:
        return BeautifulSoup(page, "html.parser").select_one(".self-check__label")

    def test_a_page_in_the_words_of_its_source_marks_its_labels(self, client, lesson):
        assert self.label(read(client, lesson))["lang"] == "ja"
        assert not self.label(read(client, lesson, "en")).has_attr("lang")

    def test_so_does_a_block_in_the_words_of_its_source_on_a_translated_page(self, client, lesson):
        translate(lesson, "ja", title="訳")
        assert not self.label(read(client, lesson)).has_attr("lang")
        make_stale(lesson, severity=Severity.CRITICAL, path=f"body.{lesson.body[0].id}.stem")
        assert self.label(read(client, lesson))["lang"] == "ja"


def test_the_state_of_an_answer_in_another_language_says_that_it_is_the_readers():
    template = Template(
        '{% include "components/option.html" with id="a" name="a" value="a" text="Zeta" mark="right" lang=lang only %}'
    )
    with translation.override("ja"):
        marked, plain = template.render(Context({"lang": "en"})), template.render(Context({"lang": ""}))
    assert wrongly_said(marked) == []
    assert " lang=" not in plain

from pathlib import Path

import pytest

from courses.files.reading import (
    ContentFileError,
    choices_of,
    key_for,
    read,
    refuse_a_different_shape,
    rich_text,
    stream,
    words_by_language,
)
from demo.loading import CONTENT

LESSON = """---
title: T
---
:::case Why
A **case**.
:::

## First

One[^1].

Two.

## Second

- a
- b

:::table Caption
| a | b |
|---|---|
| 1 | 2 |
:::
:::check one
Stem?
- [ ] no
  > because
- [x] yes
  > right,
  > indeed
:::
:::references
- ICH. Guideline. | Step 4 | 2026-11-20 | https://www.ich.org
:::
"""


def _document(tmp_path: Path, text: str, name: str = "x.en.md"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read(path)


def test_a_lesson_becomes_blocks_in_order(tmp_path):
    blocks = stream(_document(tmp_path, LESSON), key_for("lesson"))
    assert [block["type"] for block in blocks] == ["callout", "text", "text", "table", "check", "references"]
    assert blocks[0]["value"] == {"kind": "case", "title": "Why", "text": "<p>A <b>case</b>.</p>"}
    assert blocks[1]["value"] == "<h2>First</h2><p>One[^1].</p><p>Two.</p>"
    rows = [[cell["value"] for cell in row["value"]] for row in blocks[3]["value"]["rows"]]
    assert rows == [["a", "b"], ["1", "2"]]
    assert [
        (item["value"]["text"], item["value"]["correct"], item["value"]["feedback"]) for item in blocks[4]["value"]["choices"]
    ] == [
        ("no", False, "because"),
        ("yes", True, "right, indeed"),
    ]
    assert blocks[5]["value"]["items"][0]["value"]["checked_on"] == "2026-11-20"


def test_block_ids_are_the_same_in_every_language_and_at_every_loading(tmp_path):
    source, translation = _document(tmp_path, LESSON), _document(tmp_path, LESSON.replace("One", "いち"), "x.ja.md")
    ids = [[block["id"] for block in stream(document, key_for("lesson"))] for document in (source, translation, source)]
    assert ids[0] == ids[1] == ids[2]
    assert len(set(ids[0])) == 6


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("- b\n", ""), None),
        ((":::case Why", ":::note Why"), "part 1 is note, and in the source it is case"),
        (("| 1 | 2 |\n", ""), "a table of 2 cells, and in the source it is a table of 2×2 cells"),
        (("- [x] yes", "- [ ] yes"), "a check with choices --, and in the source it is a check with choices -x"),
        (("## Second\n", ""), "5 parts, and the source has 6|part 3 is a table"),
    ],
)
def test_a_translation_of_another_shape_is_refused_by_file_and_part(tmp_path, change, sentence):
    source = _document(tmp_path, LESSON)
    translation = _document(tmp_path, LESSON.replace(*change), "x.th.md")
    if sentence is None:
        refuse_a_different_shape(source, translation)  # an item more or less in running text is the translator's choice
        assert translation.path.name == "x.th.md"
    else:
        with pytest.raises(ContentFileError, match=sentence) as refusal:
            refuse_a_different_shape(source, translation)
        assert "x.th.md" in str(refusal.value)


FIGURE = """---
title: T
---
:::block kaplan_meier
title: Ten people
seen_on: 2026-11-20
patients:
  - {name: A, months: [3, 4.5], died: true}
  - {name: B, months: [], died: false}
:::
"""


def test_any_block_can_be_written_as_yaml(tmp_path):
    block = stream(_document(tmp_path, FIGURE), key_for("lesson"))[0]
    assert (block["type"], block["value"]["title"], block["value"]["seen_on"]) == ("kaplan_meier", "Ten people", "2026-11-20")
    first, second = block["value"]["patients"]
    assert (first["type"], first["value"]["name"], first["value"]["died"]) == ("item", "A", True)
    assert [month["value"] for month in first["value"]["months"]] == [3, 4.5]
    assert len({first["id"], second["id"], *(month["id"] for month in first["value"]["months"])}) == 4


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("Ten people", "十人"), None),
        (("4.5", "5.5"), "part 1 is a block kaplan_meier"),
        (("died: true", "died: false"), "part 1 is a block kaplan_meier"),
        (("  - {name: B, months: [], died: false}\n", ""), "of 1"),
    ],
)
def test_the_numbers_of_a_block_are_the_same_in_every_language(tmp_path, change, sentence):
    source, translation = _document(tmp_path, FIGURE), _document(tmp_path, FIGURE.replace(*change), "x.ja.md")
    if sentence:
        with pytest.raises(ContentFileError, match=sentence):
            refuse_a_different_shape(source, translation)
    else:
        refuse_a_different_shape(source, translation)


def test_a_block_without_fields_is_refused(tmp_path):
    with pytest.raises(ContentFileError, match="its fields as YAML"):
        stream(_document(tmp_path, "---\ntitle: T\n---\n:::block kaplan_meier\n:::"), key_for("lesson"))


def test_a_part_that_is_not_closed_is_refused(tmp_path):
    with pytest.raises(ContentFileError, match=":::case is not closed"):
        stream(_document(tmp_path, "---\ntitle: T\n---\n:::case Why\nNo end"), key_for("lesson"))


def test_a_file_without_front_matter_is_refused(tmp_path):
    with pytest.raises(ContentFileError, match="front matter"):
        _document(tmp_path, "No dashes")


def test_html_in_markdown_stays_text():
    assert rich_text("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


def test_choices_carry_letters_marks_and_feedback():
    assert choices_of(["- a) one", "  > no", "- b) two", "  > yes"]) == [
        {"letter": "a", "marked": False, "text": "one", "feedback": "no"},
        {"letter": "b", "marked": False, "text": "two", "feedback": "yes"},
    ]


@pytest.mark.parametrize("course", sorted(path.name for path in (CONTENT / "courses").iterdir()))
def test_every_translation_of_the_demonstration_lines_up_with_its_source(course):
    checked = 0
    for source_path in sorted((CONTENT / "courses" / course).rglob("*.en.md")):
        documents = words_by_language(source_path.parent, source_path.name.removesuffix(".en.md"))
        if source_path.parent.name != "questions":
            for document in documents.values():
                refuse_a_different_shape(documents["en"], document)
                checked += 1
    assert checked > 0

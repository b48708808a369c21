"""Files written by hand: what they become, and what is refused with its file and line."""

from pathlib import Path

import pytest

from courses.files.body import choices_of
from courses.files.introspecting import sorts
from courses.files.items import CourseFiles, folder_tree
from courses.files.markdown import rich_text
from courses.files.parsing import read_course
from tests.factories.media import WEBVTT

COURSE = {
    "course.yaml": "code: X\nsource_language: en\n",
    "course.en.md": "---\ntitle: X\nsummary: Y\n---\nAbout **it**.\n",
    "01-first/module.en.md": "---\ntitle: M\n---\n",
}
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
FIGURE = """---
title: T
---
:::block kaplan_meier
title: Ten people
patients:
  - {time: 3, event: true}
  - {time: 4.5, event: false}
:::
"""


def read(folder: Path, **texts: str) -> CourseFiles:
    """The course with these lessons: `en` is 01-first/01-lesson.en.md."""
    files = COURSE | {f"01-first/01-lesson.{language}.md": text for language, text in texts.items()}
    return read_files(folder, files)


def read_files(folder: Path, files: dict[str, str]) -> CourseFiles:
    for name, text in files.items():
        path = folder / "x" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_course(folder_tree(folder / "x"), sorts(), "x")


def body_of(course: CourseFiles, language: str = "en") -> list[dict]:
    return next(item for item in course.of("lesson") if item.language == language).values["body"]


def test_a_lesson_becomes_blocks_in_order(tmp_path):
    course = read(tmp_path, en=LESSON)
    blocks = body_of(course)
    assert course.faults == []
    assert [block["type"] for block in blocks] == ["callout", "text", "text", "table", "check", "references"]
    assert blocks[0]["value"] == {"kind": "case", "title": "Why", "text": "<p>A <b>case</b>.</p>"}
    assert blocks[1]["value"] == "<h2>First</h2><p>One[^1].</p><p>Two.</p>"
    rows = [[cell["value"] for cell in row["value"]] for row in blocks[3]["value"]["rows"]]
    assert rows == [["a", "b"], ["1", "2"]]
    choices = [item["value"] for item in blocks[4]["value"]["choices"]]
    assert [(choice["text"], choice["correct"], choice["feedback"]) for choice in choices] == [
        ("no", False, "because"),
        ("yes", True, "right, indeed"),
    ]
    assert blocks[5]["value"]["items"][0]["value"]["checked_on"] == "2026-11-20"


def test_keys_and_block_ids_are_the_same_in_every_language_and_at_every_reading(tmp_path):
    course = read(tmp_path, en=LESSON, ja=LESSON.replace("One", "いち"))
    ids = [[block["id"] for block in body_of(found, language)] for found in (course, read(tmp_path)) for language in ("en", "ja")]
    assert ids[0] == ids[1] == ids[2] == ids[3]
    assert len(set(ids[0])) == 6
    assert len({item.key for item in course.of("lesson")}) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ((":::case Why", ":::steps Why"), "Part 1 of body"),
        (("| 1 | 2 |\n", ""), "Part 4 of body"),
        (("- [ ] no\n  > because\n", ""), "Part 5 of body"),
        (("## Second\n", ""), "Part 3 of body"),
    ],
)
def test_a_translation_of_another_shape_is_refused_by_file_and_part(tmp_path, change, sentence):
    course = read(tmp_path, en=LESSON, th=LESSON.replace(*change))
    assert [fault.place for fault in course.faults] == ["01-first/01-lesson.th.md"]
    assert sentence in str(course.faults[0])


def test_an_item_more_or_less_in_running_text_is_the_translators_choice(tmp_path):
    assert read(tmp_path, en=LESSON, th=LESSON.replace("- b\n", "")).faults == []


def test_any_block_can_be_written_as_yaml(tmp_path):
    block = body_of(read(tmp_path, en=FIGURE))[0]
    assert (block["type"], block["value"]["title"]) == ("kaplan_meier", "Ten people")
    first, second = block["value"]["patients"]
    assert (first["value"]["time"], first["value"]["event"]) == (3, True)
    assert float(second["value"]["time"]) == 4.5
    assert first["id"] != second["id"]


@pytest.mark.parametrize(
    ("lesson", "line", "sentence"),
    [
        ("No dashes", 1, "front matter"),
        ("---\ntitle: T\n---\n:::case Why\nNo end", 4, "Close the part :::case"),
        ("---\ntitle: T\n---\nA\n\n:::poem\n:::\n", 6, "no part named poem"),
        ("---\ntitle: T\nauthor_of: A\n---\n", 3, "author_of” is not known here"),
        ("---\ntitle: T\nminutes: ten\n---\n", 3, "Write a number here"),
        ("---\ntitle: T\nkey: x\n---\n", 1, "“x” is not a key"),
    ],
)
def test_what_does_not_fit_is_refused_with_file_and_line(tmp_path, lesson, line, sentence):
    (fault,) = read(tmp_path, en=lesson).faults
    assert (fault.place, fault.line) == ("01-first/01-lesson.en.md", line)
    assert sentence in str(fault)


def test_html_in_markdown_stays_text():
    assert rich_text("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


def test_choices_carry_letters_marks_and_feedback():
    assert choices_of(["- a) one", "  > no", "- b) two", "  > yes"]) == [
        {"letter": "a", "marked": False, "text": "one", "feedback": "no"},
        {"letter": "b", "marked": False, "text": "two", "feedback": "yes"},
    ]


RECORDING = {"recordings/clocks.yaml": "title: Clocks\ncredit: Ours\ncaptions: [clocks.ja.vtt, clocks.en.subtitles.vtt]\n"}


def test_captions_stand_in_files_named_by_language_and_kind(tmp_path):
    files = RECORDING | {"recordings/clocks.ja.vtt": WEBVTT, "recordings/clocks.en.subtitles.vtt": WEBVTT}
    course = read_files(tmp_path, COURSE | files)
    (recording,) = course.of("recordings")
    assert (course.faults, course.left_out) == ([], [])
    assert recording.values["captions"] == [
        {"language": "ja", "kind": "captions", "text": WEBVTT},
        {"language": "en", "kind": "subtitles", "text": WEBVTT},
    ]


@pytest.mark.parametrize(
    ("files", "place", "sentence"),
    [
        ({"recordings/clocks.ja.vtt": WEBVTT}, "recordings/clocks.yaml", "clocks.en.subtitles.vtt is missing"),
        ({"recordings/clocks.ja.vtt": "WEBVTT\n\n00:05.000 --> 00:04.000\nA\n"}, "recordings/clocks.ja.vtt", "Line 3: the end"),
        ({"recordings/clocks.ja.vtt": WEBVTT + "\nno time\n"}, "recordings/clocks.ja.vtt", "Line 9: write the time line"),
        (
            {"recordings/clocks.yaml": "title: C\ncaptions: [clocks.vtt]\n", "recordings/clocks.vtt": WEBVTT},
            "recordings/clocks.vtt",
            "clocks.ja.vtt",
        ),
        ({"recordings/clocks.yaml": "title: C\ncaptions: {ja: clocks.ja.vtt}\n"}, "recordings/clocks.yaml", "Write a list here"),
    ],
)
def test_captions_that_cannot_be_read_are_refused_with_file_and_line(tmp_path, files, place, sentence):
    (fault,) = read_files(tmp_path, COURSE | RECORDING | files).faults
    assert fault.place == place
    assert sentence in str(fault)


def test_things_without_a_key_get_one_from_their_place(tmp_path):
    files = {
        f"glossaryterms/consent.{language}.yaml": f"language: {language}\nword: consent\nslug: consent\n"
        for language in ("en", "ja")
    }
    first, second = read_files(tmp_path, COURSE | files).of("glossaryterms")
    assert (first.key, first.language, second.language) == (second.key, "en", "ja")

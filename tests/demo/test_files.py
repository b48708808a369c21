"""The content of the demonstration is in the format of course files, and every translation lines up with its source."""

import pytest

from courses.files import ids
from courses.files.introspecting import kind_of_field, sorts
from courses.files.items import CourseFiles, Item
from courses.files.schema import BOOL, DATE, DECIMAL, LIST, NAME, NUMBER, STREAM, STRUCT, Kind
from courses.files.taking import opened
from courses.files.text import FileError
from demo.files import bodies_of, documents_in, key_for
from demo.loading import CONTENT
from icrweb.pages.models import StandardPage

TEN = ["en", "ja", "th", "vi", "ko", "zh-hans", "zh-hant", "id", "ms", "fil"]
COURSES = sorted(path.name for path in (CONTENT / "courses").iterdir())
BODY = StandardPage._meta.get_field("body")


def course_of(name: str) -> CourseFiles:
    with opened(CONTENT / "courses" / name) as (course, _tree):
        return course


def figures_of(kind: Kind, raw):
    """Everything in a value that is no words: numbers, switches, days and names."""
    if raw is None:
        return None
    if kind.name == STRUCT:
        return {name: figures_of(inner, raw[name]) for name, inner in kind.fields.items()}
    if kind.name in (LIST, STREAM):
        inner_of = (lambda child: kind.of) if kind.name == LIST else (lambda child: kind.fields[child["type"]])
        return [figures_of(inner_of(child), child["value"]) for child in raw]
    return raw if kind.name in (BOOL, DATE, DECIMAL, NUMBER) or (kind.name == NAME and kind.target != "documents") else None


@pytest.mark.parametrize("name", COURSES)
def test_a_course_of_the_demonstration_is_read_whole_and_without_a_fault(name):
    course = course_of(name)
    assert [str(fault) for fault in course.faults] == []
    assert course.left_out == []
    assert len(course.of("lesson")) > 0


@pytest.mark.parametrize("name", COURSES)
def test_translations_of_the_demonstration_differ_in_words_alone(name):
    sources: dict[tuple, Item] = {}
    for item in course_of(name).of("course", "module", "lesson", "quiz", "question"):
        source = sources.setdefault((item.sort, item.key), item)
        kind = Kind(STRUCT, fields=sorts()[item.sort].fields)
        assert figures_of(kind, item.values) == figures_of(kind, source.values), (item.place, item.language)


def test_the_recordings_of_the_demonstration_have_captions_in_the_languages_of_its_courses():
    for course, languages in (("c7", TEN), ("fig", ["en"])):
        (recording,) = course_of(course).of("recordings")
        assert [track["language"] for track in recording.values["captions"]] == languages
        assert len({track["text"].count("-->") for track in recording.values["captions"]}) == 1


def test_pages_of_words_are_written_like_lessons(tmp_path):
    (tmp_path / "x.en.md").write_text("---\ntitle: T\n---\n## A\n\nOne.\n\n:::note B\nTwo.\n:::\n", encoding="utf-8")
    (tmp_path / "x.ja.md").write_text("---\ntitle: T\n---\n## A\n\nいち。\n\n:::note B\nに。\n:::\n", encoding="utf-8")
    bodies = bodies_of(BODY, documents_in(tmp_path, "x"), "en", key_for("page", "x"))
    assert [block["type"] for block in bodies["en"]] == ["text", "callout"]
    assert ids.ids_of(kind_of_field(BODY), bodies["en"])[0].split()[0] == bodies["ja"][0]["id"]
    (tmp_path / "x.ja.md").write_text("---\ntitle: T\n---\n## A\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"x\.ja\.md: Part 2 of body"):
        bodies_of(BODY, documents_in(tmp_path, "x"), "en", key_for("page", "x"))

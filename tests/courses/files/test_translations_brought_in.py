"""Files bring a course and its translations together: the words that come in know what the source says now."""

import json

import pytest

from courses.files.collecting import collect
from courses.models import LessonPage, Question
from icrweb.translating.adopting import adopt
from icrweb.translating.models import SourceChange, Stale
from icrweb.translating.segments import segments_of
from tests.courses.files.test_round_trip import bring_in, export
from tests.factories.courses import lessons_of, make_course, text_block, translate
from tests.factories.questions import make_bank, make_question, make_quiz, translate_question
from tests.factories.translations import in_language, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    course = make_course()
    lesson = lessons_of(course)[0]
    lesson.body = [text_block("<p>Give 5 mg.</p>")]
    lesson.save_revision().publish()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    words = lesson.body.get_prep_value()
    words[0]["value"] = "<p>5 mgを投与する。</p>"
    body = LessonPage._meta.get_field("body").to_python(json.dumps(words))
    translate(lesson, "ja", title="課", objective="見分ける", body=body)
    bank = make_bank()
    translate_question(make_question(bank, stem="<p>Give 5 mg when?</p>"), "ja")
    make_quiz((bank, "consent", 1), course=course)
    return course


def replaced(folder, old: str, new: str) -> None:
    paths = [path for path in folder.rglob("*") if path.is_file() and old in path.read_text()]
    assert paths
    for path in paths:
        path.write_text(path.read_text().replace(old, new))


def words_of(language: str) -> list[str]:
    page = LessonPage.objects.get(locale__language_code=language, alias_of=None, title__in=["課", "Lesson 1"])
    return [block.value.source for block in page.body]


def test_a_changed_source_and_its_translation_come_in_together(course, tmp_path):
    lesson = lessons_of(course)[0]
    source = adopt(lesson, in_language("ja"))
    export(course, tmp_path)
    replaced(tmp_path, "Give 5 mg.", "Give 50 mg.")
    replaced(tmp_path, "5 mgを投与する。", "50 mgを投与する。")
    assert not bring_in(tmp_path).refused
    assert words_of("ja") == ["<p>50 mgを投与する。</p>"]
    assert not Stale.objects.open().exists()
    assert all(segment.reached("approved") for segment in segments_of(source, in_language("ja")))


def test_a_translation_that_came_along_unchanged_counts_as_of_this_version(course, tmp_path):
    lesson = lessons_of(course)[0]
    adopt(lesson, in_language("ja"))
    export(course, tmp_path)
    replaced(tmp_path, "Give 5 mg.", "Give just 5 mg.")
    assert not bring_in(tmp_path).refused
    assert words_of("ja") == ["<p>5 mgを投与する。</p>"]
    assert not Stale.objects.open().exists()
    assert SourceChange.objects.get(key=lesson.translation_key).segments.get().new == "Give just 5 mg."


def test_a_translation_that_did_not_come_along_is_behind(course, tmp_path):
    lesson = lessons_of(course)[0]
    export(course, tmp_path)
    for path in tmp_path.rglob("*.ja.*"):
        path.unlink()
    replaced(tmp_path, "Give 5 mg.", "Give 50 mg.")
    assert not bring_in(tmp_path).refused
    assert words_of("ja") == ["<p>Give 50 mg.</p>"]
    assert Stale.objects.open().get().key == lesson.translation_key


@pytest.mark.parametrize("changed", [True, False])
def test_a_withdrawn_question_comes_back_with_words_from_files(course, tmp_path, changed):
    question = Question.objects.get(locale__language_code="en")
    export(course, tmp_path)
    rewrite(question, stem="<p>Give 50 mg when?</p>")
    assert not Question.objects.drawable(question.bank, "ja").exists()
    replaced(tmp_path, "Give 5 mg when?", "Give 50 mg when?")
    if changed:
        replaced(tmp_path, f"{question.name} (ja)", "50 mgはいつ？")
    assert not bring_in(tmp_path).refused
    assert Question.objects.drawable(question.bank, "ja").exists()
    assert not Stale.objects.open().exists()


def test_bringing_in_the_same_files_again_notes_nothing(course, tmp_path):
    export(course, tmp_path)
    bring_in(tmp_path)
    assert not SourceChange.objects.exists()
    assert collect(course.translation_key)

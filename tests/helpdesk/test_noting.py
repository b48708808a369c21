"""Notes: at the same place in every language, with the words as they were, and for nobody else."""

import pytest
from django.core.exceptions import ValidationError

from helpdesk.models import Note
from helpdesk.noting import change_note, delete_note, set_bookmark, write_note
from helpdesk.places import MOST_WORDS, place_of
from tests.factories.courses import check_block, lessons_of, make_course, text_block, translate
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def lesson(course):
    return lessons_of(course)[0]


def test_a_note_keeps_its_place_and_the_words_of_that_day(course, lesson):
    block = str(lesson.body[1].id)
    note = write_note(make_user(), place_of(lesson, course, block), "Ask the ethics office.\r\n")
    assert (note.lesson_key, note.block_id, note.words, note.language, note.text) == (
        lesson.translation_key,
        block,
        "A stretch of text.",
        "en",
        "Ask the ethics office.",
    )


def test_the_words_are_those_selected_where_they_stand_in_the_paragraph(course, lesson):
    block = str(lesson.body[0].id)
    assert place_of(lesson, course, block, "  stretch\nof ").words == "stretch of"
    assert place_of(lesson, course, block, "never written here").words == "A stretch of text."


def test_the_words_of_a_translation_are_in_its_language(course, lesson):
    japanese = translate(lesson, "ja", body=[(block.block_type, block.value) for block in lesson.body])
    assert place_of(japanese, course, str(japanese.body[0].id)).language == "ja"


def test_long_words_are_cut(course, lesson):
    lesson.body = [text_block(f"<p>{'word ' * 200}</p>")]
    lesson.save()
    lesson.refresh_from_db()
    words = place_of(lesson, course, str(lesson.body[0].id)).words
    assert len(words) <= MOST_WORDS
    assert words.endswith("…")


def test_a_heading_stands_apart_and_a_self_check_gives_no_answer_away(course, lesson):
    lesson.body = [text_block("<h2>Care first</h2><p>The blind protects.[^1]</p>"), check_block()]
    lesson.save()
    lesson.refresh_from_db()
    text, check = lesson.body
    assert place_of(lesson, course, str(text.id)).words == "Care first · The blind protects."
    assert place_of(lesson, course, str(text.id), "first The blind").words == "first The blind"
    assert place_of(lesson, course, str(check.id)).words == check.value["stem"]


def test_a_place_that_is_not_in_the_lesson_is_refused(course, lesson):
    with pytest.raises(ValidationError) as refusal:
        place_of(lesson, course, "elsewhere")
    assert refusal.value.code == "no_such_block"


def test_a_bookmark_set_twice_is_one(course, lesson):
    person, place = make_user(), place_of(lesson, course, str(lesson.body[0].id))
    assert set_bookmark(person, place) == set_bookmark(person, place)
    assert Note.objects.for_learner(person).count() == 1


@pytest.mark.parametrize(("text", "code"), [(" \n ", "empty"), ("x" * 4001, "too_long")])
def test_a_note_of_no_words_or_too_many_is_refused(course, lesson, text, code):
    person, place = make_user(), place_of(lesson, course, str(lesson.body[0].id))
    with pytest.raises(ValidationError) as refusal:
        write_note(person, place, text)
    assert refusal.value.code == code
    assert not Note.objects.exists()


def test_notes_are_found_without_marks_and_inside_sentences_without_spaces(course, lesson):
    person, place = make_user(), place_of(lesson, course, str(lesson.body[0].id))
    write_note(person, place, "Hỏi Đặng về đồng ý tham gia")
    write_note(person, place, "治験の同意は説明の後")
    found = [note.text[:3] for words in ("dang dong y", "同意") for note in Note.objects.for_learner(person).holding(words)]
    assert found == ["Hỏi", "治験の"]


def test_a_note_is_changed_and_thrown_away(course, lesson):
    note = write_note(make_user(), place_of(lesson, course, str(lesson.body[0].id)), "First")
    assert change_note(note, "Second").text == "Second"
    delete_note(note)
    assert not Note.objects.exists()

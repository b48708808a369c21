"""Questions of every kind as files, and quizzes of earlier versions."""

import io
from dataclasses import replace

import pytest

from courses.asking import KINDS
from courses.files.bringing_in import import_course
from courses.files.exporting import Export
from courses.files.introspecting import sorts
from courses.files.items import folder_tree
from courses.files.parsing import read_course
from courses.files.taking import unpacked
from courses.models import Question
from tests.courses.files.test_round_trip import export, forget, make_full_course
from tests.factories.courses import lessons_of, make_course, make_index
from tests.factories.questions import make_bank, make_objective, make_question, make_quiz, translate_question

pytestmark = pytest.mark.django_db


def packed(course) -> tuple[dict[str, str], io.BytesIO]:
    made, out = Export(course.translation_key), io.BytesIO()
    made.to_zip(out)
    return made.texts, out


def kept() -> tuple:
    """The source as it is, and the words of its translation: what decides is never read from that."""
    source, words = (Question.objects.get(locale__language_code=code).written() for code in ("en", "ja"))
    said = [(part.id, part.text, part.other, part.feedback, [one.text for one in part.options]) for part in words.parts]
    return replace(source, picture=None), bool(source.picture), words.stem, words.feedback, said


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_every_kind_goes_out_and_comes_back_as_it_was(kind):
    course = make_course()
    bank = make_bank()
    make_objective(bank, lesson=lessons_of(course)[0])
    question = make_question(bank, kind, points="2.5", partial_credit=False)
    translate_question(question, "ja")
    make_quiz((bank, "consent", 1), course=course, purpose="formative" if KINDS[kind].formative else "final")
    before = kept()
    texts, archive = packed(course)
    forget(course)
    with unpacked(archive, "c") as (files, tree):
        plan = import_course(files, tree, make_index(), publish=True, by=None)
    assert plan.refused == [] and Question.objects.count() == 2
    assert kept() == before
    assert packed(make_again(course))[0] == texts


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_of_every_kind_can_be_read_and_written_in_its_file(kind):
    course = make_course()
    bank = make_bank()
    make_objective(bank)
    question = make_question(bank, kind)
    make_quiz((bank, "consent", 1), course=course)
    words = next(text for name, text in packed(course)[0].items() if name.startswith("questions/") and name.endswith(".en.md"))
    assert question.stem.removeprefix("<p>").removesuffix("</p>").replace("[[", "").replace("]]", "") in words.replace(
        "\\", ""
    ).replace("[[", "").replace("]]", "")
    for part in question.written().parts:
        for text in (part.text, part.other, part.feedback, *(option.text for option in part.options)):
            assert text in words
    assert "html:" not in words and "id:" not in words


def make_again(course):
    return type(course).objects.get(translation_key=course.translation_key, locale__language_code="en")


@pytest.mark.parametrize(("final", "purpose"), [("true", "final"), ("false", "lesson")])
def test_a_quiz_of_an_earlier_version_says_whether_it_is_final(tmp_path, final, purpose):
    written = export(make_full_course(), tmp_path)
    name = next(name for name in written if name.endswith(".quiz.yaml"))
    facts = [line for line in written[name].split("\n") if not line.startswith("purpose:")]
    (tmp_path / name).write_text("\n".join([f"final: {final}", *facts]))
    files = read_course(folder_tree(tmp_path), sorts(), "c")
    assert files.faults == []
    (quiz,) = [item for item in files.of("quiz") if item.language == "en"]
    assert quiz.values["purpose"] == purpose


def test_a_quiz_that_says_something_else_of_being_final_is_refused(tmp_path):
    written = export(make_full_course(), tmp_path)
    name = next(name for name in written if name.endswith(".quiz.yaml"))
    (tmp_path / name).write_text(f"{written[name]}final: perhaps\n")
    (fault,) = read_course(folder_tree(tmp_path), sorts(), "c").faults
    assert (fault.place, fault.sentence) == (name, "Write true or false here.")

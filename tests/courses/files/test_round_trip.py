"""Out and in again: nothing is lost, nothing is done twice."""

from dataclasses import replace
from pathlib import Path

import pytest
from wagtail.models import Page, Revision

from courses.asking import KINDS
from courses.files.bringing_in import import_course
from courses.files.collecting import collect
from courses.files.exporting import Export
from courses.files.introspecting import sorts
from courses.files.items import folder_tree
from courses.files.parsing import read_course
from courses.files.writing import write_course
from courses.models import Case, CoursePage, Edition, EditionRevision, LessonPage, Objective, Question, QuestionBank
from tests.factories.courses import lessons_of, make_course, make_edition, make_index, text_block, translate
from tests.factories.people import make_user
from tests.factories.questions import (
    make_bank,
    make_case,
    make_objective,
    make_question,
    make_quiz,
    translate_case,
    translate_question,
)

pytestmark = pytest.mark.django_db


def export(course, folder: Path) -> dict[str, str]:
    written = write_course(collect(course.translation_key), sorts())
    for name, text in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return written


def bring_in(folder: Path, *, publish=True, by=None):
    tree = folder_tree(folder)
    return import_course(read_course(tree, sorts(), folder.name), tree, make_index(), publish=publish, by=by)


def make_full_course() -> CoursePage:
    course = make_course(description="<p>What it is <b>about</b>.</p>")
    bank = make_bank(4)
    lesson = lessons_of(course)[0]
    make_objective(bank, lesson=lesson)
    make_objective(bank, language="ja", words="同意を得る")
    for question in bank.questions.all():
        translate_question(question, "ja")
    translate_case(make_case(bank, 2, slug="stopping", objective="consent"), "ja")
    make_quiz((bank, "consent", 2), course=course)
    link = f'<p>See <a id="{lessons_of(course)[1].pk}" linktype="page">the second</a>.</p>'
    lesson.body = [
        text_block(link),
        text_block(),
        text_block('<h2 data-block-key="x">B</h2><ul><li>a<ul><li>b</li></ul></li></ul>'),
    ]
    lesson.save_revision().publish()
    translate(lesson, "ja", title="はじめの一課")
    make_edition(course)
    return CoursePage.objects.get(pk=course.pk)


def forget(course) -> None:
    """As on a site that never had this course."""
    EditionRevision.objects.all().delete()
    Edition.objects.all().delete()
    for page in CoursePage.objects.filter(translation_key=course.translation_key):
        Page.objects.get(pk=page.pk).delete()
    Objective.objects.all().delete()
    Question.objects.all().delete()
    Case.objects.all().delete()
    QuestionBank.objects.all().delete()


def test_a_course_comes_back_as_it_was(tmp_path):
    course = make_full_course()
    written = export(course, tmp_path / "a")
    forget(course)
    plan = bring_in(tmp_path / "a")
    assert set(plan.counts) == {"new"}
    assert written["questions/stopping.case.en.md"].startswith("---\ntitle: Case")
    assert "one_way: false\nobjective: consent\n" in written["questions/stopping.case.yaml"]
    assert [case.asked().count() for case in Case.objects.filter(slug="stopping")] == [2, 2]
    again = CoursePage.objects.get(translation_key=course.translation_key, locale__language_code="en")
    assert export(again, tmp_path / "b") == written
    lesson = LessonPage.objects.get(slug="l1", locale__language_code="en")
    assert f'id="{LessonPage.objects.get(slug="l2", locale__language_code="en").pk}"' in str(lesson.body[0].value.source)
    assert LessonPage.objects.get(slug="l1", locale__language_code="ja").title == "はじめの一課"
    assert LessonPage.objects.get(slug="l2", locale__language_code="ja").alias_of is not None
    assert Edition.objects.get().syllabus[0]["key"] == str(lesson.translation_key)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_question_comes_back_with_its_translation_and_its_key(tmp_path, kind):
    course, bank = make_course(), make_bank()
    question = make_question(bank, kind)
    translate_question(question, "ja")  # its row holds no key, or a wrong one
    make_quiz((bank, "", 1), course=course, purpose="formative")
    Export(course.translation_key).to_folder(tmp_path / "a")
    assert set(bring_in(tmp_path / "a").counts) <= {"unchanged", "kept"}
    written, before = export(course, tmp_path / "c"), question.written()
    forget(course)
    bring_in(tmp_path / "a")
    again = CoursePage.objects.get(translation_key=course.translation_key, locale__language_code="en")
    assert export(again, tmp_path / "b") == written
    found = Question.objects.live().in_language("en").get()
    assert replace(found.written(), picture=before.picture) == before
    assert Question.objects.live().in_language("ja").get().faults() == {}


def test_importing_what_is_there_changes_nothing(tmp_path):
    course = make_full_course()
    export(course, tmp_path / "a")
    before = Revision.objects.count()
    plan = bring_in(tmp_path / "a")
    assert set(plan.counts) == {"unchanged"}
    assert Revision.objects.count() == before


def test_publishing_is_refused_to_whoever_may_not_publish_and_nothing_is_written(tmp_path):
    course = make_full_course()
    export(course, tmp_path / "a")
    forget(course)
    plan = bring_in(tmp_path / "a", by=make_user())
    assert "You may not publish this. Bring the course in as drafts." in {line.sentence for line in plan.refused}
    assert not CoursePage.objects.filter(translation_key=course.translation_key).exists()


def test_a_case_of_another_bank_or_with_a_short_name_that_is_taken_is_refused(tmp_path):
    course = make_full_course()
    export(course, tmp_path / "a")
    case = Case.objects.get(slug="stopping", locale__language_code="en")
    Case.objects.filter(translation_key=case.translation_key).update(bank=make_bank(name="Other"))
    refused = {line.sentence % line.params for line in bring_in(tmp_path / "a").refused}
    assert refused == {"This case belongs to the bank “Other” on this site."}
    Case.objects.filter(translation_key=case.translation_key).delete()
    make_case(QuestionBank.objects.get(name=case.bank.name), slug="stopping")
    refused = {line.sentence % line.params for line in bring_in(tmp_path / "a").refused}
    assert refused == {"This bank has another case “stopping” on this site."}

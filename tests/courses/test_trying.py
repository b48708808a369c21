"""Preview as a learner: from drafts, with the quiz, for editors only, and without any record."""

import pytest
from django.urls import reverse

from courses.models import Attempt, Enrolment, LessonCompletion, Response
from tests.factories.courses import check_block, lessons_of, make_course, make_edition, quiz_of, text_block
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    course = make_course()
    make_edition(course)
    quiz = quiz_of(course)
    quiz.pools = [("pool", {"bank": make_bank(3), "objective": "", "count": 3})]
    quiz.save_revision()  # the pools are in the draft only
    return course


@pytest.fixture
def editor(client):
    client.force_login(make_user(is_superuser=True, is_staff=True))
    return client


def at(page, query=""):
    return reverse("courses_try", args=[page.pk]) + query


def right(state, number):
    return state["marking"][state["paper"][number]["item"]]["right"][0]


def test_a_quiz_is_taken_from_the_draft_and_leaves_no_record(course, editor):
    quiz = quiz_of(course)
    assert "Draw a paper and begin" in editor.get(at(quiz)).content.decode()
    editor.post(at(quiz), {"go": "begin"})
    page = editor.get(at(quiz)).content.decode()
    assert "Preview as a learner" in page
    assert "data-quiz-question" not in page  # no script that would send answers to a learner's address
    state = editor.session["trying"]
    editor.post(at(quiz, "?q=1"), {"answer": right(state, 0), "go": "next"})
    answer = editor.post(at(quiz, "?q=2"), {"answer": "none of these", "go": "next"})
    assert answer.status_code == 422
    editor.post(at(quiz, "?q=2"), {"answer": right(state, 1), "go": "next"})
    assert "Question 3" in editor.get(at(quiz, "?overview")).content.decode()
    editor.post(at(quiz), {"go": "hand_in"})
    result = editor.get(at(quiz))
    assert "66" in result.content.decode()
    assert "The answers" in result.content.decode()
    assert [model.objects.count() for model in (Attempt, Response, Enrolment, LessonCompletion)] == [0, 0, 0, 0]
    editor.post(at(quiz), {"go": "begin"})
    assert editor.session["trying"]["answers"] == {}


@pytest.mark.parametrize(
    ("purpose", "words"), [("formative", "Practice: 0 %"), ("pre", "Pre-test: 0 %"), ("final", "Not passed yet: 0 %")]
)
def test_the_result_of_a_try_says_what_the_quiz_is_for(course, editor, purpose, words):
    quiz = make_quiz((make_bank(1), "", 1), course=course, purpose=purpose)
    editor.post(at(quiz), {"go": "begin"})
    editor.post(at(quiz), {"go": "hand_in"})
    assert words in editor.get(at(quiz)).content.decode().replace("\xa0", " ")


def test_a_quiz_whose_draft_cannot_be_filled_says_what_to_do(course, editor):
    quiz = make_quiz((make_bank(1), "", 2), course=course)
    page = editor.post(at(quiz), {"go": "begin"}, follow=True).content.decode()
    assert "asks for 2 questions and 1 can be drawn" in page


def test_a_lesson_is_read_from_its_draft_with_its_self_checks(course, editor):
    lesson = lessons_of(course)[0]
    lesson.body = [text_block("<p>Words of the draft.</p>"), check_block()]
    lesson.save_revision()
    answer = editor.get(at(lesson))
    assert "Words of the draft." in answer.content.decode()
    assert answer.headers["X-Robots-Tag"] == "noindex"
    block = lesson.get_latest_revision_as_object().body[1]
    choice = block.value["choices"].bound_blocks[0].id
    answered = editor.post(at(lesson), {"block": block.id, "choice": choice}).content.decode()
    assert 'data-mark="right"' in answered


def test_a_course_lists_its_drafts(course, editor):
    page = editor.get(at(course)).content.decode()
    for entry in (*lessons_of(course), quiz_of(course)):
        assert at(entry) in page


def test_whoever_may_not_edit_the_course_may_not_try_it(course, client):
    client.force_login(make_user())
    assert client.get(at(quiz_of(course))).status_code == 302

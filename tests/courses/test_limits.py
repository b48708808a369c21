"""How often a test may be tried: without end by default, else as often as the edition froze, and once more by grant."""

import pytest
from django.core.exceptions import ValidationError

from courses.by_staff import grant_attempt
from courses.enrolment import enrol, leave
from courses.quizzes import start_attempt, submit
from courses.standing import standing
from tests.factories.people import make_user
from tests.factories.questions import make_sitting

pytestmark = pytest.mark.django_db


def fail(enrolment, quiz):
    return submit(start_attempt(enrolment, quiz, "en", declared=True))


def test_without_a_limit_nobody_counts():
    enrolment, quiz = make_sitting(cool_down_hours=0)
    for _try in range(5):
        fail(enrolment, quiz)
    assert standing(enrolment, quiz.translation_key).tries_left is None


def test_after_the_last_try_there_is_none_even_for_who_leaves_and_comes_back():
    enrolment, quiz = make_sitting(max_attempts=2)
    left = [standing(enrolment, quiz.translation_key).tries_left]
    for _try in range(2):
        fail(enrolment, quiz)
        left.append(standing(enrolment, quiz.translation_key).tries_left)
    assert left == [2, 1, 0]
    leave(enrolment)
    back = enrol(enrolment.learner, enrolment.course_key, "ja")
    with pytest.raises(ValidationError) as refusal:
        start_attempt(back, quiz, "en", declared=True)
    assert refusal.value.code == "no_tries_left"


def test_staff_can_grant_one_more_and_only_when_it_is_needed():
    enrolment, quiz = make_sitting(max_attempts=1)
    with pytest.raises(ValidationError) as refusal:
        grant_attempt(enrolment, quiz.translation_key, by=make_user(), why="Power cut.")
    assert refusal.value.code == "no_wait"
    fail(enrolment, quiz)
    grant_attempt(enrolment, quiz.translation_key, by=make_user(), why="Power cut.")
    assert standing(enrolment, quiz.translation_key).tries_left == 1
    assert fail(enrolment, quiz).number == 2
    assert standing(enrolment, quiz.translation_key).tries_left == 0


def test_the_limit_is_the_one_that_the_edition_froze():
    enrolment, quiz = make_sitting(max_attempts=1)
    quiz.max_attempts = 9
    quiz.save_revision().publish()
    fail(enrolment, quiz)
    assert standing(enrolment, quiz.translation_key).tries_left == 0


def test_pages_say_how_many_tries_there_are_and_when_there_is_none(client):
    enrolment, quiz = make_sitting(max_attempts=2)
    client.force_login(enrolment.learner)
    assert "2 tries at most." in client.get(quiz.url).content.decode()
    fail(enrolment, quiz)
    assert "You have 1 try left." in client.get(quiz.url).content.decode()
    fail(enrolment, quiz)
    text = client.get(quiz.url).content.decode()
    assert "No tries left" in text
    assert "Start the test" not in text

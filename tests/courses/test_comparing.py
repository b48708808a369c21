import pytest
from django.urls import reverse

from courses.comparing import changes_between, move_of
from courses.editions import withdraw_edition
from courses.models import Enrolment, QuizPage
from courses.progress import complete_lesson
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment, make_lesson, quiz_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(db):
    return make_course()


@pytest.fixture
def enrolment(course):
    return make_enrolment(make_edition(course, label="2026.1"))


def change(course):
    """A lesson comes, another is retired, the pass mark rises."""
    first, second = lessons_of(course)
    make_lesson(first.get_parent().specific, title="A new lesson")
    second.retired = True
    second.save_revision().publish()
    QuizPage.objects.filter(pk=quiz_of(course).pk).update(pass_mark=90)


def test_the_history_says_what_changed(course, enrolment):
    change(course)
    newer = make_edition(course, label="2026.2", guideline_parts=["ICH E6(R3) Annex 1"])
    assert changes_between(enrolment.edition, newer, {}) == [
        "New: “A new lesson”.",
        "No longer asked for: “Lesson 2”.",
        "“Final test”: pass mark 80 % before, now 90 %.",
        "Guideline parts added: ICH E6(R3) Annex 1.",
        "Guideline parts no longer covered: ICH E6(R3) Principles.",
    ]


def test_the_history_names_the_new_time_limit(course):
    editions = []
    for label, minutes in (("a", None), ("b", 20), ("c", None)):
        QuizPage.objects.filter(pk=quiz_of(course).pk).update(time_limit=minutes)
        editions.append(make_edition(course, label=label))
    assert changes_between(editions[0], editions[1], {}) == ["“Final test” has a time limit of 20 min now."]
    assert changes_between(editions[1], editions[2], {}) == ["“Final test” has no time limit any more."]


def test_who_looks_at_moving_up_sees_what_comes_along_and_moves_nothing(client, course, enrolment):
    first, second = lessons_of(course)
    complete_lesson(enrolment, first.translation_key, "en")
    complete_lesson(enrolment, second.translation_key, "en")
    change(course)
    make_edition(course, label="2026.2")
    move = move_of(enrolment, "en")
    assert [entry.title for entry in move.carried] == ["Lesson 1"]
    assert [entry.title for entry in move.left] == ["Final test", "A new lesson"]
    client.force_login(enrolment.learner)
    page = client.get(reverse("courses:move_up", args=[enrolment.key])).content.decode()
    assert "Move up to 2026.2" in page
    assert Enrolment.objects.open().get() == enrolment


def test_confirming_moves(client, course, enrolment):
    newer = make_edition(course, label="2026.2")
    client.force_login(enrolment.learner)
    client.post(reverse("courses:move_up", args=[enrolment.key]))
    assert Enrolment.objects.open().get().edition == newer


def test_a_learner_in_a_withdrawn_edition_is_told_its_last_day_and_the_way_up(client, course, enrolment):
    make_edition(course, label="2026.2")
    withdraw_edition(enrolment.edition, by=None)
    client.force_login(enrolment.learner)
    for page in (course, lessons_of(course)[0]):
        words = client.get(page.get_url()).content.decode()
        assert "90 days left" in words
        assert reverse("courses:move_up", args=[enrolment.key]) in words

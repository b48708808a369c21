"""The page of a quiz and that of a result, and what they ask of the database."""

import json

import pytest
from django.urls import reverse

from courses.models import Attempt, Question, QuizPage
from courses.progress import complete_lesson
from courses.quizzes import save_response, start_attempt, submit
from tests.courses.sitting import url
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment, translate
from tests.factories.people import make_user
from tests.factories.questions import (
    make_bank,
    make_objective,
    make_quiz,
    make_sitting,
    right_answer,
    translate_question,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting(client):
    """Somebody signed in, with an open attempt of four questions of one right answer."""
    enrolment, quiz = make_sitting()
    client.force_login(enrolment.learner)
    return start_attempt(enrolment, quiz, "en", True)


def test_guests_learn_how_to_get_in(client):
    _enrolment, quiz = make_sitting()
    answer = client.get(quiz.url)
    assert answer.status_code == 403
    assert f"/en/accounts/sign-in/?next={quiz.url}" in answer.content.decode()


def test_who_is_not_enrolled_is_offered_to_enrol(client):
    _enrolment, quiz = make_sitting()
    client.force_login(make_user())
    answer = client.get(quiz.url)
    assert answer.status_code == 403
    assert "Enrol to take it." in answer.content.decode()
    started = client.post(reverse("courses:start_attempt", kwargs={"quiz_key": quiz.translation_key}), {"declared": "1"})
    assert started.status_code == 302
    assert not Attempt.objects.exists()


def test_the_page_says_what_the_edition_froze(client):
    enrolment, quiz = make_sitting(questions=3, pass_mark=70)
    quiz.pass_mark = 90
    quiz.save_revision().publish()
    client.force_login(enrolment.learner)
    text = client.get(quiz.url).content.decode()
    assert "3 questions" in text
    assert "pass mark 70 %" in text


def test_starting_a_final_without_the_declaration_says_what_to_do(client):
    enrolment, quiz = make_sitting()
    client.force_login(enrolment.learner)
    start = reverse("courses:start_attempt", kwargs={"quiz_key": quiz.translation_key})
    text = client.post(start, follow=True).content.decode()
    assert "Confirm first that you will do this test by yourself." in text
    assert not Attempt.objects.exists()
    answer = client.post(start, {"declared": "1"})
    assert answer.url == url("attempt", Attempt.objects.get())


def test_an_open_attempt_is_offered_with_the_question_to_go_on_with(client, sitting):
    for question in sitting.paper[:2]:
        save_response(sitting, question["item"], right_answer(sitting, question["item"]), 1, False)
    quiz = QuizPage.objects.get(translation_key=sitting.quiz_key, locale__language_code="en")
    text = client.get(quiz.url).content.decode()
    assert "Go on with question 3" in text
    assert "2 answered · 2 left" in text


def test_during_a_wait_the_page_says_until_when_and_offers_no_start(client):
    enrolment, quiz = make_sitting(learner=make_user(time_zone="Asia/Tokyo"))
    for _try in range(3):
        submit(start_attempt(enrolment, quiz, "en", True))
    client.force_login(enrolment.learner)
    text = client.get(quiz.url).content.decode()
    assert "Tokyo (UTC+09:00)" in text
    assert "Start the test" not in text
    assert text.count("not passed yet") == 3


def test_too_few_in_the_language_is_said_before_it_starts_and_the_source_offered(client):
    enrolment, quiz = make_sitting(questions=2)
    translate_question(Question.objects.first(), "ja")
    japanese = translate(quiz, "ja", title="修了テスト")
    client.force_login(enrolment.learner)
    text = client.get(japanese.url, headers={"accept-language": "ja"}).content.decode()
    assert 'name="language" value="en"' in text
    client.post(
        reverse("courses:start_attempt", kwargs={"quiz_key": quiz.translation_key}).replace("/en/", "/ja/"),
        {"declared": "1", "language": "en"},
    )
    assert Attempt.objects.get().language == "en"


def test_too_few_at_all_is_said_and_nothing_can_be_started(client):
    enrolment, quiz = make_sitting(questions=2)
    Question.objects.update(live=False)
    client.force_login(enrolment.learner)
    text = client.get(quiz.url).content.decode()
    assert "This test has too few questions today." in text
    assert "Start the test" not in text


def test_the_result_leads_to_the_certificate_once_the_course_is_finished(client):
    course = make_course()
    quiz = make_quiz((make_bank(1), "", 1), course=course)
    enrolment = make_enrolment(make_edition(course))
    for lesson in lessons_of(course):
        complete_lesson(enrolment, lesson.translation_key, "en")
    attempt = start_attempt(enrolment, quiz, "en", True)
    save_response(attempt, attempt.paper[0]["item"], right_answer(attempt, attempt.paper[0]["item"]), 1, False)
    submit(attempt)
    client.force_login(enrolment.learner)
    certificate = enrolment.learner.certificates.get()
    address = reverse("certificates:verify", kwargs={"code": certificate.code})
    assert address in client.get(url("result", attempt)).content.decode()
    assert address in client.get(quiz.url).content.decode()


def test_the_result_leads_to_what_the_course_still_asks_for(client, sitting):
    for question in sitting.paper:
        save_response(sitting, question["item"], right_answer(sitting, question["item"]), 1, False)
    submit(sitting)
    text = client.get(url("result", sitting)).content.decode()
    assert "What the course still asks for" in text
    assert "Lesson 1" in text


def test_what_to_reread_is_linked_in_the_readers_language(client):
    course = make_course()
    lesson = lessons_of(course)[0]
    translate(lesson, "ja", title="最初のレッスン")
    bank = make_bank(1)
    make_objective(bank, lesson=lesson)
    quiz = make_quiz((bank, "", 1), course=course)
    enrolment = make_enrolment(make_edition(course))
    attempt = submit(start_attempt(enrolment, quiz, "en", True))
    client.force_login(enrolment.learner)
    assert "Reread: Lesson 1" in client.get(url("result", attempt)).content.decode()
    assert "最初のレッスン" in client.get(url("result", attempt).replace("/en/", "/ja/")).content.decode()


@pytest.mark.parametrize("questions", [1, 3])
def test_the_pages_of_an_attempt_ask_the_same_however_long_the_paper(client, django_assert_num_queries, questions):
    enrolment, quiz = make_sitting(questions=questions)
    client.force_login(enrolment.learner)
    attempt = start_attempt(enrolment, quiz, "en", True)
    for question in attempt.paper:
        save_response(attempt, question["item"], right_answer(attempt, question["item"]), 1, False)
    client.get(url("attempt", attempt))  # fills Wagtail's cache of site roots
    with django_assert_num_queries(6):  # session, person, attempt, responses, titles, and one of the frame's
        client.get(url("attempt", attempt))
    with django_assert_num_queries(6):
        client.get(url("overview", attempt))


@pytest.mark.parametrize("attempts", [1, 3])
def test_the_quiz_page_asks_the_same_however_many_tries(client, django_assert_num_queries, attempts):
    enrolment, quiz = make_sitting(free_attempts=9)
    for _try in range(attempts):
        submit(start_attempt(enrolment, quiz, "en", True))
    client.force_login(enrolment.learner)
    client.get(quiz.url)
    with django_assert_num_queries(12):
        client.get(quiz.url)


@pytest.mark.parametrize("questions", [1, 3])
def test_the_result_asks_the_same_however_long_the_paper(client, django_assert_num_queries, questions):
    enrolment, quiz = make_sitting(questions=questions)
    client.force_login(enrolment.learner)
    attempt = submit(start_attempt(enrolment, quiz, "en", True))
    client.get(url("result", attempt))
    with django_assert_num_queries(8):
        client.get(url("result", attempt))


def test_json_of_an_attempt_is_small(client, sitting):
    item = sitting.paper[0]["item"]
    answer = client.post(url("answer", sitting), {"item": item, "answer": right_answer(sitting, item), "sequence": 1})
    assert json.loads(answer.content).keys() == {"sequence", "saved_at", "answer", "come_back"}

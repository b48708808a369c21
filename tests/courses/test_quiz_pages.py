"""Quizzes in the browser: what each page shows, what it never shows, and what a click does."""

import json
import re
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import translation

from courses.asking import KINDS
from courses.choices import QuestionKind, QuizPurpose
from courses.models import Attempt, Question, QuizPage, Response
from courses.progress import complete_lesson
from courses.quizzes import save_response, start_attempt, submit
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment, translate
from tests.factories.people import make_user
from tests.factories.questions import (
    PARTS,
    make_bank,
    make_objective,
    make_question,
    make_quiz,
    make_sitting,
    right_answer,
    translate_question,
    wrong_answer,
)

pytestmark = pytest.mark.django_db

# Every kind of question, with a word that must not be read before handing in at every place that tells something.
SECRET = "zqcanary"
CHOICES = [("One", True, f"{SECRET} right"), ("Two", False, f"{SECRET} wrong"), ("Three", False, f"{SECRET} wrong too")]


def secret_parts(kind: str) -> list:
    """A whole question of this kind, a secret behind every part of it."""
    return [(block, {**value, "feedback": f"{SECRET} right"}) for block, value in PARTS[kind]]


SECRETS = {
    QuestionKind.SINGLE: {"choices": CHOICES},
    QuestionKind.MULTIPLE: {"choices": CHOICES},
    QuestionKind.TRUE_FALSE: {"choices": CHOICES[:2]},
    QuestionKind.NUMERIC: {"answer": "8675309.125", "tolerance": "0.0625", "feedback_wrong": f"{SECRET} number"},
    **{kind: {"choices": secret_parts(kind)} for kind in PARTS},
    QuestionKind.SHORT_TEXT: {},
}
PURPOSE = {kind: QuizPurpose.FORMATIVE for kind, known in KINDS.items() if known.formative}
NUMBERS = ("8675309", "0.0625", "0,0625")


def url(name: str, attempt: Attempt, query: str = "") -> str:
    with translation.override("en"):
        return reverse(f"courses:{name}", kwargs={"attempt_key": attempt.key}) + query


@pytest.fixture
def sitting(client):
    """Somebody signed in, with an open attempt of four questions of one right answer."""
    enrolment, quiz = make_sitting()
    client.force_login(enrolment.learner)
    return start_attempt(enrolment, quiz, "en", True)


# --- Secrets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_nothing_that_a_learner_can_reach_tells_an_answer_before_handing_in(client, kind):
    bank = make_bank()
    for _number in range(2):
        make_question(
            bank, kind, feedback=f"{SECRET} sesame", reference=f"{SECRET} sesame", level="judge", author=SECRET, **SECRETS[kind]
        )
    enrolment, quiz = make_sitting(bank=bank, questions=2, purpose=PURPOSE.get(kind, QuizPurpose.FINAL))
    client.force_login(enrolment.learner)
    attempt = start_attempt(enrolment, quiz, "en", True)
    item = attempt.paper[0]["item"]
    answer = wrong_answer(attempt, item)
    texts = [
        client.get(address, headers={"accept": accept}).content.decode()
        for address in (
            quiz.url,
            f"{quiz.url}?format=json",
            url("attempt", attempt),
            url("attempt", attempt, "?q=2"),
            url("overview", attempt),
            url("result", attempt),
            "/en/search/?q=sesame",
            f"/en/search/?q={quiz.title}",
        )
        for accept in ("text/html", "application/json")
    ]
    texts += [
        client.post(url("answer", attempt), {"item": item, "answer": answer, "sequence": 1}).content.decode(),
        client.post(url("attempt", attempt, "?q=1"), {"answer": answer}, follow=True).content.decode(),
        client.post(url("attempt", attempt, "?q=1"), {"answer": "nonsense"}).content.decode(),
    ]
    for text in texts:
        without_typed = text.replace("99999", "")
        assert SECRET not in without_typed
        assert not any(number in without_typed for number in NUMBERS)
        assert "correct" not in re.sub(r"<[^>]+>", "", without_typed).lower()
    questions = "".join(texts)
    # Which one is right is not to be read from the markup either: both questions look the same but for ids and words.
    assert not re.search(r'data-(mark|right|weight|correct)="', questions)


@pytest.mark.parametrize("kind", [kind for kind in QuestionKind.values if kind not in PURPOSE])
def test_until_the_test_is_passed_the_result_tells_objectives_and_no_answer(client, kind):
    bank = make_bank()
    make_question(bank, kind, feedback=f"{SECRET} general", reference=f"{SECRET} reference", **SECRETS[kind])
    # Nobody marks own words: another question decides whether the test is passed.
    unmarked = kind == QuestionKind.SHORT_TEXT
    if unmarked:
        make_question(bank)
    make_objective(bank, words="Run consent properly")
    enrolment, quiz = make_sitting(bank=bank, questions=2 if unmarked else 1)
    client.force_login(enrolment.learner)
    failed = start_attempt(enrolment, quiz, "en", True)
    _answer_all(failed, wrong_answer)
    submit(failed)
    text = client.get(url("result", failed)).content.decode()
    assert "Run consent properly" in text
    assert "Not passed yet: 0\u00a0%; 80\u00a0% is needed." in text
    assert SECRET not in text
    assert not any(number in text for number in NUMBERS)
    passed = start_attempt(enrolment, quiz, "en", True)
    _answer_all(passed, right_answer)
    submit(passed)
    for attempt in (passed, failed):
        text = client.get(url("result", attempt)).content.decode()
        assert f"{SECRET} reference" in text
        assert (f"{SECRET} right" in text) == (kind not in (QuestionKind.NUMERIC, QuestionKind.SHORT_TEXT))
        assert ("8675309.125" in text) == (kind == QuestionKind.NUMERIC)


def _answer_all(attempt: Attempt, give) -> None:
    for question in attempt.paper:
        save_response(attempt, question["item"], give(attempt, question["item"]), 1, False)


def test_passing_another_edition_shows_no_key_of_this_one(client):
    course = make_course()
    bank = make_bank()
    make_question(bank, reference=f"{SECRET} reference")
    quiz = make_quiz((bank, "", 1), course=course)
    learner = make_user()
    first = make_enrolment(make_edition(course), learner=learner)
    attempt = start_attempt(first, quiz, "en", True)
    save_response(attempt, attempt.paper[0]["item"], right_answer(attempt, attempt.paper[0]["item"]), 1, False)
    submit(attempt)
    first.left_at = attempt.started_at
    first.save()
    second = make_enrolment(make_edition(course), learner=learner)
    failed = submit(start_attempt(second, quiz, "en", True))
    client.force_login(learner)
    assert SECRET not in client.get(url("result", failed)).content.decode()


# --- Whose is it? -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["attempt", "overview", "result"])
def test_somebody_elses_attempt_is_not_found(client, sitting, name):
    client.force_login(make_user())
    assert client.get(url(name, sitting)).status_code == 404


@pytest.mark.parametrize("name", ["attempt", "answer", "hand_in"])
def test_nobody_answers_or_hands_in_for_somebody_else(client, sitting, name):
    client.force_login(make_user())
    item = sitting.paper[0]["item"]
    answer = client.post(url(name, sitting), {"item": item, "answer": right_answer(sitting, item), "sequence": 1})
    assert answer.status_code == 404
    sitting.refresh_from_db()
    assert sitting.submitted_at is None
    assert not Response.objects.exists()


@pytest.mark.parametrize("name", ["attempt", "overview", "result"])
def test_guests_are_led_to_sign_in_and_back(client, sitting, name):
    client.logout()
    answer = client.get(url(name, sitting))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/en/accounts/sign-in/")
    assert str(sitting.key) in answer.url


def test_following_a_link_changes_nothing(client, sitting):
    item = sitting.paper[0]["item"]
    client.get(url("attempt", sitting, f"?q=1&answer={right_answer(sitting, item)}&come_back=1"))
    assert client.get(url("hand_in", sitting)).status_code == 405
    assert client.get(url("answer", sitting)).status_code == 405
    assert client.get(reverse("courses:start_attempt", kwargs={"quiz_key": sitting.quiz_key})).status_code == 405
    sitting.refresh_from_db()
    assert sitting.submitted_at is None
    assert not Response.objects.exists()


# --- The quiz page ----------------------------------------------------------------------------------------------------


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


# --- Taking it, without script ----------------------------------------------------------------------------------------


def test_next_saves_and_goes_on_and_back_goes_back(client, sitting):
    item = sitting.paper[0]["item"]
    answer = client.post(url("attempt", sitting, "?q=1"), {"answer": right_answer(sitting, item), "go": "next", "come_back": "1"})
    assert answer.url == url("attempt", sitting, "?q=2")
    assert Response.objects.values_list("item", "answer", "come_back").get() == (item, right_answer(sitting, item)[0], True)
    assert client.post(url("attempt", sitting, "?q=2"), {"go": "back"}).url == url("attempt", sitting, "?q=1")
    assert client.post(url("attempt", sitting, "?q=4"), {"go": "next"}).url == url("overview", sitting)


def test_another_device_shows_what_was_answered(client, sitting):
    first, flagged = (question["item"] for question in sitting.paper[:2])
    save_response(sitting, first, right_answer(sitting, first), 77, False)
    save_response(sitting, flagged, [], 78, True)
    text = client.get(url("attempt", sitting)).content.decode()
    chosen = right_answer(sitting, first)[0]
    assert re.search(rf'id="{chosen}"[^>]*checked', text)
    assert f'data-item="{first}" data-sequence="77" hidden' in text
    assert f'data-number="2" data-item="{flagged}" data-sequence="78">' in text


@pytest.mark.parametrize("query", ["", "?q=", "?q=0", "?q=99", "?q=abc", "?q=-1", "?q=٣", "?q=999999999999"])
def test_a_question_that_is_not_there_leads_to_the_first_open_one(client, sitting, query):
    save_response(sitting, sitting.paper[0]["item"], right_answer(sitting, sitting.paper[0]["item"]), 1, False)
    text = client.get(url("attempt", sitting, query)).content.decode()
    assert 'data-number="2"' in re.search(r"<form[^>]*data-quiz-question[^>]*>", re.sub(r"<form[^>]* hidden>", "", text)).group()


def test_a_refused_number_keeps_what_was_typed_and_says_what_to_do(client):
    bank = make_bank()
    make_question(bank, QuestionKind.NUMERIC)
    enrolment, quiz = make_sitting(bank=bank, questions=1)
    client.force_login(enrolment.learner)
    attempt = start_attempt(enrolment, quiz, "en", True)
    answer = client.post(url("attempt", attempt, "?q=1"), {"answer": "1,234", "go": "overview"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="1,234"' in text
    assert "“1,234” can be read in two ways. Write 1234 or 1.2340." in text
    assert not Response.objects.exists()


def test_who_was_signed_out_while_answering_finds_the_answer_still_filled_in(client, sitting):
    chosen = right_answer(sitting, sitting.paper[2]["item"])[0]
    learner = sitting.enrolment.learner
    client.logout()
    answer = client.post(url("attempt", sitting, "?q=3"), {"answer": chosen, "come_back": "1"})
    back = answer.url.split("next=")[1]
    client.force_login(learner)
    text = client.get(unquote(back)).content.decode()
    assert re.search(rf'id="{chosen}"[^>]*checked', text)
    assert not Response.objects.exists()


def test_the_attempt_stays_in_its_language_inside_another_interface(client, sitting):
    text = client.get(url("attempt", sitting).replace("/en/", "/ja/")).content.decode()
    assert '<html lang="ja"' in text
    assert re.search(r'class="question"[^>]* lang="en"', text)
    assert re.search(r'class="option" lang="en"', text)


def test_handing_in_shows_the_result_and_a_second_time_the_same(client, sitting):
    for question in sitting.paper:
        save_response(sitting, question["item"], right_answer(sitting, question["item"]), 1, False)
    for _time in range(2):
        answer = client.post(url("hand_in", sitting))
        assert answer.url == url("result", sitting)
    assert "Passed: 100\u00a0%" in client.get(url("result", sitting)).content.decode()
    for name in ("attempt", "overview"):
        assert client.get(url(name, sitting)).url == url("result", sitting)


def test_an_answer_after_handing_in_leads_to_the_result_with_the_reason(client, sitting):
    submit(sitting)
    item = sitting.paper[0]["item"]
    assert client.post(url("attempt", sitting, "?q=1"), {"answer": right_answer(sitting, item)}).url == url("result", sitting)
    answer = client.post(url("answer", sitting), {"item": item, "answer": right_answer(sitting, item), "sequence": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")
    assert not Response.objects.exists()


def test_the_result_waits_for_handing_in(client, sitting):
    assert client.get(url("result", sitting)).url == url("attempt", sitting)


def test_the_overview_names_both_outcomes(client, sitting):
    for question in (sitting.paper[0], sitting.paper[2]):
        save_response(sitting, question["item"], right_answer(sitting, question["item"]), 1, False)
    text = client.get(url("overview", sitting)).content.decode()
    assert "Hand in with 2 questions open?" in text
    assert "Questions 2, 4 have no answer." in text
    assert "Hand in with 2 open" in text
    assert "Go back to question 2" in text


# --- Taking it, with script -------------------------------------------------------------------------------------------


def test_the_script_is_told_what_is_kept(client, sitting):
    item = sitting.paper[0]["item"]
    right, wrong = right_answer(sitting, item), wrong_answer(sitting, item)
    kept = client.post(url("answer", sitting), {"item": item, "answer": right, "sequence": 20, "come_back": "1"}).json()
    assert (kept["sequence"], kept["answer"], kept["come_back"]) == (20, right, True)
    late = client.post(url("answer", sitting), {"item": item, "answer": wrong, "sequence": 10}).json()
    assert late == kept


@pytest.mark.parametrize("sequence", ["", "0", "-5", "abc", "1.5", "9" * 25, "٣"])
def test_a_sequence_that_is_none_is_refused(client, sitting, sequence):
    answer = client.post(url("answer", sitting), {"item": sitting.paper[0]["item"], "answer": "x", "sequence": sequence})
    assert (answer.status_code, answer.json()["code"]) == (409, "sequence")
    assert not Response.objects.exists()


@pytest.mark.parametrize("item", ["", "nosuchitem", "x" * 500, "'; drop"])
def test_an_unknown_question_is_refused(client, sitting, item):
    answer = client.post(url("answer", sitting), {"item": item, "answer": "x", "sequence": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "answer")


def test_an_expired_session_is_told_apart_and_nothing_is_lost_on_the_way(client, sitting):
    client.logout()
    answer = client.post(url("answer", sitting), {"item": sitting.paper[0]["item"], "answer": "x", "sequence": 1})
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_the_whole_paper_is_in_the_page_so_that_it_can_be_answered_offline(client, sitting):
    text = client.get(url("attempt", sitting)).content.decode()
    for question in sitting.paper:
        assert question["stem"] in text
    assert len(text.encode()) < 100_000


# --- The result -------------------------------------------------------------------------------------------------------


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


# --- How much it asks of the database ---------------------------------------------------------------------------------


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

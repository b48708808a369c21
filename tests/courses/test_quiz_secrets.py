"""What nobody is told before the time, and by whom an attempt is found."""

import re

import pytest
from django.urls import reverse

from courses.asking import KINDS
from courses.choices import QuestionKind, QuizPurpose
from courses.models import Attempt, Response
from courses.paper import VIGNETTE_SEEN
from courses.quizzes import save_response, start_attempt, submit
from tests.courses.sitting import url
from tests.factories.courses import make_course, make_edition, make_enrolment
from tests.factories.people import make_user
from tests.factories.questions import (
    PARTS,
    make_bank,
    make_case,
    make_objective,
    make_question,
    make_quiz,
    make_sitting,
    right_answer,
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


@pytest.fixture
def sitting(client):
    """Somebody signed in, with an open attempt of four questions of one right answer."""
    enrolment, quiz = make_sitting()
    client.force_login(enrolment.learner)
    return start_attempt(enrolment, quiz, "en", True)


@pytest.mark.parametrize("in_case", [False, True])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_nothing_that_a_learner_can_reach_tells_an_answer_before_handing_in(client, kind, in_case):
    bank = make_bank()
    hidden = {"author": SECRET, "reviewer": SECRET, "reference": f"{SECRET} sesame"}
    case = make_case(bank, title=f"{SECRET} sesame", vignette="<p>Read this.</p>", **hidden) if in_case else None
    for place in (1, 2):
        here = {"case": case.slug, "place_in_case": place} if case else {}
        question = make_question(bank, kind, feedback=f"{SECRET} sesame", level="judge", **hidden, **SECRETS[kind], **here)
    enrolment, quiz = make_sitting(bank=bank, questions=2, purpose=PURPOSE.get(kind, QuizPurpose.FINAL))
    _draft_more(question, case)
    client.force_login(enrolment.learner)
    attempt = start_attempt(enrolment, quiz, "en", True)
    item = attempt.paper[0]["item"]
    answer = wrong_answer(attempt, item)
    texts = _reached(client, quiz, attempt) + _refused(client, quiz, question)
    texts += [
        client.post(url("answer", attempt), {"item": item, "answer": answer, "sequence": 1}).content.decode(),
        client.post(url("attempt", attempt, "?q=1"), {"answer": answer}, follow=True).content.decode(),
        client.post(url("attempt", attempt, "?q=1"), {"answer": "nonsense"}).content.decode(),
    ]
    assert any("Read this." in text for text in texts) == in_case
    for text in texts:
        without_typed = text.replace("99999", "")
        assert SECRET not in without_typed
        assert not any(number in without_typed for number in NUMBERS)
        assert "correct" not in re.sub(r"<[^>]+>", "", without_typed).lower()
    questions = "".join(texts)
    # Which one is right is not to be read from the markup either: both questions look the same but for ids and words.
    assert not re.search(r'data-(mark|right|weight|correct)="', questions)


def _draft_more(question, case) -> None:
    """What editors have written since, and have not published."""
    make_question(question.bank, question.kind, live=False, stem=f"<p>{SECRET} sesame</p>").save_revision()
    question.stem = f"<p>{SECRET} sesame [[1]] [[2]]</p>"
    question.save_revision()
    if case:
        case.vignette = f"<p>{SECRET} sesame</p>"
        case.save_revision()


def _reached(client, quiz, attempt: Attempt) -> list[str]:
    """What every address tells that somebody with an open attempt may know."""
    return [
        client.get(address, headers={"accept": accept}).content.decode()
        for address in (
            quiz.url,
            f"{quiz.url}?format=json",
            quiz.get_parent().url,
            quiz.get_parent().get_parent().url,
            reverse("my:learning"),
            url("attempt", attempt),
            url("attempt", attempt, "?q=2"),
            url("overview", attempt),
            url("result", attempt),
            "/en/search/?q=sesame",
            f"/en/search/?q={quiz.title}",
        )
        for accept in ("text/html", "application/json")
    ]


def _refused(client, quiz, question) -> list[str]:
    """What the editors' addresses tell a learner: previews, versions, files, figures."""
    snippet = question.snippet_viewset
    revision, key = question.latest_revision.pk, [quiz.translation_key]
    told = [
        client.get(address)
        for address in (
            *(reverse(snippet.get_url_name(name), args=[question.pk]) for name in ("edit", "preview_on_edit", "history", "usage")),
            reverse(snippet.get_url_name("revisions_view"), args=[question.pk, revision]),
            reverse(snippet.get_url_name("revisions_compare"), args=[question.pk, "live", "latest"]),
            reverse("courses_questions_export"),
            reverse("courses_try", args=[quiz.pk]),
            reverse("item_analysis:question", args=[*key, question.translation_key]),
        )
    ]
    assert {answer.status_code for answer in told} <= {302, 403, 404}
    return [answer.content.decode() for answer in told]


def test_of_a_case_the_learner_reads_the_vignette_and_of_what_is_behind_a_locked_answer_nothing(client):
    bank = make_bank()
    hidden = {"title": f"{SECRET} sesame", "slug": f"{SECRET}-case", "author": SECRET, "reviewer": SECRET}
    case = make_case(bank, one_way=True, vignette="<p>Read this.</p>", reference=f"{SECRET} sesame", **hidden)
    make_question(bank, case=case.slug, place_in_case=1)
    for place, kind in enumerate([QuestionKind.SINGLE, QuestionKind.MATCHING, QuestionKind.CLOZE], 2):
        stem = {} if kind == QuestionKind.CLOZE else {"stem": f"<p>{SECRET} sesame</p>"}
        choices = [(f"{SECRET} one", True), ("Two", False)] if kind == QuestionKind.SINGLE else secret_parts(kind)
        make_question(bank, kind, case=case.slug, place_in_case=place, choices=choices, **stem)
    enrolment, quiz = make_sitting(bank=bank, questions=4)
    client.force_login(enrolment.learner)
    attempt = start_attempt(enrolment, quiz, "en", True)
    texts = _reached(client, quiz, attempt)
    assert any("Read this." in text for text in texts)
    assert not any(SECRET in text for text in texts)
    assert set(attempt.paper[0]["vignette"]) == set(VIGNETTE_SEEN)


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

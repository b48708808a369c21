"""Evaluations: voluntary, after the course; the check after 90 days decides nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from certificates.models import Certificate
from courses.models import Attempt, Enrolment
from evaluation.checking import ITEMS, hand_in, set_check
from evaluation.giving import evaluate
from evaluation.inviting import invite, invite_after_ninety_days, stop_mail
from evaluation.models import Evaluation, LaterCheck, Wording
from evaluation.questions import words_in
from evaluation.report import check_numbers, distributions, texts
from icrweb.trail.models import Mail
from icrweb.trail.reading import text_of
from tests.factories.courses import make_edition, make_enrolment
from tests.factories.people import make_user
from tests.factories.questions import make_sitting, right_answer

pytestmark = pytest.mark.django_db


def finished(enrolment=None, days: int = 0) -> Enrolment:
    enrolment = enrolment or make_enrolment()
    enrolment.completed_at = timezone.now() - timedelta(days=days)
    enrolment.save()
    return enrolment


def test_the_answers_given_last_count():
    enrolment = finished()
    evaluate(enrolment, "after", {"useful": 2, "clear": 5}, "en")
    kept = evaluate(enrolment, "after", {"useful": 4, "words": "More about pharmacies."}, "ja")
    assert Evaluation.objects.get() == kept
    assert (kept.useful, kept.clear, kept.words, kept.language) == (4, None, "More about pharmacies.", "ja")


@pytest.mark.parametrize(
    ("done", "answers", "code"),
    [
        (False, {"useful": 4}, "not_finished"),
        (True, {}, "empty"),
        (True, {"useful": 6}, "max_value"),
        (True, {"words": "x" * 2001}, "too_long"),
    ],
)
def test_what_cannot_be_kept_is_refused(done, answers, code):
    enrolment = finished() if done else make_enrolment()
    with pytest.raises(ValidationError) as refusal:
        evaluate(enrolment, "after", answers, "en")
    assert refusal.value.code == code
    assert not Evaluation.objects.exists()


def test_one_mail_leaves_after_ninety_days_in_the_persons_language():
    edition = make_edition()
    due = finished(make_enrolment(edition, make_user(language="th")), days=91)
    finished(make_enrolment(edition), days=89)
    finished(make_enrolment(edition), days=121)
    assert (invite_after_ninety_days(), invite_after_ninety_days()) == (1, 0)
    letter = Mail.objects.get()
    assert (letter.person, LaterCheck.objects.get().enrolment) == (due.learner, due)
    assert f"/th/my/evaluation/{LaterCheck.objects.get().key}/later/" in text_of(letter.raw)


def test_whoever_stopped_the_mails_gets_none():
    person = make_user()
    stop_mail(invite(finished(make_enrolment(learner=person), days=200)))
    finished(make_enrolment(learner=person), days=91)
    assert invite_after_ninety_days() == 0


def test_the_check_draws_five_questions_and_touches_neither_attempts_nor_certificates():
    enrolment, _quiz = make_sitting(questions=8)
    check = set_check(invite(finished(enrolment)), "en")
    assert len(check.paper) == ITEMS
    assert not any("right" in item for item in check.paper)
    assert set_check(check, "en").paper == check.paper
    answers = {item["item"]: right_answer(check, item["item"]) for item in check.paper[:3]}
    done = hand_in(check, {**answers, check.paper[3]["item"]: ["no such choice"]})
    assert (done.right, hand_in(check, {}).right) == (3, 3)
    assert not Attempt.objects.exists()
    assert not Certificate.objects.exists()


def test_with_too_few_questions_there_is_no_check():
    enrolment = finished()
    check = set_check(invite(enrolment), "en")
    assert check.paper == []
    with pytest.raises(ValidationError) as refusal:
        hand_in(check, {})
    assert refusal.value.code == "not_ready"


def test_nothing_is_reported_of_fewer_than_five_people():
    edition = make_edition()
    for number in range(4):
        evaluate(finished(make_enrolment(edition)), "after", {"useful": 5, "words": f"Text {number}"}, "en")
    useful = distributions(edition.course_key, "en")["after"][0]
    assert (useful.n, useful.shown, useful.rows, useful.mean) == (4, False, [], None)
    assert list(texts(edition.course_key, "after")) == []
    evaluate(finished(make_enrolment(edition)), "after", {"useful": 1, "words": "Text 4"}, "en")
    useful = distributions(edition.course_key, "en")["after"][0]
    assert (useful.n, [count for _label, count in useful.rows], useful.mean) == (5, [1, 0, 0, 0, 4], 4.2)
    assert [row.words for row in texts(edition.course_key, "after")] == [f"Text {number}" for number in range(5)]
    assert distributions(edition.course_key, "en", language="ja")["after"][0].n == 0


def test_the_median_of_the_check_needs_five_answers():
    assert check_numbers(make_edition().course_key) == {"asked": 0, "answered": 0, "median_percent": None}


def test_a_sites_own_words_take_the_place_of_ours():
    Wording.objects.create(question="useful", language="ja", words="仕事に役立つ。")
    assert (words_in("ja")["useful"], words_in("en")["useful"]) == ("仕事に役立つ。", "This course is useful for my work.")

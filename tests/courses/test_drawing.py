"""Which questions a paper is made of."""

from collections import Counter
from decimal import Decimal

import pytest

from courses.choices import QuestionKind
from courses.drawing import draw, pools_of, supply, why_not_fill
from courses.models import Question
from courses.quizzes import submit
from tests.courses.sitting import refusal_of, start
from tests.factories.courses import make_course, make_edition, make_enrolment
from tests.factories.questions import (
    make_bank,
    make_objective,
    make_question,
    make_quiz,
    make_sitting,
    translate_question,
)

pytestmark = pytest.mark.django_db


def test_pools_draw_by_objective_and_never_the_same_question_twice():
    bank = make_bank(4, objective="consent")
    for _number in range(4):
        make_question(bank, objective="safety")
    quiz = make_quiz((bank, "", 4), (bank, "consent", 3), (bank, "safety", 1))
    paper, marking = draw(pools_of(quiz, "en"), "en", 7, Counter())
    assert len({key["question_key"] for key in marking.values()}) == len(paper) == 8
    assert Counter(key["objective"] for key in marking.values()) == {"consent": 4, "safety": 4}


def test_the_same_seed_gives_the_same_questions_in_the_same_order():
    quiz = make_quiz((make_bank(9), "", 5))
    keys = [
        [marking[question["item"]]["question_key"] for question in paper]
        for paper, marking in (draw(pools_of(quiz, "en"), "en", seed, Counter()) for seed in (1, 1, 2))
    ]
    assert keys[0] == keys[1] != keys[2]


def test_choices_are_shuffled_but_true_and_false_keep_their_order():
    bank = make_bank()
    for _number in range(12):
        make_question(bank, QuestionKind.TRUE_FALSE)
        make_question(bank, QuestionKind.SINGLE)
    paper, _marking = draw(pools_of(make_quiz((bank, "", 24)), "en"), "en", 3, Counter())
    orders = {kind: {tuple(c["text"] for c in q["choices"]) for q in paper if q["kind"] == kind} for kind in QuestionKind.values}
    assert orders["true_false"] == {("True", "False")}
    assert len(orders["single"]) > 1


def test_a_retake_draws_unseen_questions_first_in_whatever_language():
    bank = make_bank(8)
    for question in Question.objects.all():
        translate_question(question, "ja")
    course = make_course()
    quiz = make_quiz((bank, "", 4), course=course)
    enrolment = make_enrolment(make_edition(course))
    first, second = submit(start(enrolment, quiz)), submit(start(enrolment, quiz, "ja"))
    seen = [{key["question_key"] for key in attempt.marking.values()} for attempt in (first, second)]
    assert len(seen[0] | seen[1]) == 8


def test_only_live_questions_are_drawn():
    bank = make_bank(3)
    make_question(bank, live=False)
    unpublished = make_question(bank)
    unpublished.unpublish()
    pools = pools_of(make_quiz((bank, "", 4)), "en")
    assert draw(pools, "en", 1, Counter()) is None
    assert supply(pools, ["en"])["en"].ready == 3


def test_a_question_is_drawn_in_a_language_only_if_live_there_and_in_its_own():
    bank = make_bank()
    whole, withdrawn, draft, only_english = (make_question(bank) for _number in range(4))
    translate_question(whole, "ja")
    translate_question(withdrawn, "ja")
    translate_question(draft, "ja", live=False)
    withdrawn.unpublish()
    _paper, marking = draw(pools_of(make_quiz((bank, "", 1)), "en"), "ja", 1, Counter())
    assert [key["question_key"] for key in marking.values()] == [str(whole.translation_key)]
    assert Question.objects.drawable(bank, "ja").get().translation_key == whole.translation_key
    assert only_english.translation_key != whole.translation_key


def test_words_come_from_the_language_and_the_key_from_the_source():
    bank = make_bank()
    make_objective(bank, words="Run consent")
    make_objective(bank, words="同意を進める", language="ja")
    translate_question(make_question(bank), "ja")
    ((question,), marking) = draw(pools_of(make_quiz((bank, "", 1)), "en"), "ja", 1, Counter())
    key = marking[question["item"]]
    texts = {choice["id"]: choice["text"] for choice in question["choices"]}
    assert question["objective"] == "同意を進める"
    assert set(texts.values()) == {"The right one (ja)", "A tempting one (ja)", "Another one (ja)"}
    # The translation marks no choice as right; the source does.
    assert [texts[choice] for choice in key["right"]] == ["The right one (ja)"]


def test_a_mended_key_is_mended_in_every_language_and_touches_no_paper_already_set():
    bank = make_bank()
    question = make_question(bank, QuestionKind.NUMERIC, answer=32)
    translate_question(question, "ja")
    pools = pools_of(make_quiz((bank, "", 1)), "en")
    _paper, before = draw(pools, "ja", 1, Counter())
    question.answer = 33
    question.save_revision().publish()
    _paper, after = draw(pools, "ja", 1, Counter())
    assert [Decimal(next(iter(marking.values()))["answer"]) for marking in (before, after)] == [32, 33]


def test_a_translation_without_words_for_a_choice_is_left_out():
    bank = make_bank()
    question = make_question(bank)
    translated = translate_question(question, "ja")
    Question.objects.filter(pk=translated.pk).update(choices=translated.choices.get_prep_value()[:2])
    assert draw(pools_of(make_quiz((bank, "", 1)), "en"), "ja", 1, Counter()) is None


def test_a_live_question_that_cannot_be_graded_is_left_out_for_the_next():
    bank = make_bank(1)
    broken = make_question(bank, live=False, choices=[("One", False), ("Two", False)])
    Question.objects.filter(pk=broken.pk).update(live=True)
    pools = pools_of(make_quiz((bank, "", 1)), "en")
    for seed in range(6):
        _paper, marking = draw(pools, "en", seed, Counter())
        assert str(broken.translation_key) not in {key["question_key"] for key in marking.values()}


def test_too_few_in_the_language_is_refused_with_an_offer():
    enrolment, quiz = make_sitting(questions=2)
    assert refusal_of(start, enrolment, quiz, "ja").code == "too_few"
    assert start(enrolment, quiz, "en").language == "en"


def test_too_few_at_all_is_a_clear_refusal():
    enrolment, quiz = make_sitting(questions=2)
    Question.objects.update(live=False)
    assert refusal_of(start, enrolment, quiz).code == "not_ready"
    assert refusal_of(start, enrolment, quiz, "ja").code == "not_ready"


def test_a_quiz_without_pools_is_a_clear_refusal():
    course = make_course()
    enrolment = make_enrolment(make_edition(course))
    assert refusal_of(start, enrolment, make_quiz(course=course)).code == "not_ready"


def test_a_half_translated_quiz_is_no_easier():
    enrolment, quiz = make_sitting(questions=3)
    for question in Question.objects.all():
        translate_question(question, "ja")
    japanese = quiz.get_translation(quiz.locale.__class__.objects.get(language_code="ja"))
    assert japanese.pools.stream_block is not None
    assert len(start(enrolment, japanese, "ja").paper) == 3


def test_editors_are_told_which_pool_cannot_be_filled():
    bank = make_bank(2, name="Consent")
    quiz = make_quiz((bank, "consent", 2), (bank, "", 1))
    assert why_not_fill(pools_of(quiz, "en")) == (
        "The pool “Consent” asks for 1 question and 0 can be drawn. Publish more or ask for fewer."
    )
    make_question(bank)
    assert why_not_fill(pools_of(quiz, "en")) == ""
    assert why_not_fill([]).startswith("Add a pool")


def test_a_bank_of_ten_thousand_is_drawn_from_without_reading_it(django_assert_max_num_queries):
    bank = make_bank(1)
    locale = Question.objects.get().locale
    Question.objects.bulk_create(
        Question(
            bank=bank, locale=locale, name=f"Q{number}", objective="consent", stem="<p>?</p>", live=True, kind="numeric", answer=1
        )
        for number in range(9_999)
    )
    pools = pools_of(make_quiz((bank, "", 20)), "en")
    with django_assert_max_num_queries(5):  # that it is large, a stretch of keys, cases, the drawn rows, objectives
        paper, _marking = draw(pools, "en", 1, Counter())
    assert len(paper) == 20

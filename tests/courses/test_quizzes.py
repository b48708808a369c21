"""Starting an attempt, saving answers, handing in."""

import datetime
from collections import Counter
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from certificates.models import Certificate
from courses.asking import KINDS
from courses.choices import QuestionKind
from courses.drawing import draw, pools_of, supply, why_not_fill
from courses.enrolment import enrol, leave
from courses.models import Attempt, LessonCompletion, Question, Response
from courses.progress import complete_lesson
from courses.quizzes import in_zone, results_by_objective, save_response, start_attempt, submit
from courses.standing import standing
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment
from tests.factories.people import make_user
from tests.factories.questions import (
    make_bank,
    make_objective,
    make_question,
    make_quiz,
    make_sitting,
    right_answer,
    translate_question,
    wrong_answer,
)

DECIDING = [name for name, kind in KINDS.items() if not kind.formative]
pytestmark = pytest.mark.django_db


def start(enrolment, quiz, language="en", declared=True) -> Attempt:
    return start_attempt(enrolment, quiz, language, declared)


def answer_all(attempt, right: int | None = None) -> Attempt:
    """Answer every question; the first `right` of them (all when not given) as they should be."""
    for number, question in enumerate(attempt.paper):
        give = right_answer if right is None or number < right else wrong_answer
        save_response(attempt, question["item"], give(attempt, question["item"]), number + 1, False)
    return attempt


def refusal_of(deed, *args, **kwargs) -> ValidationError:
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **kwargs)
    return refusal.value


# --- Starting ---------------------------------------------------------------------------------------------------------


def test_starting_freezes_paper_pass_mark_language_and_declaration():
    enrolment, quiz = make_sitting(questions=3)
    attempt = start(enrolment, quiz)
    assert (attempt.number, attempt.language, attempt.pass_mark, len(attempt.paper)) == (1, "en", 80, 3)
    assert attempt.declared_at is not None
    assert attempt.submitted_at is attempt.percent is attempt.passed is None
    assert attempt.marking.keys() == {question["item"] for question in attempt.paper}


def test_the_paper_holds_what_a_learner_may_see_and_nothing_else():
    enrolment, quiz = make_sitting(questions=3)
    attempt = start(enrolment, quiz)
    for question in attempt.paper:
        assert question.keys() == {"item", "kind", "stem", "choices", "unit", "objective"}
        assert all(choice.keys() == {"id", "text"} for choice in question["choices"])


def test_ids_in_the_paper_say_nothing_and_differ_between_attempts():
    enrolment, quiz = make_sitting(questions=3)
    first = start(enrolment, quiz)
    submit(first)
    second = start(enrolment, quiz)
    blocks = {str(choice.id) for question in Question.objects.all() for choice in question.choices}
    ids = [{choice["id"] for question in attempt.paper for choice in question["choices"]} for attempt in (first, second)]
    assert not ids[0] & ids[1]
    assert not (ids[0] | ids[1]) & blocks
    assert not {question["item"] for question in first.paper} & {question["item"] for question in second.paper}


def test_starting_again_goes_on_with_the_open_attempt():
    enrolment, quiz = make_sitting()
    assert start(enrolment, quiz) == start(enrolment, quiz, declared=False)
    assert Attempt.objects.count() == 1


def test_a_final_needs_the_declaration():
    enrolment, quiz = make_sitting()
    assert refusal_of(start, enrolment, quiz, declared=False).code == "declaration"
    assert not Attempt.objects.exists()


def test_a_quiz_that_is_not_final_needs_none():
    enrolment, quiz = make_sitting(purpose="lesson")
    assert start(enrolment, quiz, declared=False).declared_at is None


def test_the_rules_are_those_the_edition_froze():
    enrolment, quiz = make_sitting(pass_mark=70)
    quiz.pass_mark = 100
    quiz.save_revision().publish()
    assert start(enrolment, quiz).pass_mark == 70


def test_a_quiz_outside_the_edition_is_refused():
    enrolment, _quiz = make_sitting()
    _other, foreign = make_sitting()
    assert refusal_of(start, enrolment, foreign).code == "not_in_edition"


def test_who_left_the_course_is_refused():
    enrolment, quiz = make_sitting()
    leave(enrolment)
    assert refusal_of(start, enrolment, quiz).code == "closed"


def test_after_the_last_day_of_the_edition_nobody_starts():
    enrolment, quiz = make_sitting()
    enrolment.edition.last_day = timezone.now().date() - datetime.timedelta(days=1)
    enrolment.edition.save()
    assert refusal_of(start, enrolment, quiz).code == "edition_over"


def test_who_passed_does_not_start_again():
    enrolment, quiz = make_sitting()
    submit(answer_all(start(enrolment, quiz)))
    assert refusal_of(start, enrolment, quiz).code == "passed"


def test_an_attempt_left_open_is_gone_on_with_after_coming_back():
    enrolment, quiz = make_sitting()
    attempt = start(enrolment, quiz)
    leave(enrolment)
    back = enrol(enrolment.learner, enrolment.course_key, "en")
    resumed = start(back, quiz)
    assert resumed == attempt
    assert resumed.enrolment == back


# --- Waiting ----------------------------------------------------------------------------------------------------------


def test_the_fourth_try_waits_a_day_and_the_sentence_says_until_when():
    enrolment, quiz = make_sitting(learner=make_user(time_zone="Asia/Bangkok"))
    with time_machine.travel("2027-01-29T07:20:00Z", tick=False):
        for _try in range(3):
            submit(start(enrolment, quiz))
        refusal = refusal_of(start, enrolment, quiz)
    assert refusal.code == "cool_down"
    assert "14:20 Bangkok (UTC+07:00)" in refusal.messages[0]
    with time_machine.travel("2027-01-30T07:19:59Z", tick=False):
        assert refusal_of(start, enrolment, quiz).code == "cool_down"
    with time_machine.travel("2027-01-30T07:20:00Z", tick=False):
        assert start(enrolment, quiz).number == 4


def test_each_further_try_waits_again():
    enrolment, quiz = make_sitting()
    with time_machine.travel("2027-01-29T07:00:00Z", tick=False):
        for _try in range(3):
            submit(start(enrolment, quiz))
    with time_machine.travel("2027-01-30T08:00:00Z", tick=False):
        submit(start(enrolment, quiz))
        assert refusal_of(start, enrolment, quiz).code == "cool_down"


def test_leaving_and_coming_back_shortens_no_wait():
    enrolment, quiz = make_sitting()
    for _try in range(3):
        submit(start(enrolment, quiz))
    leave(enrolment)
    back = enrol(enrolment.learner, enrolment.course_key, "ja")
    assert refusal_of(start, back, quiz).code == "cool_down"
    assert len(standing(back, quiz.translation_key).attempts) == 3


def test_the_zone_stands_behind_the_time():
    moment = datetime.datetime(2027, 1, 1, 3, 30, tzinfo=datetime.UTC)
    assert in_zone(moment, "UTC").endswith("03:30 UTC")
    assert in_zone(moment, "America/St_Johns").endswith("00:00 St Johns (UTC\u221203:30)")


# --- Drawing ----------------------------------------------------------------------------------------------------------


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
    with django_assert_max_num_queries(5):  # that it is large, a stretch of keys, its rest, the drawn rows, objectives
        paper, _marking = draw(pools, "en", 1, Counter())
    assert len(paper) == 20


# --- Saving -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def attempt():
    bank = make_bank()
    for kind in DECIDING:
        make_question(bank, kind)
    enrolment, quiz = make_sitting(bank=bank, questions=len(DECIDING))
    return start(enrolment, quiz)


def question_of(attempt, kind) -> dict:
    return next(question for question in attempt.paper if question["kind"] == kind)


def test_an_answer_is_kept(attempt):
    question = question_of(attempt, "single")
    choice = question["choices"][0]["id"]
    response = save_response(attempt, question["item"], [choice], 5, True)
    response.refresh_from_db()
    assert (response.answer, response.sequence, response.come_back, response.credit) == (choice, 5, True, None)


def test_the_highest_sequence_wins_in_whatever_order_answers_arrive(attempt):
    question = question_of(attempt, "single")
    first, second, third = (choice["id"] for choice in question["choices"])
    save_response(attempt, question["item"], [second], 20, False)
    kept = save_response(attempt, question["item"], [first], 10, False)
    assert (kept.answer, kept.sequence) == (second, 20)
    save_response(attempt, question["item"], [third], 30, False)
    assert Response.objects.get().answer == third


def test_an_answer_sent_twice_is_the_same(attempt):
    question = question_of(attempt, "single")
    first, second = (choice["id"] for choice in question["choices"][:2])
    saved_at = save_response(attempt, question["item"], [first], 7, False).saved_at
    again = save_response(attempt, question["item"], [second], 7, False)
    assert (again.answer, again.saved_at) == (first, saved_at)
    assert Response.objects.count() == 1


def test_an_answer_without_a_number_is_the_next(attempt):
    question = question_of(attempt, "single")
    first, second = (choice["id"] for choice in question["choices"][:2])
    save_response(attempt, question["item"], [first], 900, False)
    assert save_response(attempt, question["item"], [second], None, False).sequence == 901
    assert Response.objects.get().answer == second


def test_several_choices_are_kept_in_the_order_of_the_paper_and_once(attempt):
    question = question_of(attempt, "multiple")
    ids = [choice["id"] for choice in question["choices"]]
    assert save_response(attempt, question["item"], [ids[2], ids[0], ids[2]], 1, False).answer == [ids[0], ids[2]]
    assert save_response(attempt, question["item"], [ids[1]], 2, False).answer == [ids[1]]
    assert save_response(attempt, question["item"], [], 3, False).answer is None


def test_a_number_is_kept_as_typed(attempt):
    item = question_of(attempt, "numeric")["item"]
    assert save_response(attempt, item, [" ๓๒,๕ "], 1, False).answer == "๓๒,๕"
    assert save_response(attempt, item, ["  "], 2, False).answer is None


def test_a_number_that_reads_two_ways_is_refused_with_both(attempt):
    item = question_of(attempt, "numeric")["item"]
    refusal = refusal_of(save_response, attempt, item, ["1,234"], 1, False)
    assert (refusal.code, refusal.messages) == ("ambiguous", ["“1,234” can be read in two ways. Write 1234 or 1.2340."])
    assert refusal_of(save_response, attempt, item, ["many"], 1, False).code == "number"
    assert not Response.objects.exists()


@pytest.mark.parametrize("kind", [kind for kind in DECIDING if kind != QuestionKind.SHORT_TEXT])
@pytest.mark.parametrize("answer", [["x"], ["x=y"], ["x", "y"], [5], [["x"]]])
def test_an_answer_that_does_not_fit_the_paper_is_refused(attempt, kind, answer):
    refusal = refusal_of(save_response, attempt, question_of(attempt, kind)["item"], answer, 1, False)
    assert refusal.code in ("answer", "number")
    assert not Response.objects.exists()


def test_a_choice_of_another_question_is_refused(attempt):
    single, other = question_of(attempt, "single"), question_of(attempt, "multiple")
    assert refusal_of(save_response, attempt, single["item"], [other["choices"][0]["id"]], 1, False).code == "answer"
    assert refusal_of(save_response, attempt, "nosuchitem", None, 1, False).code == "answer"


@pytest.mark.parametrize("sequence", [0, -1, 2**63])
def test_a_number_of_an_answer_outside_its_range_is_refused(attempt, sequence):
    assert refusal_of(save_response, attempt, question_of(attempt, "single")["item"], None, sequence, False).code == "sequence"


def test_after_handing_in_no_answer_changes(attempt):
    answer_all(attempt)
    before = list(Response.objects.values_list("item", "answer"))
    submit(attempt)
    item = question_of(attempt, "single")["item"]
    assert refusal_of(save_response, attempt, item, wrong_answer(attempt, item), 99, False).code == "closed"
    assert list(Response.objects.values_list("item", "answer")) == before


# --- Handing in -------------------------------------------------------------------------------------------------------


def test_all_right_is_passed_with_full_credit(attempt):
    result = submit(answer_all(attempt))
    assert (result.percent, result.passed) == (100, True)
    assert set(Response.objects.values_list("credit", flat=True)) == {Decimal(1), None}  # own words have none


def test_nothing_answered_is_graded_as_nothing(attempt):
    result = submit(attempt)
    assert (result.percent, result.passed) == (0, False)


def test_exactly_the_pass_mark_is_passed():
    enrolment, quiz = make_sitting(questions=5)
    result = submit(answer_all(start(enrolment, quiz), right=4))
    assert (result.percent, result.passed) == (80, True)


def test_one_below_the_pass_mark_is_not():
    enrolment, quiz = make_sitting(questions=3, pass_mark=67)
    result = submit(answer_all(start(enrolment, quiz), right=2))
    assert (result.percent, result.passed) == (Decimal("66.66"), False)


def test_partial_credit_counts():
    bank = make_bank()
    make_question(bank, QuestionKind.MULTIPLE)
    enrolment, quiz = make_sitting(bank=bank, questions=1, pass_mark=50)
    attempt = start(enrolment, quiz)
    item = attempt.paper[0]["item"]
    save_response(attempt, item, attempt.marking[item]["right"][:1], 1, False)
    result = submit(attempt)
    assert (result.percent, result.passed, Response.objects.get().credit) == (50, True, Decimal("0.5"))


def test_handing_in_twice_gives_the_same_result(attempt):
    first = submit(answer_all(attempt))
    second = submit(attempt)
    assert (second.submitted_at, second.percent, second.passed) == (first.submitted_at, first.percent, True)


def test_it_is_graded_on_the_paper_it_was_set_whatever_became_of_the_questions(attempt):
    answer_all(attempt)
    for question in Question.objects.filter(kind=QuestionKind.SINGLE):
        question.choices = [
            {"type": "choice", "id": choice.id, "value": {**choice.value, "correct": not choice.value["correct"]}}
            for choice in question.choices
        ]
        question.save()
    Question.objects.filter(kind=QuestionKind.NUMERIC).update(answer=1, live=False)
    assert submit(attempt).percent == 100


def test_passing_the_last_thing_outstanding_finishes_the_course_and_issues_the_certificate():
    course = make_course()
    quiz = make_quiz((make_bank(2), "", 2), course=course)
    enrolment = make_enrolment(make_edition(course))
    for lesson in lessons_of(course):
        complete_lesson(enrolment, lesson.translation_key, "en")
    attempt = answer_all(start(enrolment, quiz))
    submit(attempt)
    submit(attempt)
    enrolment.refresh_from_db()
    assert enrolment.completed_at is not None
    assert Certificate.objects.get().evidence_key == enrolment.key


def test_passing_before_the_lessons_are_done_finishes_nothing_yet():
    enrolment, quiz = make_sitting()
    submit(answer_all(start(enrolment, quiz)))
    enrolment.refresh_from_db()
    assert enrolment.completed_at is None
    assert not LessonCompletion.objects.exists()


def test_results_come_by_objective_in_the_order_of_the_pools():
    bank = make_bank()
    for slug, words in (("safety", "Report in time"), ("consent", "Run consent")):
        make_objective(bank, slug, words)
        for _number in range(2):
            make_question(bank, objective=slug)
    course = make_course()
    quiz = make_quiz((bank, "safety", 2), (bank, "consent", 2), course=course)
    attempt = start(make_enrolment(make_edition(course)), quiz)
    wrong = next(item for item, key in attempt.marking.items() if key["objective"] == "safety")
    answer_all(attempt)
    save_response(attempt, wrong, wrong_answer(attempt, wrong), 50, False)
    rows = results_by_objective(submit(attempt))
    assert [(row["words"], row["right"], row["total"], row["below"]) for row in rows] == [
        ("Report in time", 1, 2, True),
        ("Run consent", 2, 2, False),
    ]


def test_the_lesson_to_reread_is_named_by_its_key():
    course = make_course()
    lesson = lessons_of(course)[0]
    bank = make_bank(1)
    make_objective(bank, lesson=lesson)
    quiz = make_quiz((bank, "consent", 1), course=course)
    attempt = start(make_enrolment(make_edition(course)), quiz)
    assert [row["lesson_key"] for row in results_by_objective(submit(attempt))] == [str(lesson.translation_key)]

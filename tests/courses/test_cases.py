"""Cases: drawn whole and in order, frozen with their vignette, and never promised where they do not fit."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses import candidates as candidates_module
from courses.choices import QuestionKind
from courses.drawing import Pool, draw, few_of, pools_of, supply, why_not_fill
from courses.models import Case, Question, SeenQuestion
from courses.quizzes import start_attempt
from tests.factories.courses import make_course, make_edition
from tests.factories.questions import make_bank, make_case, make_question, make_quiz, make_sitting, translate_case

pytestmark = pytest.mark.django_db


def pool(bank, count: int, objective: str = "", number: int = 0) -> Pool:
    return Pool(number, bank, objective, count, decides=True)


def keys_of(paper, marking) -> list[str]:
    return [marking[question["item"]]["question_key"] for question in paper]


def cases_in(paper) -> list[list[dict]]:
    """The questions of each case, in the order of the paper."""
    found = {}
    for question in paper:
        if "case" in question:
            found.setdefault(question["case"], []).append(question)
    return list(found.values())


def test_a_case_stands_whole_and_in_its_order_below_one_vignette():
    bank = make_bank(6)
    case = make_case(bank, 3)
    wanted = [str(question.translation_key) for question in case.asked()]
    for seed in range(8):
        paper, marking = draw([pool(bank, 9)], "en", seed, Counter())
        drawn = keys_of(paper, marking)
        start = drawn.index(wanted[0])
        assert drawn[start : start + 3] == wanted
        assert [["vignette" in question for question in asked] for asked in cases_in(paper)] == [[True, False, False]]
        assert len({question["case"] for question in paper[start : start + 3]}) == 1
    assert paper[start]["vignette"] == {"words": case.vignette, "picture": None, "picture_alt": "", "one_way": False}


def test_the_place_of_a_case_on_the_paper_comes_from_the_seed():
    bank = make_bank(6)
    make_case(bank, 3)
    papers = [draw([pool(bank, 9)], "en", seed, Counter())[0] for seed in range(12)]
    assert len({next(n for n, question in enumerate(paper) if "case" in question) for paper in papers}) > 1


def test_a_case_that_does_not_fit_is_left_out_and_never_split():
    bank = make_bank(3)
    make_case(bank, 4)
    for seed in range(6):
        paper, _marking = draw([pool(bank, 3)], "en", seed, Counter())
        assert not cases_in(paper)
    paper, _marking = draw([pool(bank, 4)], "en", 1, Counter())
    assert [len(asked) for asked in cases_in(paper)] == [4]
    assert draw([pool(bank, 8)], "en", 1, Counter()) is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    singles=st.lists(st.sampled_from(["consent", "safety"]), max_size=4),
    cases=st.lists(st.tuples(st.sampled_from(["consent", "safety", ""]), st.integers(1, 4)), max_size=3),
    counts=st.lists(st.tuples(st.sampled_from(["consent", "safety", ""]), st.integers(1, 6)), min_size=1, max_size=3),
    seed=st.integers(0, 1000),
)
def test_what_is_said_to_be_ready_is_drawn_exactly_with_every_case_whole(db, singles, cases, counts, seed):
    bank = make_bank()
    for objective in singles:
        quick_question(bank, objective)
    asked = {}
    for objective, size in cases:
        case = make_case(bank, objective=objective, live=False)
        Case.objects.filter(pk=case.pk).update(live=True)
        asked[case.slug] = [str(quick_question(bank, "consent", case.slug, place).translation_key) for place in range(size)]
    pools = [pool(bank, count, objective, number) for number, (objective, count) in enumerate(counts)]
    there = supply(pools, ["en"])["en"]
    drawn = draw(pools, "en", seed, Counter())
    assert there.enough == (drawn is not None) == (why_not_fill(pools) == "")
    if drawn is None:
        return
    paper, marking = drawn
    keys = keys_of(paper, marking)
    assert len(keys) == len(set(keys)) == there.wanted == there.ready
    assert Counter(marks["pool"] for marks in marking.values()) == {one.number: one.count for one in pools}
    for wanted in asked.values():
        if wanted[0] in keys:
            start = keys.index(wanted[0])
            assert keys[start : start + len(wanted)] == wanted
        else:
            assert not set(wanted) & set(keys)


def quick_question(bank, objective: str, case: str = "", place: int | None = None) -> Question:
    """A live question of a number, without revisions: it is only drawn."""
    question = make_question(bank, QuestionKind.NUMERIC, objective=objective, case=case, place_in_case=place, live=False)
    Question.objects.filter(pk=question.pk).update(live=True)
    return question


# --- Objectives, languages, sorts of test -----------------------------------------------------------------------------


def test_a_case_goes_with_its_own_objective_else_with_the_one_its_questions_share():
    bank = make_bank()
    shared, own = make_case(bank, 2), make_case(bank, 2, objective="safety")
    mixed = make_case(bank, 1)
    make_question(bank, objective="safety", case=mixed.slug, place_in_case=2)
    for objective, case in (("consent", shared), ("safety", own)):
        assert supply([pool(bank, 4, objective)], ["en"])["en"].ready == 2
        _paper, marking = draw([pool(bank, 2, objective)], "en", 1, Counter())
        assert {marks["question_key"] for marks in marking.values()} == {str(q.translation_key) for q in case.asked()}
    assert supply([pool(bank, 9)], ["en"])["en"].ready == 6


def test_a_case_is_drawn_in_a_language_only_whole():
    bank = make_bank(language="en")
    case = make_case(bank, 2)
    translate_case(case, "ja")
    assert supply([pool(bank, 2)], ["ja"])["ja"].enough
    paper, _marking = draw([pool(bank, 2)], "ja", 1, Counter())
    assert paper[0]["vignette"]["words"] == f"<p>{case.title} (ja)</p>"
    Question.objects.filter(locale__language_code="ja").last().unpublish()
    assert supply([pool(bank, 2)], ["ja", "en"])["ja"].ready == 0
    assert draw([pool(bank, 2)], "ja", 1, Counter()) is None
    assert draw([pool(bank, 2)], "en", 1, Counter()) is not None


def test_a_case_that_is_not_live_keeps_its_questions_from_being_drawn():
    bank = make_bank()
    case = make_case(bank, 2)
    case.unpublish()
    assert supply([pool(bank, 2)], ["en"])["en"].ready == 0
    assert draw([pool(bank, 1)], "en", 1, Counter(), whole=False) is None


def test_a_test_that_decides_draws_no_case_with_a_question_for_practice_only():
    bank = make_bank()
    case = make_case(bank, 1)
    make_question(bank, QuestionKind.CONCORDANCE, case=case.slug, place_in_case=2)
    assert draw([pool(bank, 2)], "en", 1, Counter()) is None
    assert draw([Pool(0, bank, "", 2)], "en", 1, Counter()) is not None


def test_a_case_with_a_question_that_cannot_be_graded_is_left_out_for_others():
    bank = make_bank(2)
    case = make_case(bank, 1)
    broken = make_question(bank, live=False, choices=[("One", False), ("Two", False)], case=case.slug, place_in_case=2)
    Question.objects.filter(pk=broken.pk).update(live=True)
    for seed in range(4):
        paper, _marking = draw([pool(bank, 2)], "en", seed, Counter())
        assert not cases_in(paper)


def test_editors_are_told_when_cases_do_not_add_up():
    bank = make_bank(name="Consent")
    make_case(bank, 4)
    sentence = why_not_fill([pool(bank, 6)])
    assert sentence.startswith("The pool “Consent” asks for 6 questions and 4 can be drawn.")
    assert sentence.endswith("Cases are drawn whole, so their sizes and the single questions must add up to the number asked for.")
    assert "whole" not in why_not_fill([pool(make_bank(1), 2)])


# --- Whom it is drawn for ---------------------------------------------------------------------------------------------


def test_a_case_counts_as_often_met_as_its_best_known_question():
    bank = make_bank(3)
    case = make_case(bank, 3)
    seen = Counter({str(case.asked()[1].translation_key): 1})
    for seed in range(6):
        assert not cases_in(draw([pool(bank, 3)], "en", seed, seen)[0])
    seen |= Counter({str(key): 2 for key in Question.objects.filter(case="").values_list("translation_key", flat=True)})
    assert cases_in(draw([pool(bank, 3)], "en", 1, seen)[0])


def test_practice_draws_a_question_of_a_case_by_itself_with_its_vignette():
    bank = make_bank()
    case = make_case(bank, 4, one_way=True)
    course = make_course()
    make_quiz((bank, "", 4), course=course)
    pools = few_of(make_edition(course), 3)
    paper, _marking = draw(pools, "en", 1, Counter(), whole=False)
    assert [question["vignette"]["words"] for question in paper] == [case.vignette] * 3
    assert len({question["case"] for question in paper}) == 3


# --- What it costs ----------------------------------------------------------------------------------------------------


def test_however_many_cases_a_bank_has_drawing_takes_the_same_queries(django_assert_num_queries):
    bank = make_bank(4)
    counts = []
    for _number in range(2):
        for _case in range(3):
            make_case(bank, 2)
        with django_assert_num_queries(5):  # single questions, cases, the rows drawn, their vignettes, objectives
            draw([pool(bank, 8)], "en", 1, Counter())
        with django_assert_num_queries(2):  # single questions and whether there are cases; their sizes
            counts.append(supply([pool(bank, 8)], ["en"])["en"].ready)
    assert counts == [8, 8]


def test_of_very_many_cases_a_stretch_by_lot_is_read_and_every_one_comes_up(monkeypatch):
    monkeypatch.setattr(candidates_module, "CASES", 2)
    bank = make_bank()
    for _number in range(5):
        make_case(bank, 2)
    drawn = {key for seed in range(60) for key in keys_of(*draw([pool(bank, 4)], "en", seed, Counter()))}
    assert len(drawn) == 10


def test_where_the_cases_chosen_by_lot_do_not_fit_those_that_were_counted_do(monkeypatch):
    monkeypatch.setattr(candidates_module, "CASES", 1)
    bank = make_bank()
    for size in (2, 3, 3, 3):
        make_case(bank, size)
    first = Case.objects.order_by("translation_key").first()
    size = first.asked().count()
    assert supply([pool(bank, size)], ["en"])["en"].enough
    for seed in range(10):
        assert len(draw([pool(bank, size)], "en", seed, Counter())[0]) == size


def test_what_was_set_of_a_case_is_counted_by_question():
    bank = make_bank()
    make_case(bank, 3)
    enrolment, quiz = make_sitting(bank=bank, questions=3)
    attempt = start_attempt(enrolment, quiz, "en", declared=True)
    assert len(SeenQuestion.objects.counts(enrolment.learner_id)) == 3
    assert attempt.paper[0]["vignette"]["words"].startswith("<p>A participant")
    assert pools_of(quiz, "en")[0].count == 3

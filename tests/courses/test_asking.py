"""Every kind of question: set, answered, graded, told again. A kind that is registered is tested here, or the suite fails."""

import random
from fractions import Fraction
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import asking
from courses.asking.choosing import weight_of
from courses.asking.written import Part, Written
from courses.choices import QuestionKind
from courses.paper import SEEN, as_set

PANEL = (1, 2, 4, 8, 0)
SEVERAL = {"right": ["a", "b", "c"], "partial_credit": True}
CHOICES = (Part("a", "First", "why a", True), Part("b", "Second", "why b"), Part("c", "Third", "why c"))
WRITTEN = {
    "single": Written("single", "<p>?</p>", CHOICES),
    "multiple": Written("multiple", "<p>?</p>", (*CHOICES, Part("d", "Fourth", "why d", True))),
    "true_false": Written("true_false", "<p>?</p>", CHOICES[:2]),
    "matching": Written(
        "matching",
        "<p>?</p>",
        (
            Part("p1", "Phase 1", "why 1", other="Dose"),
            Part("p2", "Phase 2", "why 2", other="Signal"),
            Part("p2b", "Phase 2b", "why 2b", other="Signal"),
            Part("p3", "", other="Price"),
        ),
    ),
    "ordering": Written(
        "ordering", "<p>?</p>", tuple(Part(f"s{number}", f"Step {number}", f"why {number}") for number in range(5))
    ),
    "numeric": Written("numeric", "<p>?</p>", unit="months", answer="32.5", tolerance="0.5", feedback="why"),
    "cloze": Written(
        "cloze",
        "<p>One [[2]] and <b>[[1]]</b>.</p>",
        (
            Part("g1", feedback="why 1", options=(Part("o1", "yes", right=True), Part("o2", "no"))),
            Part("g2", feedback="why 2", options=(Part("o3", "left"), Part("o4", "below", right=True), Part("o5", "up"))),
        ),
    ),
    "hot_spot": Written(
        "hot_spot",
        "<p>?</p>",
        (
            Part("h1", "Here", "why 1", True, place=("0", "0", "10", "10")),
            Part("h2", "There", "why 2", place=("50", "50", "50", "50")),
        ),
        picture=7,
        picture_alt="A curve",
    ),
    "short_text": Written("short_text", "<p>?</p>", feedback="A model answer."),
    "concordance": Written(
        "concordance",
        "<p>?</p>",
        tuple(
            Part(f"j{step}", f"{step}", f"panel {step}", number=number)
            for step, number in zip(range(-2, 3), (1, 2, 4, 8, 0), strict=True)
        ),
    ),
}


def setting(kind: str, seed: int = 1, **changes) -> tuple[dict, dict]:
    numbers = count(1)
    written = Written(**{**WRITTEN[kind].__dict__, **changes})
    return as_set("item", written, written, lambda: f"x{next(numbers)}", random.Random(seed), "An objective")


def test_every_kind_is_registered_offered_and_tested_here():
    assert set(asking.KINDS) == set(QuestionKind.values) == set(WRITTEN)


@pytest.mark.parametrize("kind", WRITTEN)
def test_what_the_learner_sees_is_from_the_list_and_tells_no_key(kind):
    for seed in range(20):
        seen, marks = setting(kind, seed)
        assert seen.keys() <= set(SEEN)
        text = repr(seen)
        assert not any(word in text for word in ("why", "panel", "model answer", "right'", "correct", "feedback", "weight"))
        assert not any(f"'{part}'" in text for part in marks["parts"].values())


@pytest.mark.parametrize("kind", WRITTEN)
def test_the_paper_stands_in_no_order_of_the_key(kind):
    """Over many papers each place is taken by each part: what is shown first says nothing."""
    if kind in ("true_false", "numeric", "short_text", "hot_spot", "concordance"):
        assert setting(kind, 1)[0]["choices"] == setting(kind, 2)[0]["choices"]
        return
    firsts = set()
    for seed in range(40):
        seen, marks = setting(kind, seed)
        shown = seen.get("rows") or seen["choices"]
        shown = shown[0]["choices"] if kind == "cloze" else shown
        firsts.add(marks["parts"][shown[0]["id"]])
    assert len(firsts) > 1


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_right_answer_goes_through_the_form_and_earns_the_whole_point(kind):
    seen, marks = setting(kind)
    right = asking.right(seen, marks)
    if kind == "short_text":
        assert right is None
        assert asking.credit(kind, marks, "my own words") is None
        return
    sent = asking.sent(seen, right)
    assert sent
    assert asking.read(seen, sent) == right
    assert asking.credit(kind, marks, right) == 1
    assert asking.labels(kind, marks, right)
    assert all(asking.told(seen, right))
    assert asking.credit(kind, marks, None) == 0


@pytest.mark.parametrize("kind", WRITTEN)
def test_labels_are_the_same_in_every_paper(kind):
    found = set()
    for seed in range(5):
        seen, marks = setting(kind, seed)
        found.add(tuple(sorted(asking.labels(kind, marks, asking.right(seen, marks)))))
    assert len(found) == 1


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize(
    "values", [["nonsense"], ["nonsense=nonsense"], ["x1=nonsense"], ["=" * 9], [7], [None], [["x"]], ["1"] * 50]
)
def test_what_is_no_answer_is_refused_or_is_none_and_never_crashes(kind, values):
    seen, marks = setting(kind)
    try:
        answer = asking.read(seen, values)
    except asking.AnswerError:
        answer = None
    assert kind in ("numeric", "short_text") or answer is None
    asking.credit(kind, marks, answer)
    asking.as_typed(seen, [value for value in values if isinstance(value, str)])


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("values", [[], [""], ["", ""]])
def test_an_empty_form_is_no_answer(kind, values):
    seen, marks = setting(kind)
    try:
        assert asking.read(seen, values) is None
    except asking.AnswerError:
        assert kind in ("single", "multiple", "true_false", "hot_spot", "concordance") and values


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_voided_question_gives_its_point_to_everybody(kind):
    seen, marks = setting(kind)
    assert asking.credit(kind, {**marks, "void": True}, None) == (None if kind == "short_text" else 1)


@pytest.mark.parametrize("kind", WRITTEN)
def test_whole_questions_have_no_faults_and_empty_ones_have(kind):
    known = asking.kind_of(kind)
    assert not list(known.faults(WRITTEN[kind], is_source=True))
    assert list(known.faults(Written(kind), is_source=True))


@given(data=st.data())
@pytest.mark.parametrize("kind", [kind for kind in WRITTEN if kind not in ("numeric", "short_text")])
def test_any_answer_of_the_form_earns_between_nothing_and_the_point_and_comes_back_as_it_was_sent(kind, data):
    seen, marks = setting(kind)
    answer = asking.read(seen, data.draw(possible(seen)))
    earned = asking.credit(kind, marks, answer)
    assert 0 <= earned <= 1
    if answer is not None:
        assert asking.read(seen, asking.sent(seen, answer)) == answer
    reviewed = asking.reviewed(seen, marks, answer)
    assert reviewed["review_template"]


def possible(seen: dict):
    """Forms that a learner can send for this question."""
    if seen["kind"] == "ordering":
        ids = [row["id"] for row in seen["rows"]]
        return st.permutations(ids).map(lambda order: [f"{row}={place}" for place, row in enumerate(order, 1)])
    if "rows" in seen:
        rows = [(row["id"], [choice["id"] for choice in row.get("choices", seen["choices"])]) for row in seen["rows"]]
        return st.tuples(*(st.sampled_from(["", *(f"{row}={choice}" for choice in choices)]) for row, choices in rows)).map(list)
    ids = st.sampled_from([choice["id"] for choice in seen["choices"]])
    return st.lists(ids, unique=True) if seen["kind"] == "multiple" else st.lists(ids, max_size=1)


# --- Kind by kind -----------------------------------------------------------------------------------------------------


def test_pairs_count_each_and_the_same_second_half_is_one_choice():
    seen, marks = setting("matching")
    assert [len(seen["rows"]), len(seen["choices"])] == [3, 3]
    right = asking.right(seen, marks)
    part = {part: opaque for opaque, part in marks["parts"].items()}
    assert right[part["p2"]] == right[part["p2b"]]
    assert asking.credit("matching", marks, {part["p1"]: right[part["p1"]]}) == Fraction(1, 3)
    assert asking.credit("matching", {**marks, "partial_credit": False}, {part["p1"]: right[part["p1"]]}) == 0


def test_steps_count_by_neighbours_and_never_begin_in_their_right_order():
    for seed in range(200):
        seen, marks = setting("ordering", seed)
        assert [row["id"] for row in seen["rows"]] != marks["right"]
    swapped = {row: place for place, row in enumerate([marks["right"][index] for index in (1, 0, 2, 3, 4)], 1)}
    assert asking.credit("ordering", marks, swapped) == Fraction(2, 4)
    with pytest.raises(asking.AnswerError) as refusal:
        asking.read(seen, [f"{row['id']}=2" for row in seen["rows"][:2]])
    assert (refusal.value.code, refusal.value.values) == ("order", {"place": 2})


def test_gaps_stand_where_the_text_says():
    seen, marks = setting("cloze")
    pieces = asking.shown(seen, asking.right(seen, marks))["pieces"]
    assert [piece["number"] if isinstance(piece, dict) else piece for piece in pieces] == ["<p>One ", 2, " and <b>", 1, "</b>.</p>"]
    gaps = [piece for piece in pieces if isinstance(piece, dict)]
    assert [choice["text"] for gap in gaps for choice in gap["choices"] if choice["checked"]] == ["below", "yes"]


@pytest.mark.parametrize("stem", ["<p>[[1]]</p>", "<p>[[1]] [[1]] [[2]]</p>", "<p>[[1]] [[2]] [[3]]</p>", "<p>no gap</p>"])
def test_a_text_names_each_gap_once(stem):
    faults = list(asking.kind_of("cloze").faults(Written("cloze", stem, WRITTEN["cloze"].parts), is_source=True))
    assert [fault.field for fault in faults] == ["stem"]


@pytest.mark.parametrize("place", [("0", "0", "0", "10"), ("95", "0", "10", "10"), ("-1", "0", "10", "10")])
def test_a_place_lies_on_the_picture(place):
    parts = (Part("h1", "Here", right=True, place=place), Part("h2", "There", place=("50", "50", "50", "50")))
    written = Written("hot_spot", "?", parts, picture=7, picture_alt="A curve")
    assert [fault.field for fault in asking.kind_of("hot_spot").faults(written, is_source=True)] == ["choices"]


def test_a_judgement_is_worth_the_share_of_the_panel():
    seen, marks = setting("concordance")
    assert [asking.credit("concordance", marks, choice["id"]) for choice in seen["choices"]] == [
        Fraction(1, 8),
        Fraction(2, 8),
        Fraction(4, 8),
        Fraction(1),
        Fraction(0),
    ]
    assert asking.kind_of("concordance").formative


def test_own_words_are_kept_and_too_many_are_refused():
    seen, _marks = setting("short_text")
    assert asking.read(seen, ["  a\r\nb "]) == "a\nb"
    with pytest.raises(asking.AnswerError) as refusal:
        asking.read(seen, ["x" * 2001])
    assert refusal.value.values == {"most": 2000, "length": 2001}


@pytest.mark.parametrize(("typed", "credit"), [("33.15", 1), ("31.85", 1), ("33,16", 0), ("๓๓.๑", 1)])
def test_a_tolerance_in_percent_of_the_right_number(typed, credit):
    assert asking.credit("numeric", setting("numeric", tolerance="2", relative=True)[1], typed) == credit


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("100", Fraction(1)),
        ("33.33333", Fraction(1, 3)),
        ("-16.66667", Fraction(-1, 6)),
        ("14.28571", Fraction(1, 7)),
        ("12.5", Fraction(1, 8)),
    ],
)
def test_weights_are_exact_shares(text, share):
    assert weight_of(text) == share


@pytest.mark.parametrize("text", ["", "half", "101", "-100.5", "nan", "inf"])
def test_what_is_no_weight(text):
    with pytest.raises(ValueError):
        weight_of(text)


def test_weights_add_up_and_stay_between_nothing_and_the_point():
    parts = [Part(name, name, weight=weight) for name, weight in (("a", "50"), ("b", "50"), ("c", "-50"), ("d", "33.33333"))]
    _seen, marks = setting("multiple", parts=tuple(parts))
    part = {part: opaque for opaque, part in marks["parts"].items()}

    def earned(*names):
        return asking.credit("multiple", marks, [part[name] for name in names])

    assert [earned("a"), earned("a", "b"), earned("a", "c"), earned("c"), earned("a", "b", "d")] == [Fraction(1, 2), 1, 0, 0, 1]
    _seen, marks = setting("single", parts=tuple(parts))
    wrong = next(opaque for opaque, name in marks["parts"].items() if name == "c")
    assert asking.credit("single", marks, wrong) == Fraction(-1, 2)


def test_a_kind_that_nobody_asks_is_a_bug():
    with pytest.raises(ValueError, match="riddle"):
        asking.credit("riddle", {}, "a")


@given(
    st.decimals(-(10**6), 10**6, places=6), st.decimals(0, 100, places=6), st.decimals(0, 100, places=6), st.sampled_from([1, -1])
)
def test_the_tolerance_is_inclusive_and_exact(answer, tolerance, distance, side):
    key = {"answer": str(answer), "tolerance": str(tolerance)}
    typed = f"{answer + side * distance:f}"
    assert asking.credit("numeric", key, typed) == (1 if distance <= tolerance else 0)


def test_a_tolerance_that_floats_would_miss():
    key = {"answer": "0.3", "tolerance": "0.1"}
    assert asking.credit("numeric", key, "0.4") == 1
    assert asking.credit("numeric", key, "0,2") == 1
    assert asking.credit("numeric", key, "0.4000001") == 0


def test_a_number_with_its_unit_is_right():
    key = {"answer": "32.000000", "tolerance": "0.000000", "unit": "months"}
    assert asking.credit("numeric", key, "32 months") == 1
    assert asking.credit("numeric", key, "33 months") == 0


@pytest.mark.parametrize("kind", ["single", "true_false"])
def test_one_right_answer_is_all_or_nothing(kind):
    assert asking.credit(kind, {"right": ["b"]}, "b") == 1
    assert asking.credit(kind, {"right": ["b"]}, "a") == 0


@pytest.mark.parametrize(
    ("chosen", "credit"),
    [
        (["a", "b", "c"], Fraction(1)),
        (["a", "b"], Fraction(2, 3)),
        (["a", "b", "x"], Fraction(1, 3)),
        (["a", "x"], Fraction(0)),
        (["a", "x", "y"], Fraction(0)),
        (["a", "b", "c", "x"], Fraction(2, 3)),
        (["a", "a", "a"], Fraction(1, 3)),
    ],
)
def test_several_right_answers_earn_right_less_wrong_over_right(chosen, credit):
    assert asking.credit("multiple", SEVERAL, chosen) == credit


def test_several_right_answers_without_partial_credit_are_all_or_nothing():
    key = {**SEVERAL, "partial_credit": False}
    assert asking.credit("multiple", key, ["c", "b", "a"]) == 1
    assert asking.credit("multiple", key, ["a", "b"]) == 0
    assert asking.credit("multiple", key, ["a", "b", "c", "x"]) == 0


@given(st.sets(st.integers(0, 9), min_size=1), st.sets(st.integers(0, 9)))
def test_partial_credit_stays_between_nothing_and_one_and_guessing_everything_earns_no_more(right, chosen):
    key = {"right": list(right), "partial_credit": True}
    earned = asking.credit("multiple", key, list(chosen))
    assert 0 <= earned <= 1
    assert (earned == 1) == (chosen == right)
    for extra in set(range(10)) - right - chosen:
        assert asking.credit("multiple", key, [*chosen, extra]) <= earned

"""Items of QTI: each interaction comes in as the kind that earns the same, or is refused by name and line."""

from fractions import Fraction

import pytest

from courses.formats import Foreign, Refused, read
from tests.courses.formats.qti import samples as say
from tests.courses.formats.test_moodle import credit


def one(content: bytes) -> Foreign:
    (found,) = read("qti", content)
    assert isinstance(found, Foreign), found.sentence % found.values
    return found


def refused(content: bytes) -> str:
    (found,) = read("qti", content)
    assert isinstance(found, Refused)
    assert (found.name, found.line) == ("An item (i1)", 2)
    return found.sentence % found.values


def shown(found: Foreign) -> list[tuple]:
    return [(part.text, part.right, part.weight) for part in found.written.parts]


def test_one_choice_with_its_name_id_and_text():
    found = one(say.item(say.declared(["b"]) + say.choice("a", "b", more="<p>Read <b>this</b>.</p>")))
    assert (found.name, found.id, found.line, found.written.kind) == ("An item", "i1", 2, "single")
    assert found.written.stem == "<p>Read <b>this</b>.</p><p>Which one?</p>"
    assert shown(found) == [("Choice a", False, ""), ("Choice b", True, "")]


def test_one_choice_that_is_mapped_earns_its_share_below_nothing_too():
    mapped = say.declared(mapped={"a": 3, "b": 1, "c": -1}, bounds='default-value="0"')
    found = one(say.item(mapped + say.choice("a", "b", "c", "d"), "map_response"))
    assert found.written.points == "3"
    assert [credit(found, {number}) for number in range(4)] == [1, Fraction(1, 3), Fraction(-1, 3), 0]


def test_true_and_false_are_a_kind_of_their_own():
    found = one(say.item(say.declared(["f"]) + say.choice("t", "f", words={"t": "True", "f": "False"})))
    assert (found.written.kind, shown(found)) == ("true_false", [("True", False, ""), ("False", True, "")])


def test_several_choices_are_all_or_nothing_unless_they_are_mapped():
    several = say.declared(["a", "b"], cardinality="multiple")
    found = one(say.item(several + say.choice("a", "b", "c", most=0)))
    assert (found.written.kind, found.written.partial_credit) == ("multiple", False)
    mapped = say.declared(mapped={"a": 1, "b": 1, "c": -2}, bounds='lower-bound="0" upper-bound="2"', cardinality="multiple")
    found = one(say.item(mapped + say.choice("a", "b", "c", most=0), "map_response"))
    assert (found.written.points, found.written.partial_credit) == ("2", True)
    earned = [credit(found, chosen) for chosen in ({0}, {0, 1}, {0, 1, 2}, {0, 2})]
    assert earned == [Fraction(1, 2), 1, 0, 0]


def test_a_limit_to_what_may_be_ticked_is_told():
    several = say.declared(["a", "b"], cardinality="multiple")
    assert one(say.item(several + say.choice("a", "b", "c", most=2))).notes == (
        "The limit to how many choices may be ticked was left out.",
    )


@pytest.mark.parametrize("processing", ["match_correct", "map_response"])
def test_pairs_with_a_half_too_many(processing):
    pairs = say.declared(["r1 b", "r2 a"], mapped={"r1 b": 1, "r2 a": 1}, cardinality="multiple", base="directedPair")
    written = one(say.item(pairs + say.match(), processing)).written
    assert (written.kind, written.points) == ("matching", "2" if processing == "map_response" else "1")
    assert written.partial_credit == (processing == "map_response")
    assert [(part.text, part.other) for part in written.parts] == [("Half r1", "Half b"), ("Half r2", "Half a"), ("", "Half c")]


def test_steps_in_their_right_order():
    written = one(say.item(say.declared(["c", "a", "b"], cardinality="ordered") + say.order())).written
    assert (written.kind, written.partial_credit) == ("ordering", False)
    assert [part.text for part in written.parts] == ["Step c", "Step a", "Step b"]


@pytest.mark.parametrize(
    ("processing", "near"),
    [
        ("match_correct", ("0", False)),
        (say.near("absolute", "0.5 0.5"), ("0.5", False)),
        (say.near("relative", "10"), ("10", True)),
    ],
)
def test_a_number_with_its_tolerance(processing, near):
    found = one(say.item(say.declared(["32.5"], base="float") + say.entry(), processing)).written
    assert (found.kind, found.answer, found.stem) == ("numeric", "32.5", "<p>It lasts _____ months.</p>")
    assert (found.tolerance, found.relative) == near


def test_gaps_with_rules_of_their_own_count_one_by_one_or_together():
    two = say.declared(["y"], name="R1") + say.declared(["n"], name="R2") + say.inline("R1", "R2")
    each = one(say.item(two, say.when_right("R1", add=True) + say.when_right("R2", add=True))).written
    assert (each.kind, each.stem, each.points, each.partial_credit) == ("cloze", "<p>Here [[1]] and [[2]].</p>", "2", True)
    assert [[(option.text, option.right) for option in gap.options] for gap in each.parts] == [
        [("yes", True), ("no", False)],
        [("yes", False), ("no", True)],
    ]
    both = one(say.item(two, say.when_right("R1", "R2"))).written
    assert (both.points, both.partial_credit) == ("1", False)
    mapped = say.declared(mapped={"y": 1}, name="R1") + say.declared(mapped={"n": 1}, name="R2") + say.inline("R1", "R2")
    assert one(say.item(mapped, say.mapped_sum("R1", "R2"))).written == each


def test_words_for_gaps():
    pairs = say.declared(mapped={"w2 g1": 1, "w1 g2": 1}, cardinality="multiple", base="directedPair")
    written = one(say.item(pairs + say.gap_match(), "map_response")).written
    assert (written.kind, written.stem, written.partial_credit) == ("cloze", "<p>Fill.</p><p>A [[1]] and a [[2]].</p>", True)
    assert [[option.right for option in gap.options] for gap in written.parts] == [[False, True, False], [True, False, False]]


def test_own_words_with_a_model_answer():
    asked = say.body('<p>Why?</p><qti-extended-text-interaction response-identifier="RESPONSE"/>')
    written = one(say.item(say.declared(["Because."], base="string") + asked, "")).written
    assert (written.kind, written.stem, written.feedback) == ("short_text", "<p>Why?</p>", "Because.")


def test_feedback_to_a_choice_to_a_right_and_to_a_wrong_number():
    inside = '<qti-feedback-inline outcome-identifier="FEEDBACK" identifier="a" show-hide="show">Not so</qti-feedback-inline>'
    choice = say.declared(["b"]) + say.choice("a", "b", words={"a": f"One {inside}"})
    rules = say.when_right("RESPONSE") + say.taken_over("FEEDBACK")
    found = one(say.item(f"{choice}<!--aside-->{say.modal('b', 'Just so')}", rules))
    assert [(part.text, part.feedback) for part in found.written.parts] == [("One", "Not so"), ("Choice b", "Just so")]
    assert found.notes == ()
    rules = say.when_right("RESPONSE", rules=say.outcome("FEEDBACK", "yes"), otherwise=say.outcome("FEEDBACK", "no"))
    number = say.declared(["3"], base="integer") + say.entry()
    found = one(say.item(f"{number}<!--aside-->{say.modal('yes', 'Right')}{say.modal('no', 'Count again')}", rules))
    assert (found.written.feedback, found.written.feedback_wrong, found.notes) == ("Right", "Count again", ())


def test_feedback_that_has_no_place_is_told():
    choice = say.declared(["b"]) + say.choice("a", "b", more='<qti-rubric-block view="scorer">Marks</qti-rubric-block>')
    found = one(say.item(choice))
    assert "Marks" not in found.written.stem
    assert found.notes == ("Feedback that depends on more than the answer, or is for staff, was left out.",)


def test_the_second_versions_names_say_the_same():
    content = say.item(say.declared(["b"]) + say.choice("a", "b")).decode()
    for new, old in (
        ("qti-assessment-item", "assessmentItem"), ("qti-response-declaration", "responseDeclaration"), ("base-type", "baseType"),
        ("qti-correct-response", "correctResponse"), ("qti-value", "value"), ("qti-item-body", "itemBody"), ("qti-prompt", "prompt"),
        ("qti-choice-interaction", "choiceInteraction"), ("response-identifier", "responseIdentifier"), ("max-choices", "maxChoices"),
        ("qti-simple-choice", "simpleChoice"), ("qti-response-processing", "responseProcessing"), ("match_correct.xml", "match_correct"),
    ):  # fmt: skip
        content = content.replace(new, old)
    assert "qti-" not in content
    assert one(content.encode()).written == one(say.item(say.declared(["b"]) + say.choice("a", "b"))).written


SINGLE = say.declared(["a"]) + say.choice("a", "b")
MULTIPLE = {"cardinality": "multiple"}
PAIRS = {"cardinality": "multiple", "base": "directedPair"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (say.item(SINGLE, adaptive="true"), "adaptive"),
        (say.item(f"<qti-template-declaration/>{SINGLE}"), "drawn anew"),
        (say.item(f'<qti-assessment-stimulus-ref href="s.xml"/>{SINGLE}'), "another file"),
        (say.item(SINGLE, "map_response_point"), "map_response_point"),
        (say.item(SINGLE, "map_response"), "maps no answer"),
        (say.item(SINGLE, ""), "no answer that is right"),
        (say.item(say.declared(["x"]) + say.choice("a", "b")), "“x” is named"),
        (say.item(say.declared(["a"], name="OTHER") + say.choice("a", "b")), "does not declare"),
        (say.item(say.declared(["a"]) + say.choice("a", "a")), "same identifier"),
        (say.item(say.declared(["a", "b"]) + say.choice("a", "b")), "Several answers are right"),
        (say.item(SINGLE, say.when_right("RESPONSE", otherwise=say.outcome("SCORE", "-1"))), "wrong answer earns"),
        (say.item(SINGLE, "<qti-set-outcome-value identifier='SCORE'><qti-random/></qti-set-outcome-value>"), "random"),
        (say.item(SINGLE, say.when_right("RESPONSE") + say.when_right("RESPONSE")), "set-outcome-value|base-value"),
        (say.item(say.declared(mapped={"a": 13, "b": 1}) + say.choice("a", "b"), "map_response"), "1 of 13"),
        (say.item(say.declared(mapped={"a": 1, "b": -1}, **MULTIPLE) + say.choice("a", "b", most=0), "map_response"), "below 0"),
        (say.item(say.declared(mapped={"a": 1, "b": 1}, **MULTIPLE) + say.choice("a", "b", "c", most=2), "map_response"), "no limit"),
        (say.item(say.declared(["r1 a"], **PAIRS) + say.match()), "“r2” has no right answer"),
        (say.item(say.declared(["r1 a", "r1 b", "r2 c"], **PAIRS) + say.match()), "“r1” has no right answer, or several"),
        (say.item(say.declared(["r1 a", "r2 b"], **PAIRS) + say.match(most=2)), "given several choices"),
        (say.item(say.declared(mapped={"r1 a": 1, "r2 b": 2}, **PAIRS) + say.match(), "map_response"), "earn differently"),
        (say.item(say.declared(["a", "b"], cardinality="ordered") + say.order()), "every step once"),
        (say.item(say.declared(["word"], base="string") + say.entry()), "typed as words"),
        (say.item(say.declared(["1"], base="float") + say.entry(), say.near("absolute", "0.1 0.2")), "both sides"),
        (say.item(say.declared(mapped={"1": 1, "2": 1}, base="float") + say.entry(), "map_response"), "several right numbers"),
        (say.item(say.declared(["y"], name="R1") + say.inline("R1", "R1"), say.when_right("R2")), "other answers"),
        (say.item(say.body("<p>Read this.</p>")), "no interaction"),
        (say.item(say.body('<qti-slider-interaction response-identifier="RESPONSE"/>')), "slider-interaction"),
        (say.item(SINGLE.replace("</qti-item-body>", '<qti-text-entry-interaction response-identifier="RESPONSE"/></qti-item-body>')),
         "several things"),
        (say.item(say.declared(["a"]) + say.choice("a", "b", more="<math><mi>x</mi></math>")), "math"),
        (say.item(say.declared(["a"]) + say.choice("a", "b", more='<p><img src="https://x.example/a.png"/></p>')), "not in the file"),
        (say.item(say.declared(["a"]) + say.choice("a", "b", words={"a": '<img src="a.png"/>'})), "outside the question's text"),
        (say.item(say.declared(["a"]) + say.hotspot(say.place("a", "poly", "1,1,2,2,3,3"))), "“poly”"),
        (say.item(say.declared(["a"]) + say.hotspot(say.place("a", "rect", "1,1,9,9"), size="")), "how wide"),
        (say.item(say.declared(["a"]) + say.choice("a", "b", more="<qti-printed-variable identifier='X'/>")), "drawn anew"),
    ],
)  # fmt: skip
def test_what_ours_would_score_otherwise_or_cannot_hold_is_refused(content, sentence):
    assert any(part in refused(content) for part in sentence.split("|")), refused(content)


def test_an_answer_to_one_gap_that_guards_another_is_refused():
    two = say.declared(["y"], name="R1") + say.declared(["n"], name="R2") + say.inline("R1", "R2")
    guard = "<qti-response-condition><qti-response-if><qti-is-null><qti-variable identifier='R1'/></qti-is-null></qti-response-if>"
    rules = f"{guard}<qti-response-else>{say.when_right('R2')}</qti-response-else></qti-response-condition>"
    assert "is-null" in refused(say.item(two, rules))

"""A paper under another key: the words and ids of the paper stay, and nobody could choose what was not on it."""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import count

import pytest

from courses.asking import KINDS, Part, Written, credit, kind_of, read, reviewed, right, sent
from courses.paper import as_set
from courses.remarking import remarked, same, voided

A, B, C = (Part(id=name, text=f"Choice {name}", feedback=f"About {name}") for name in "abc")


def pairs(*others: str) -> tuple[Part, ...]:
    return tuple(Part(id=f"p{number}", text=f"Row {number}", other=other) for number, other in enumerate(others))


def marked(part: Part) -> Part:
    return replace(part, right=True)


WRITTEN = {
    "single": Written("single", "Which?", (marked(A), B, C)),
    "multiple": Written("multiple", "Which?", (marked(A), marked(B), C)),
    "true_false": Written("true_false", "Is it?", (marked(A), B)),
    "matching": Written("matching", "Match.", pairs("Dose", "Signal", "Proof")),
    "ordering": Written("ordering", "Order.", (A, B, C)),
    "numeric": Written("numeric", "How many?", answer="32", unit="%"),
    "cloze": Written("cloze", "It is [[1]].", (Part(id="g", options=(marked(A), B)),)),
    "hot_spot": Written("hot_spot", "Where?", (marked(A), B, C), picture=1),
    "concordance": Written(
        "concordance", "How much?", tuple(replace(A, id=str(n), number=panel) for n, panel in enumerate((1, 2, 4, 8, 0)))
    ),
}


def paper_of(written: Written) -> tuple[dict, dict]:
    numbers = count(1)
    return as_set("i", written, written, lambda: f"x{next(numbers)}", random.Random(1), "")


def test_every_marked_kind_is_here():
    assert set(WRITTEN) == {name for name, kind in KINDS.items() if kind.scored}


@pytest.mark.parametrize("name", WRITTEN)
def test_the_same_key_marks_the_same(name):
    question, marks = paper_of(WRITTEN[name])
    again = remarked(question, marks, WRITTEN[name], WRITTEN[name], 7)
    assert same(again.marks, marks)
    assert again.marks["revision"] == 7
    assert not again.reworded


def test_the_same_words_written_with_other_tags_are_the_same():
    written = replace(WRITTEN["single"], stem="<p>Is &quot;it&quot;?</p>")
    question, marks = paper_of(written)
    assert not remarked(question, marks, replace(written, stem='<p data-block-key="a">Is "it"?</p>'), written, 7).reworded
    assert not remarked(question, marks, written, replace(written, stem='<p data-block-key="a">Is "it"?</p>'), 7).reworded
    assert remarked(question, marks, written, replace(written, stem="<p>Is it?</p>"), 7).reworded


MENDED = {
    "single": replace(WRITTEN["single"], parts=(A, marked(B), C)),
    "multiple": replace(WRITTEN["multiple"], parts=(A, marked(B), marked(C))),
    "true_false": replace(WRITTEN["true_false"], parts=(A, marked(B))),
    "matching": replace(WRITTEN["matching"], parts=pairs("Signal", "Dose", "Proof")),
    "ordering": replace(WRITTEN["ordering"], parts=(C, A, B)),
    "numeric": replace(WRITTEN["numeric"], answer="54"),
    "cloze": replace(WRITTEN["cloze"], parts=(Part(id="g", options=(A, marked(B))),)),
    "hot_spot": replace(WRITTEN["hot_spot"], parts=(A, B, marked(C))),
    "concordance": replace(
        WRITTEN["concordance"], parts=tuple(replace(A, id=str(n), number=panel) for n, panel in enumerate((8, 4, 2, 1, 0)))
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_mended_key_gives_the_point_to_who_was_right_and_takes_it_from_who_was_not(name):
    question, marks = paper_of(WRITTEN[name])
    new = remarked(question, marks, MENDED[name], MENDED[name], 7).marks
    answer = read(question, sent(question, right(question, new)))
    assert credit(name, new, answer) == 1
    assert credit(name, marks, answer) < 1
    assert credit(name, new, right(question, marks)) < 1
    assert reviewed(question, new, answer)["scored"]
    assert new["parts"] == marks["parts"]


def test_a_right_choice_that_was_not_on_the_paper_asks_for_nothing():
    """Two of three right choices were on the paper: who chose both has chosen all that there was."""
    question, marks = paper_of(WRITTEN["multiple"])
    more = replace(WRITTEN["multiple"], parts=(*WRITTEN["multiple"].parts, Part(id="d", text="New", right=True)))
    new = remarked(question, marks, more, more, 7)
    assert credit("multiple", new.marks, right(question, marks)) == 1
    assert not new.reworded


def test_a_deleted_choice_earns_nothing_and_the_others_stay():
    question, marks = paper_of(WRITTEN["single"])
    fewer = replace(WRITTEN["single"], parts=(marked(B), C))
    new = remarked(question, marks, fewer, fewer, 7).marks
    assert credit("single", new, right(question, marks)) == 0
    assert reviewed(question, new, right(question, marks))["choices"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("single", WRITTEN["multiple"]),
        ("single", replace(WRITTEN["single"], parts=(A, B, C, Part(id="d", text="New", right=True)))),
        ("matching", replace(WRITTEN["matching"], parts=pairs("Dose", "Signal", "Price"))),
        ("matching", replace(WRITTEN["matching"], parts=pairs("Dose", "Signal"))),
        ("ordering", replace(WRITTEN["ordering"], parts=(A, B))),
        ("cloze", replace(WRITTEN["cloze"], parts=(Part(id="g", options=(A, B, marked(C))),))),
        ("concordance", replace(WRITTEN["concordance"], parts=WRITTEN["concordance"].parts[1:])),
    ],
)
def test_a_key_that_does_not_fit_the_paper_is_refused(name, key):
    question, marks = paper_of(WRITTEN[name])
    assert remarked(question, marks, key, key, 7) is None


def test_other_words_are_told_and_the_ids_decide():
    question, marks = paper_of(WRITTEN["single"])
    reworded = replace(WRITTEN["single"], parts=(replace(A, text="Other words", right=True), B, C))
    new = remarked(question, marks, reworded, reworded, 7)
    assert new.reworded
    assert new.marks["right"] == marks["right"]


def test_a_translation_that_lacks_a_part_gives_its_place_to_the_source():
    question, marks = paper_of(WRITTEN["single"])
    words = replace(WRITTEN["single"], parts=(B, C))
    assert remarked(question, marks, MENDED["single"], words, 7).marks["choice_feedback"][marks["right"][0]] == "About a"


@pytest.mark.parametrize("name", WRITTEN)
def test_a_void_question_is_everybodys_and_its_key_can_be_read(name):
    question, marks = paper_of(WRITTEN[name])
    void = voided(marks).marks
    assert {credit(name, void, answer) for answer in (None, right(question, marks))} == {Fraction(1)}
    assert reviewed(question, void, None)["void"]
    assert same(voided(void).marks, void)
    assert not same(void, marks)
    assert kind_of(name).right(question, void) == right(question, marks)


def test_a_paper_of_old_that_kept_no_parts_finds_its_choices_by_their_words():
    question, marks = paper_of(WRITTEN["single"])
    old = {name: value for name, value in marks.items() if name != "parts"}
    new = remarked(question, old, MENDED["single"], MENDED["single"], 7).marks
    assert new["right"] == remarked(question, marks, MENDED["single"], MENDED["single"], 7).marks["right"]
    reworded = replace(MENDED["single"], parts=tuple(replace(part, text=f"New {part.text}") for part in (A, marked(B), C)))
    assert remarked(question, old, reworded, reworded, 7) is None

"""Which sentence became which, and what a change means before anybody has said so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icrweb.translating.aligning import align
from icrweb.translating.weighing import severity_of

PIECES = st.lists(st.tuples(st.sampled_from(["title", "a.1", "a.2", "b.1"]), st.sampled_from("ABCDEFGH")), max_size=14)


@given(PIECES, PIECES)
@settings(max_examples=200, deadline=None)
def test_every_segment_is_accounted_for_once(old, new):
    pairs = align(old, new)
    assert sorted(was for was, _now in pairs if was is not None) == list(range(len(old)))
    assert sorted(now for _was, now in pairs if now is not None) == list(range(len(new)))


@given(PIECES)
def test_what_did_not_change_is_itself(pieces):
    assert sorted(align(pieces, pieces)) == [(index, index) for index in range(len(pieces))]


@given(PIECES, PIECES)
@settings(max_examples=200, deadline=None)
def test_words_that_stay_anywhere_are_never_lost(old, new):
    """A string is new only where the old words had no more of it, and gone only where the new ones have no more."""
    pairs = align(old, new)
    came = {new[now][1] for was, now in pairs if was is None}
    went = {old[was][1] for was, now in pairs if now is None}
    assert not came & went


def test_a_sentence_between_two_others_is_new_and_its_neighbours_stay():
    old = [("body.1", "First."), ("body.1", "Second.")]
    new = [("body.1", "First."), ("body.1", "Between."), ("body.1", "Second.")]
    assert align(old, new) == [(0, 0), (1, 2), (None, 1)]


def test_changed_sentences_find_the_ones_most_like_them():
    old = [("body.1", "Give the participant a copy."), ("body.1", "Store the form for years.")]
    new = [("body.1", "Sign it."), ("body.1", "Give each participant a copy."), ("body.1", "Store the forms for years.")]
    assert sorted(align(old, new), key=str) == [(0, 1), (1, 2), (None, 0)]


def test_a_paragraph_cut_and_pasted_elsewhere_is_the_same():
    assert align([("body.1", "One."), ("body.2", "Two.")], [("body.9", "Two."), ("body.1", "One.")]) == [(0, 1), (1, 0)]


@pytest.mark.parametrize(
    ("old", "new", "severity"),
    [
        ("Give 5 mg.", "Give 50 mg.", "critical"),
        ("Give 5 mg.", "Give 5 g.", "critical"),
        ("Give two tablets.", "Give three tablets.", "critical"),
        ("More than 5", "More than ≥ 5", "critical"),
        ("Do not stop.", "Do stop.", "critical"),
        ("It is given.", "It isn’t given.", "critical"),
        ("Give 1.5 mg.", "Give 15 mg.", "critical"),
        ("Give it, then wait", "Give it then wait.", "typo"),
        ("give it", "Give  it", "typo"),
        ("Give <b>it</b> now", "Give it <b>now</b>", "typo"),
        ("Give 100 mg", "Give 100&nbsp;mg", "typo"),
        ("Give it now", "Give it soon", "meaning"),
    ],
)
def test_what_a_change_means_until_somebody_says_so(old, new, severity):
    assert severity_of("changed", old, new, "en") == severity


def test_a_source_in_japanese_is_weighed_as_japanese():
    assert severity_of("changed", "中止する。", "中止しない。", "ja") == "critical"
    assert severity_of("changed", "中止する。", "中止する", "ja") == "typo"


@pytest.mark.parametrize(("old", "severity"), [("As before.", "typo"), ("Never.", "meaning"), ("In 3 days.", "meaning")])
def test_what_was_taken_away_matters_where_it_said_a_number_or_no(old, severity):
    assert severity_of("removed", old, "", "en") == severity


def test_what_is_new_has_a_meaning():
    assert severity_of("added", "", "Give 5 mg.", "en") == "meaning"

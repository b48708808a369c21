import pytest

from icrweb.translating.diffs import LONGEST, Piece, sides


def test_only_the_words_that_differ_are_marked():
    before, now = sides("Give <b>5 mg</b> daily.", "Give <b>50 mg</b> daily.")
    assert before == [Piece("Give ", False), Piece("5", True), Piece(" mg daily.", False)]
    assert now == [Piece("Give ", False), Piece("50", True), Piece(" mg daily.", False)]


@pytest.mark.parametrize(
    ("old", "new", "gone", "came"), [("用量は五毫克", "用量は十毫克", "五", "十"), ("ให้ยา ๕ มก.", "ให้ยา ๙ มก.", "๕", "๙")]
)
def test_scripts_without_spaces_are_compared_by_characters(old, new, gone, came):
    before, now = sides(old, new)
    assert [piece.words for piece in before if piece.changed] == [gone]
    assert [piece.words for piece in now if piece.changed] == [came]


def test_tags_are_no_words_and_entities_are_signs():
    before, _now = sides("<i>p</i> &lt; 0.05 &amp; more", "p &lt; 0.01 &amp; more")
    assert "".join(piece.words for piece in before) == "p < 0.05 & more"


def test_a_new_passage_has_nothing_before_it():
    assert sides("", "New.") == ([], [Piece("New.", True)])


def test_what_is_very_long_is_not_compared_word_by_word():
    before, now = sides("a " * LONGEST, "b")
    assert [piece.changed for piece in (*before, *now)] == [True, True]

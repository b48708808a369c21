import pytest
from django.core.exceptions import ValidationError

from courses.case_blocks import BranchingCaseBlock

CHOICE = {"text": "Do it", "feedback": "So it goes."}


def case(*scenes):
    """Scenes as (letter, *letters its choices lead to)."""
    block = BranchingCaseBlock()
    value = [
        {"letter": letter, "heading": letter, "text": "<p>Here.</p>", "choices": [{**CHOICE, "goes_to": to} for to in targets]}
        for letter, *targets in scenes
    ]
    return block, block.to_python({"title": "A case", "introduction": "", "scenes": value})


def test_a_case_whose_every_way_ends_is_kept():
    block, value = case(("A", "B", "C"), ("B", "A", "C"), ("C",))
    assert block.clean(value)


@pytest.mark.parametrize(
    ("scenes", "sentence"),
    [
        ([("A", "B", "X"), ("B",), ("C",)], "Scene A leads to scene X, which is not there. Write it, or choose another."),
        ([("A", "B"), ("B",), ("C", "B")], "No choice leads to scene C. Lead one there, or delete the scene."),
        ([("A", "B"), ("B", "C"), ("C", "A")], "No scene is an ending. Leave the choices of at least one scene empty."),
        ([("A", "B"), ("A",), ("B",)], "Two scenes have the letter A. Give each its own."),
        ([("A", "B", "D"), ("B", "C"), ("C", "B"), ("D",)], "From scene B no way leads to an ending. Add a choice that does."),
    ],
)
def test_a_case_that_loses_its_reader_is_refused(scenes, sentence):
    block, value = case(*scenes)
    assert sentence in value.faults
    with pytest.raises(ValidationError):
        block.clean(value)


def test_each_choice_leads_to_what_comes_of_it_and_back():
    block, value = case(("A", "B", "C"), ("B", "C"), ("C",))
    html = block.render(value, {"id": "x"})
    assert '<a href="#choice-x-A-1">Do it</a>' in html
    assert 'id="choice-x-A-1"' in html
    assert '<a href="#scene-x-A">Choose again</a>' in html
    assert 'href="#scene-x-B">Go on to scene B</a>' in html

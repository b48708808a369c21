"""What could be answered, of every kind of question: the labels that handing in keeps are those that analysis calls right."""

import random
from collections import Counter
from itertools import count

import pytest

from courses.analysing.options import Asked
from courses.asking import KINDS, labels, right
from courses.choices import QuestionKind
from courses.paper import as_set
from tests.factories.questions import make_question

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.scored])
def test_the_right_answer_of_every_kind_is_known_and_has_words(kind):
    written = make_question(kind=kind).written()
    asked, ids = Asked.of(written), count(100)
    seen, marks = as_set("x", written, written, lambda: f"p{next(ids)}", random.Random(3), "")
    answered = labels(kind, marks, right(seen, marks))
    assert answered
    given = Counter(answered)
    rights = [option for option in asked.options(given, given) if option.right]
    assert {option.label for option in rights} == set(answered)
    assert all(asked.words(label) for label in answered)


def test_choices_stand_in_their_order_also_those_that_nobody_took():
    question = make_question()
    asked = Asked.of(question.written())
    taken = str(question.choices[1].id)
    options = asked.options(Counter({taken: 7, None: 2, "gone": 3}), Counter())
    assert [(option.n, option.right, option.distractor) for option in options] == [
        (0, True, True),
        (7, False, True),
        (0, False, True),
        (3, False, False),
    ]
    assert asked.words("gone") == ""


def test_a_number_is_right_where_it_earned_everything():
    asked = Asked.of(make_question(kind=QuestionKind.NUMERIC).written())
    options = asked.options(Counter({"32": 9, "31.99": 2, "3.2": 4}), Counter({"32": 9, "31.99": 2}))
    assert [(option.label, option.right) for option in options] == [("32", True), ("3.2", False), ("31.99", True)]
    assert asked.words("31.99") == "31.99"

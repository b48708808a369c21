"""Which kinds of question a test draws."""

import pytest

from courses.asking import KINDS
from courses.drawing import pools_of, why_not_fill
from tests.factories.questions import make_bank, make_question, make_quiz

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_for_practice_is_never_drawn_by_a_test_that_decides(kind):
    bank = make_bank()
    make_question(bank, kind)
    final, practice = (pools_of(make_quiz((bank, "", 1), purpose=purpose), "en") for purpose in ("final", "formative"))
    assert why_not_fill(practice) == ""
    assert bool(why_not_fill(final)) == KINDS[kind].formative

"""What every kind of question can do. One subclass a kind, found by its name in `courses.asking`. No Django here.

An answer comes from a form as a list of values and is kept in one shape a kind. Ids in a paper say nothing: `Ids` mints one for
each part and remembers which it was, so that answers can be analysed and graded anew by the parts' own ids.
"""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from fractions import Fraction

from courses.asking.written import AnswerError, Fault, Part, Written, fault, gettext_noop

ANSWERED_BY_NOTHING = (None, "", [], {})
UNREAD = ""  # the label of what was answered and cannot be read


class Ids:
    """Opaque ids of one question in one paper, by the parts' own."""

    def __init__(self, mint: Callable[[], str]):
        self.mint = mint
        self.by_part: dict[str, str] = {}

    def of(self, part_id: str) -> str:
        if part_id not in self.by_part:
            self.by_part[part_id] = self.mint()
        return self.by_part[part_id]

    def parts(self) -> dict[str, str]:
        return {opaque: part for part, opaque in self.by_part.items()}


class Kind(ABC):
    """A kind of question. `block`: the block its parts are written in; `template`: how it is drawn, in templates/courses/asking."""

    name = ""
    block = ""
    template = ""
    how = ""  # one sentence: what to do
    scored = True  # earns a credit that counts
    formative = False  # never in a test that decides

    def faults(self, written: Written, *, is_source: bool) -> Iterator[Fault]:
        """Why it cannot be set, beyond a missing stem. A translation answers for its words only."""
        yield from ()

    def worded(self, source: Written, words: Written) -> bool:
        """Has the translation words for all that the source asks?"""
        return {part.id for part in source.parts} <= {part.id for part in words.parts}

    def seen(self, source: Written, words: Written, ids: Ids, order: random.Random) -> dict:
        """What the learner sees beside stem, unit and objective."""
        return {}

    def marks(self, source: Written, words: Written, ids: Ids) -> dict:
        """What the grader reads beside feedback and reference."""
        return {}

    def known(self, question: dict, parts: dict[str, str], source: Written, words: Written) -> dict[str, str]:
        """For grading a paper by another key: which id of the paper stands for which part. `parts`: what its marking kept."""
        return {part: opaque for opaque, part in parts.items()}

    def covers(self, question: dict, marks: dict) -> bool:
        """Do these marks say enough to grade every answer that the paper allows?"""
        return True

    @abstractmethod
    def read(self, question: dict, values: list[str]):
        """The answer in its one shape; None where there is none. Raises AnswerError for what is no answer."""

    def typed(self, values: list[str]):
        """What was sent, in the shape of an answer although it may be none: for showing it again."""
        return values[0] if values else None

    def sent(self, answer) -> list[str]:
        """The values of the form that `read` makes this answer of."""
        return [] if answer in ANSWERED_BY_NOTHING else [answer]

    @abstractmethod
    def credit(self, marks: dict, answer) -> Fraction:
        """The share of one point, exactly. Called with a real answer only."""

    @abstractmethod
    def right(self, question: dict, marks: dict):
        """An answer that earns the whole point; None where there is none."""

    def told(self, question: dict, answer) -> list[str]:
        """The answer in words, a line each. Called with a real answer only."""
        return self.sent(answer)

    def labels(self, marks: dict, answer) -> list[str]:
        """What was answered by the parts' own ids, the same in all papers and languages."""
        return []

    def shown(self, question: dict, answer) -> dict:
        """For the template: the question with what was answered."""
        return {}

    def reviewed(self, question: dict, marks: dict, answer) -> dict:
        """For the template: `shown` with what was right."""
        return self.shown(question, answer)


def known(question_parts: list[dict], value: str) -> str:
    """The value, if it is the id of one of these parts."""
    if not isinstance(value, str) or value not in [part["id"] for part in question_parts]:
        raise AnswerError("answer")
    return value


def paired(values: list[str]) -> dict[str, str]:
    """What rows were given, from values like `row=choice`; rows left open are not in it."""
    given = {}
    for value in filter(None, values):
        row, equals, choice = value.partition("=") if isinstance(value, str) else ("", "", "")
        if not equals or row in given:
            raise AnswerError("answer")
        if choice:
            given[row] = choice
    return given


def all_worded(parts: tuple[Part, ...], sentence: str, *, other: bool = False) -> Iterator[Fault]:
    if any(not part.text.strip() or (other and not part.other.strip()) for part in parts):
        yield fault("choices", sentence)


def shuffled(parts: list, order: random.Random) -> list:
    parts = list(parts)
    order.shuffle(parts)
    return parts


WRITE_EVERY_CHOICE = gettext_noop("Write words for every choice, or delete the empty one.")

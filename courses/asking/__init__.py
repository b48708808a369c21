"""The kinds of question: how each is set, answered, graded, analysed and shown again. Plain Python.

A new kind is a subclass of `Kind` in this list, a block for its parts (`courses/blocks.py`), and a template in
`templates/courses/asking/`. Tests walk the list: a kind that lacks one of these fails them.
"""

from fractions import Fraction

from courses.asking.arranging import Gaps, Matching, Ordering
from courses.asking.choosing import Several, Single, TrueFalse
from courses.asking.judging import Concordance, ShortText
from courses.asking.kinds import ANSWERED_BY_NOTHING, Kind
from courses.asking.numbers import Number
from courses.asking.places import HotSpot
from courses.asking.written import AnswerError, Fault, Part, Vignette, Written

__all__ = [
    "ANSWERED_BY_NOTHING",
    "KINDS",
    "AnswerError",
    "Fault",
    "Kind",
    "Part",
    "Vignette",
    "Written",
    "as_typed",
    "credit",
    "kind_of",
    "labels",
    "read",
    "reviewed",
    "right",
    "sent",
    "shown",
    "told",
]

KINDS = {
    kind.name: kind() for kind in (Single, Several, TrueFalse, Matching, Ordering, Number, Gaps, HotSpot, ShortText, Concordance)
}


def kind_of(name: str) -> Kind:
    try:
        return KINDS[name]
    except KeyError:
        raise ValueError(f"Nobody said how to ask “{name}”.") from None


def read(question: dict, values: list[str]):
    """The answer to a question of a paper, from the values of its form, in the one shape in which it is kept."""
    return kind_of(question["kind"]).read(question, values)


def sent(question: dict, answer) -> list[str]:
    """The values of the form that give this answer."""
    return kind_of(question["kind"]).sent(answer)


def credit(kind: str, marks: dict, answer) -> Fraction | None:
    """The share of one point that `answer` earns, exactly; None where nobody marks it. A voided question is everyone's."""
    asked = kind_of(kind)
    if not asked.scored:
        return None
    if marks.get("void"):
        return Fraction(1)
    return Fraction(0) if answer in ANSWERED_BY_NOTHING else asked.credit(marks, answer)


def right(question: dict, marks: dict):
    """An answer to a question of a paper that earns the whole point, or None."""
    return kind_of(question["kind"]).right(question, marks)


def told(question: dict, answer) -> list[str]:
    """What was answered, in the words of the paper; empty where nothing was."""
    return [] if answer in ANSWERED_BY_NOTHING else kind_of(question["kind"]).told(question, answer)


def shown(question: dict, answer) -> dict:
    """A question of a paper with what was answered, for its template."""
    kind = kind_of(question["kind"])
    return {**question, "template": f"courses/asking/{kind.template}.html", **kind.shown(question, answer)}


def as_typed(question: dict, values: list[str]) -> dict:
    """The same with what was sent and is no answer yet, so that nothing typed is lost."""
    kind = kind_of(question["kind"])
    return kind.shown(question, kind.typed(values))


def reviewed(question: dict, marks: dict, answer) -> dict:
    """The same with what was right, for its template."""
    kind = kind_of(question["kind"])
    return {
        **question,
        "review_template": f"courses/asking/{kind.template}_review.html",
        "scored": kind.scored,
        "void": bool(marks.get("void")),
        **kind.reviewed(question, marks, answer),
    }


def labels(kind: str, marks: dict, answer) -> list[str]:
    """What was answered, by the ids of the question's own parts: the same in every paper and language."""
    return [] if answer in ANSWERED_BY_NOTHING else kind_of(kind).labels(marks, answer)

"""One question as it is set: what the learner sees, and the key that only the grader reads. Plain Python.

What the learner sees is put together here from a list of what may be seen, so that a new field of a question stays unseen
until somebody adds it to the list.
"""

from dataclasses import dataclass

SEEN = ("item", "kind", "stem", "choices", "unit", "objective")


@dataclass(frozen=True)
class Words:
    """A question's words in one language."""

    stem: str
    choices: dict[str, tuple[str, str]]  # block id: text, feedback
    unit: str
    feedback: str
    feedback_wrong: str


@dataclass(frozen=True)
class Key:
    """What decides, from the row of the source language only."""

    kind: str
    choice_ids: tuple[str, ...]
    right: frozenset[str]
    answer: str | None
    tolerance: str
    partial_credit: bool
    reference: str


def as_seen(item: str, key: Key, words: Words, opaque: dict[str, str], order: list[str], objective: str) -> dict:
    """The question for the learner: `opaque` gives each choice an id that says nothing, `order` is how they stand."""
    return {
        "item": item,
        "kind": key.kind,
        "stem": words.stem,
        "choices": [{"id": opaque[choice], "text": words.choices[choice][0]} for choice in order],
        "unit": words.unit,
        "objective": objective,
    }


def as_marked(key: Key, words: Words, opaque: dict[str, str]) -> dict:
    """The key for the grader, and the feedback for whoever has passed."""
    return {
        "right": [opaque[choice] for choice in key.choice_ids if choice in key.right],
        "parts": {opaque[choice]: choice for choice in key.choice_ids},
        "answer": key.answer,
        "tolerance": key.tolerance,
        "partial_credit": key.partial_credit,
        "unit": words.unit,
        "choice_feedback": {opaque[choice]: words.choices[choice][1] for choice in key.choice_ids},
        "feedback": words.feedback,
        "feedback_wrong": words.feedback_wrong,
        "reference": key.reference,
    }

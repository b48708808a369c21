"""One question as it is set: what the learner sees, and the key that only the grader reads. Plain Python.

What the learner sees is put together here from a list of what may be seen, so that a new field of a question stays unseen
until somebody adds it to the list.
"""

import random
from collections.abc import Callable

from courses.asking import Vignette, Written, kind_of
from courses.asking.kinds import Ids

VIGNETTE_SEEN = ("words", "picture", "picture_alt", "one_way")
SEEN = ("item", "kind", "stem", "choices", "rows", "unit", "objective", "picture", "picture_alt")


def as_set(
    item: str, source: Written, words: Written, mint: Callable[[], str], order: random.Random, objective: str
) -> tuple[dict, dict]:
    """The question for the learner, and its marking. `source` decides, `words` are read; `mint` gives ids that say nothing."""
    kind, ids = kind_of(source.kind), Ids(mint)
    seen = {
        "item": item,
        "kind": source.kind,
        "stem": words.stem,
        "choices": [],
        "unit": words.unit,
        "objective": objective,
        **({"picture": source.picture, "picture_alt": words.picture_alt} if source.picture else {}),
        **kind.seen(source, words, ids, order),
    }
    return {name: seen[name] for name in SEEN if name in seen}, as_marked(source, words, ids)


def case_as_set(source: Vignette, words: Vignette) -> dict:
    """The vignette for the learner, in the paper's language; picture and way follow the source."""
    seen = {"words": words.words, "picture": source.picture, "picture_alt": words.picture_alt, "one_way": source.one_way}
    return {name: seen[name] for name in VIGNETTE_SEEN}


def in_case(questions: list[dict], case: str, vignette: dict) -> list[dict]:
    """Questions of one case as the paper keeps them: each names it by an id that says nothing, the first holds its vignette."""
    return [{**question, "case": case, **({} if number else {"vignette": vignette})} for number, question in enumerate(questions)]


def as_marked(source: Written, words: Written, ids: Ids) -> dict:
    """The key for the grader, and the feedback for whoever has passed. `parts` leads from a paper's ids to the parts' own."""
    return {
        "kind": source.kind,
        "partial_credit": source.partial_credit,
        "points": source.points,
        "feedback": words.feedback,
        "feedback_wrong": words.feedback_wrong,
        "reference": source.reference,
        **kind_of(source.kind).marks(source, words, ids),
        "parts": ids.parts(),
    }

"""What could be answered to a question, of whatever kind: its labels, which of them are right, and their words. Plain Python."""

import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

from courses.analysing.flags import Option
from courses.asking import Written, kind_of, labels, right
from courses.asking.choosing import Choosing
from courses.asking.kinds import UNREAD
from courses.asking.numbers import Number
from courses.paper import as_set


@dataclass(frozen=True)
class Asked:
    """A question as analysis needs it. `choices` are the labels to choose from, where there is such a list."""

    choices: tuple[str, ...] = ()
    right: frozenset[str] = frozenset()
    texts: dict[str, str] = field(default_factory=dict)
    number: bool = False

    @classmethod
    def of(cls, written: Written) -> "Asked":
        """Of a question without faults. Its own key, answered on a paper made for it, says which labels are right."""
        kind, ids = kind_of(written.kind), count()
        order = random.Random(0)  # noqa: S311 - an order that nobody sees
        seen, marks = as_set("item", written, written, lambda: f"o{next(ids)}", order, "")
        choosing = isinstance(kind, Choosing)
        return cls(
            choices=tuple(part.id for part in written.parts) if choosing else (),
            right=frozenset(labels(written.kind, marks, right(seen, marks))),
            texts=_texts(written),
            number=isinstance(kind, Number),
        )

    def words(self, label: str) -> str:
        """A choice's words, a pair as "row → choice", a number as it is; "" for a part that is no longer there."""
        if label in self.texts:
            return self.texts[label]
        row, equals, choice = label.partition("=")
        if equals:
            return f"{self.texts.get(row, '')} → {self.texts.get(choice, choice if choice.isdecimal() else '')}"
        return label if self.number else ""

    def options(self, given: Counter, full: Counter) -> list[Option]:
        """In the question's order, then what else was answered. `full`: how often a label came with full credit."""
        here = [Option(label, label in self.right, given[label], distractor=True) for label in self.choices]
        others = [(label, n) for label, n in given.most_common() if label is not None and label not in self.choices]
        return here + [
            Option(
                label,
                full[label] == n if self.number and label != UNREAD else label in self.right,
                n,
                row=label.partition("=")[0] if "=" in label else "",
            )
            for label, n in others
        ]


def _texts(written: Written) -> dict[str, str]:
    texts = {}
    for number, part in enumerate(written.parts, 1):
        texts[part.id] = part.text or f"[[{number}]]"
        texts[f"{part.id}.other"] = part.other
        texts |= {option.id: option.text for option in part.options}
    return texts

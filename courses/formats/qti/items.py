"""One item: its declarations, its text with the place of each interaction, its feedback. No Django here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from courses.asking.written import gettext_noop
from courses.formats import rich
from courses.formats.foreign import UnheldError, decimal
from courses.formats.qti.names import html_of
from courses.formats.qti.scoring import CORRECT, Scoring, Term, scoring_of
from courses.formats.tree import Node

LEFT_OUT = gettext_noop("Feedback that depends on more than the answer, or is for staff, was left out.")
UNKNOWN = gettext_noop("“%(name)s” is named as an answer, and is no choice of it.")
_ASIDE = {"rubric-block", "feedback-block", "feedback-inline", "modal-feedback", "template-block", "template-inline"}
_OUTSIDE = {
    "assessment-stimulus-ref": gettext_noop("It stands beside a text in another file. Put that text into the question."),
    "template-declaration": gettext_noop("Its numbers are drawn anew for everybody. Ours are the same for all."),
    "template-processing": gettext_noop("Its numbers are drawn anew for everybody. Ours are the same for all."),
}
_SCORED_ELSEWHERE = gettext_noop("Its score depends on other answers than those of this question.")


@dataclass
class Mapping:
    entries: dict[str, Decimal]
    default: Decimal
    lower: Decimal | None
    upper: Decimal | None

    def worth(self, key: str) -> Decimal:
        return self.entries.get(key, self.default)

    def within(self, value: Decimal) -> Decimal:
        value = value if self.lower is None else max(self.lower, value)
        return value if self.upper is None else min(self.upper, value)


@dataclass
class Declared:
    id: str
    cardinality: str
    base: str
    correct: list[str]
    mapping: Mapping | None


class Item:
    """What the kinds of interaction are read from. Raises UnheldError at what no question of ours has."""

    def __init__(self, node: Node):
        self.node = node
        if node.attributes.get("adaptive") == "true":
            raise UnheldError(gettext_noop("It goes on after an answer (adaptive). Ours are answered once."))
        for child in node.children:
            if child.name in _OUTSIDE:
                raise UnheldError(_OUTSIDE[child.name])
        body = node.first("item-body")
        if body is None:
            raise UnheldError(gettext_noop("It asks nothing: its text is empty."))
        self.body = body
        self.declared = {one.id: one for one in map(_declared, node.all("response-declaration"))}
        self.interactions = [one for one in body.walk() if one.name.endswith("-interaction")]
        self.scoring: Scoring = scoring_of(node.first("response-processing"))
        self.feedback = _Feedback(self)

    def answer_to(self, interaction: Node) -> Declared:
        name = interaction.attributes.get("response-identifier", "")
        if name not in self.declared:
            raise UnheldError(gettext_noop("It does not declare the answer “%(name)s”."), name=name[:60])
        return self.declared[name]

    def term(self, declared: Declared) -> Term:
        """The one that this answer earns its score by, when it is the only one."""
        if [term.responses for term in self.scoring.terms] != [(declared.id,)]:
            raise UnheldError(_SCORED_ELSEWHERE if self.scoring.terms else gettext_noop("It says no answer that is right."))
        term = self.scoring.terms[0]
        if term.value <= 0:
            raise UnheldError(gettext_noop("A right answer earns nothing by its rules."))
        known(term, declared)
        return term

    def text(self, put: Callable[[Node], str]) -> str:
        """The HTML of its body; `put` says what stands where an interaction is."""

        def instead(node: Node) -> str | None:
            if node.name.endswith("-interaction"):
                return put(node)
            if node.name == "printed-variable":
                raise UnheldError(gettext_noop("Its numbers are drawn anew for everybody. Ours are the same for all."))
            return "" if node.name in _ASIDE else None

        return html_of(self.body, instead)

    def words(self, node: Node) -> str:
        """Of a choice, without its feedback."""
        return rich.one_line(rich.words(html_of(node, lambda inner: "" if inner.name in _ASIDE else None)))


def known(term: Term, declared: Declared) -> None:
    if term.how == CORRECT and not declared.correct:
        raise UnheldError(gettext_noop("It says no answer that is right."))
    if term.how != CORRECT and declared.mapping is None:
        raise UnheldError(gettext_noop("It maps no answer to a score."))


def _declared(node: Node) -> Declared:
    said = node.attributes
    correct = node.first("correct-response")
    return Declared(
        said.get("identifier", ""),
        said.get("cardinality", "single"),
        said.get("base-type", ""),
        [" ".join(value.text.split()) for value in correct.all("value")] if correct else [],
        _mapping(node.first("mapping")),
    )


def _mapping(node: Node | None) -> Mapping | None:
    if node is None:
        return None
    said = node.attributes
    entries = {
        " ".join(entry.attributes.get("map-key", "").split()): decimal(entry.attributes.get("mapped-value", ""))
        for entry in node.all("map-entry")
    }
    bounds = [decimal(said[name]) if name in said else None for name in ("lower-bound", "upper-bound")]
    return Mapping(entries, decimal(said.get("default-value", "0")), *bounds)


@dataclass
class _Said:
    outcome: str
    value: str
    words: str
    node: Node


@dataclass
class _Feedback:
    """Each is handed out once; what nobody asked for was left out."""

    item: Item
    left: list[_Said] = field(default_factory=list)

    def __post_init__(self):
        for node in self.item.node.walk():
            if node.name in ("modal-feedback", "feedback-block", "feedback-inline"):
                said = node.attributes
                shown = said.get("show-hide", "show") == "show"
                words = rich.words(html_of(node))
                self.left.append(
                    _Said(said.get("outcome-identifier", "") if shown else "", said.get("identifier", ""), words, node)
                )

    def to_choice(self, choice: str, response: str) -> str:
        return self._taken(lambda one: one.value == choice and self.item.scoring.chosen.get(one.outcome) == response)

    def when(self, *, right: bool) -> str:
        cases = self.item.scoring.when_right if right else self.item.scoring.when_wrong
        return self._taken(lambda one: (one.outcome, one.value) in cases)

    def always(self) -> str:
        """What is shown whatever was answered; only for an item without rules."""
        return self._taken(lambda one: one.node.name != "feedback-inline")

    def _taken(self, fits: Callable[[_Said], bool]) -> str:
        found = [one for one in self.left if fits(one)]
        self.left = [one for one in self.left if one not in found]
        return "\n".join(dict.fromkeys(one.words for one in found if one.words))

    def notes(self) -> tuple[str, ...]:
        staff = any(node.name == "rubric-block" for node in self.item.node.walk())
        return (LEFT_OUT,) if staff or any(one.words for one in self.left) else ()

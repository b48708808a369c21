"""By which rules an item earns its score, as far as our questions earn theirs so. No Django here."""

from dataclasses import dataclass, field
from decimal import Decimal

from courses.asking.written import gettext_noop
from courses.formats.foreign import UnheldError, decimal
from courses.formats.tree import Node

SCORE = "SCORE"
CORRECT, MAPPED = "correct", "mapped"
RULE = gettext_noop("Its score follows a rule (“%(rule)s”) that our questions do not have.")
_TEMPLATES = {"match_correct": CORRECT, "map_response": MAPPED}
_NO_RULES = ("template-constraint", "lookup-outcome-value", "exit-response")


@dataclass(frozen=True)
class Term:
    """What adds to the score: `value` where all these responses are right (`near`: a number's tolerance), or as they are mapped."""

    how: str
    responses: tuple[str, ...]
    value: Decimal = Decimal(1)
    near: Node | None = None


@dataclass
class Scoring:
    terms: list[Term] = field(default_factory=list)
    chosen: dict[str, str] = field(default_factory=dict)  # outcome that takes over a response: that response
    when_right: set[tuple[str, str]] = field(default_factory=set)  # outcome, and the value it gets
    when_wrong: set[tuple[str, str]] = field(default_factory=set)


def scoring_of(processing: Node | None) -> Scoring:
    """Raises UnheldError at a rule for the score that ours do not have; other rules only matter to feedback."""
    found = Scoring()
    if processing is None:
        return found
    if processing.children:
        _follow(processing.children, found)
    elif template := processing.attributes.get("template", ""):
        name = template.rpartition("/")[2].removesuffix(".xml")
        if name not in _TEMPLATES:
            raise UnheldError(RULE, rule=name[:60])
        found.terms.append(Term(_TEMPLATES[name], ("RESPONSE",)))
    return found


def _follow(rules: list[Node], found: Scoring) -> None:
    for rule in rules:
        if rule.name == "set-outcome-value" and len(rule.children) == 1:
            _set(rule.attributes.get("identifier", ""), rule.children[0], found)
        elif rule.name == "response-condition":
            _condition(rule.children, found)
        elif _scores([rule]) or rule.name not in ("set-outcome-value", "response-processing-fragment"):
            raise UnheldError(RULE, rule=rule.name)


def _set(outcome: str, value: Node, found: Scoring) -> None:
    if outcome != SCORE:
        if value.name == "variable":
            found.chosen[outcome] = _named(value)
        return
    added = _added(value)
    if found.terms and not _adds(value):
        raise UnheldError(RULE, rule="set-outcome-value")
    for part in added:
        if part.name == "map-response":
            found.terms.append(Term(MAPPED, (_named(part),)))
        elif part.name != "base-value" or decimal(part.text):
            raise UnheldError(RULE, rule=part.name)


def _condition(branches: list[Node], found: Scoring) -> None:
    """“If it is right …, else …”; what guards against no answer at all is looked through."""
    if not branches or not all(branch.children or branch.name == "response-else" for branch in branches):
        return
    test, *rules = branches[0].children
    others = branches[1:]
    if test.name == "is-null" and not _earns(rules):
        _guarded(test, others, found)
    elif test.name == "not" and [inner.name for inner in test.children] == ["is-null"] and not any(map(_inner_earns, others)):
        _guarded(test.children[0], [Node("response-else", {}, test.line, rules)], found)
    elif (right := _right(test)) and len(others) <= 1 and all(other.name == "response-else" for other in others):
        _if_right(*right, rules, others[0].children if others else [], found)
    elif _scores(branches):
        raise UnheldError(RULE, rule=test.name)


def _guarded(test: Node, others: list[Node], found: Scoring) -> None:
    """Rules for who answered: who did not earns nothing anyway, if all that follows asks for the same answer."""
    before = len(found.terms)
    if others and others[0].name == "response-else":
        _follow(others[0].children, found)
    elif others:
        _condition(others, found)
    if any(term.responses != tuple(map(_named, test.children)) for term in found.terms[before:]):
        raise UnheldError(RULE, rule=test.name)


def _if_right(responses: tuple[str, ...], near: Node | None, rules: list[Node], otherwise: list[Node], found: Scoring) -> None:
    if _earns(otherwise):
        raise UnheldError(gettext_noop("A wrong answer earns something by its rules. Ours earn nothing then."))
    for rule in rules:
        if rule.attributes.get("identifier") == SCORE and rule.name == "set-outcome-value" and len(rule.children) == 1:
            value = rule.children[0]
            added = _added(value)
            if len(added) != 1 or added[0].name != "base-value" or (found.terms and not _adds(value)):
                raise UnheldError(RULE, rule=added[0].name if added else rule.name)
            found.terms.append(Term(CORRECT, responses, decimal(added[0].text), near))
        elif _scores([rule]):
            raise UnheldError(RULE, rule=rule.name)
    for into, followed in ((found.when_right, rules), (found.when_wrong, otherwise)):
        for rule in followed:
            if rule.name == "set-outcome-value" and [value.name for value in rule.children] == ["base-value"]:
                into.add((rule.attributes.get("identifier", ""), rule.children[0].text.strip()))


def _right(test: Node) -> tuple[tuple[str, ...], Node | None] | None:
    """The responses of which a test asks whether they are right, and how near a number must be."""
    names = [inner.name for inner in test.children]
    if test.name in ("match", "equal") and sorted(names) == ["correct", "variable"]:
        first, second = test.children
        return ((_named(first),), test if test.name == "equal" else None) if _named(first) == _named(second) else None
    if test.name == "and" and len(test.children) == 1:
        return _right(test.children[0])
    if test.name == "and":
        parts = [_right(inner) for inner in test.children]
        if all(part and part[1] is None for part in parts):
            return tuple(name for part in parts if part for name in part[0]), None
    return None


def _added(value: Node) -> list[Node]:
    parts = value.children if value.name == "sum" else [value]
    return [part for part in parts if not _is_score(part)]


def _adds(value: Node) -> bool:
    return value.name == "sum" and any(map(_is_score, value.children))


def _is_score(node: Node) -> bool:
    return node.name == "variable" and _named(node) == SCORE


def _named(node: Node) -> str:
    return node.attributes.get("identifier", "")


def _scores(rules: list[Node]) -> bool:
    return any(
        (node.name == "set-outcome-value" and _named(node) == SCORE) or node.name in _NO_RULES
        for rule in rules
        for node in rule.walk()
    )


def _earns(rules: list[Node]) -> bool:
    """Do they do anything to the score but set it to nothing?"""
    rules = [rule for rule in rules if not (_named(rule) == SCORE and _is_nothing(rule))]
    return _scores(rules)


def _inner_earns(branch: Node) -> bool:
    return _earns(branch.children)


def _is_nothing(rule: Node) -> bool:
    return [value.name for value in rule.children] == ["base-value"] and not decimal(rule.children[0].text)

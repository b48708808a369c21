"""Pairs, steps, gaps, numbers and own words of an item as ours, where they earn the same. No Django here."""

from decimal import Decimal

from courses.asking.written import Part, Written, gettext_noop
from courses.formats.foreign import UnheldError, decimal, plain
from courses.formats.qti.items import UNKNOWN, Declared, Item, known
from courses.formats.qti.scoring import CORRECT, RULE, Term
from courses.formats.tree import Node

_ALIKE = gettext_noop("Its rows or gaps earn differently, or what is wrong earns something. Ours count alike.")
_RIGHT = gettext_noop("“%(name)s” has no right answer, or several. Ours have one.")


def match(item: Item, node: Node) -> tuple[Written, tuple[str, ...]]:
    """The first set are the rows. What belongs to none of them is one more choice."""
    sets = [group.all("simple-associable-choice") for group in node.all("simple-match-set")]
    if len(sets) != 2:
        raise UnheldError(gettext_noop("Pairs have two sets of halves."))
    rows, offered = ({one.attributes.get("identifier", ""): one for one in group} for group in sets)
    _once_a_row(rows.values())
    right, how = _pairs(item, item.answer_to(node), list(rows), list(offered))
    parts = [Part(row, item.words(rows[row]), other=item.words(offered[right[row]])) for row in rows]
    parts += [Part(other, other=item.words(offered[other])) for other in offered if other not in right.values()]
    return Written("matching", parts=tuple(parts), **how), ()


def order(item: Item, node: Node) -> tuple[Written, tuple[str, ...]]:
    declared = item.answer_to(node)
    term = item.term(declared)
    steps = {one.attributes.get("identifier", ""): item.words(one) for one in node.all("simple-choice")}
    if term.how != CORRECT or term.near is not None:
        raise UnheldError(RULE, rule="map-response")
    if sorted(declared.correct) != sorted(steps):
        raise UnheldError(gettext_noop("Its right order does not name every step once. Ours ask for all of them."))
    parts = tuple(Part(step, steps[step]) for step in declared.correct)
    return Written("ordering", parts=parts, partial_credit=False, points=plain(term.value)), ()


def number(item: Item, node: Node) -> tuple[Written, tuple[str, ...]]:
    declared = item.answer_to(node)
    if declared.base not in ("float", "integer"):
        raise UnheldError(gettext_noop("Its answer is typed as words. Ours are chosen, or marked by nobody."))
    term = item.term(declared)
    points, tolerance, relative = term.value, Decimal(0), False
    if term.how == CORRECT:
        answers = declared.correct
        tolerance, relative = _tolerance(term)
    else:
        entries = declared.mapping.entries if declared.mapping else {}
        answers = [key for key, worth in entries.items() if worth]
        points = declared.mapping.within(entries[answers[0]]) if declared.mapping and answers else Decimal(0)
        if points <= 0 or declared.mapping.default:
            raise UnheldError(_ALIKE)
    if len(answers) != 1:
        raise UnheldError(gettext_noop("It has several right numbers, or numbers that earn a part. Ours have one right number."))
    return Written(
        "numeric",
        answer=plain(decimal(answers[0])),
        tolerance=plain(tolerance),
        relative=relative,
        points=plain(points),
        feedback=item.feedback.when(right=True),
        feedback_wrong=item.feedback.when(right=False),
    ), ()


def _tolerance(term: Term) -> tuple[Decimal, bool]:
    said = term.near.attributes if term.near else {}
    mode = said.get("tolerance-mode", "exact")
    if mode == "exact":
        return Decimal(0), False
    numbers = [decimal(one) for one in said.get("tolerance", "").split()]
    bounds = {said.get(name, "true") for name in ("include-lower-bound", "include-upper-bound")}
    if mode not in ("absolute", "relative") or not numbers or min(numbers) != max(numbers) or bounds != {"true"}:
        raise UnheldError(gettext_noop("Its tolerance differs below and above the number. Ours is the same on both sides."))
    return numbers[0], mode == "relative"


def inline(item: Item, nodes: list[Node]) -> tuple[Written, tuple[str, ...]]:
    """Drop-downs inside a text."""
    gaps, terms = [], {term.responses: term for term in item.scoring.terms}
    answers = [item.answer_to(node) for node in nodes]
    if not terms or {name for responses in terms for name in responses} != {answer.id for answer in answers}:
        raise UnheldError(gettext_noop("Its score depends on other answers than those of this question."))
    all_at_once = len(terms) == 1 and len(answers) > 1
    worth = set()
    for number_of, (node, answer) in enumerate(zip(nodes, answers, strict=True)):
        term = next(term for responses, term in terms.items() if answer.id in responses)
        right, points = _right_one(term, answer)
        worth.add(points)
        options = [
            Part(f"{number_of}.{place}", item.words(one), right=one.attributes.get("identifier") == right)
            for place, one in enumerate(node.all("inline-choice"))
        ]
        said = [item.feedback.to_choice(one.attributes.get("identifier", ""), answer.id) for one in node.all("inline-choice")]
        told = [words if option.right else f"{option.text}: {words}" for option, words in zip(options, said, strict=True) if words]
        if sum(option.right for option in options) != 1:
            raise UnheldError(_RIGHT, name=answer.id[:60])
        gaps.append(Part(str(number_of), feedback="\n".join(told), options=tuple(options)))
    if len(worth) != 1 or min(worth) <= 0 or len(item.scoring.terms) != len(terms):
        raise UnheldError(_ALIKE)
    points = min(worth) if all_at_once else min(worth) * len(gaps)
    return Written("cloze", parts=tuple(gaps), partial_credit=not all_at_once, points=plain(points)), ()


def _right_one(term: Term, declared: Declared) -> tuple[str, Decimal]:
    known(term, declared)
    if term.near is not None:
        raise UnheldError(RULE, rule="equal")
    if term.how == CORRECT:
        if len(declared.correct) != 1:
            raise UnheldError(_RIGHT, name=declared.id[:60])
        return declared.correct[0], term.value
    mapping = declared.mapping
    earning = [key for key, value in mapping.entries.items() if mapping.within(value)]
    if len(earning) != 1 or mapping.within(mapping.default):
        raise UnheldError(_ALIKE)
    return earning[0], mapping.within(mapping.entries[earning[0]])


def gap_match(item: Item, node: Node) -> tuple[Written, tuple[str, ...]]:
    """Words to put into gaps: every gap offers all of them."""
    if node.all("gap-img"):
        raise UnheldError(gettext_noop("A picture stands outside the question's text. Only the text may have one."))
    words = {one.attributes.get("identifier", ""): item.words(one) for one in node.all("gap-text")}
    gaps = [one.attributes.get("identifier", "") for one in node.walk() if one.name == "gap"]
    right, how = _pairs(item, item.answer_to(node), gaps, list(words), rows_first=False)
    parts = [
        Part(
            str(number_of),
            options=tuple(
                Part(f"{number_of}.{place}", text, right=right[gap] == name) for place, (name, text) in enumerate(words.items())
            ),
        )
        for number_of, gap in enumerate(gaps)
    ]
    return Written("cloze", parts=tuple(parts), **how), ()


def _once_a_row(rows) -> None:
    if any(row.attributes.get("match-max", "1") != "1" for row in rows):
        raise UnheldError(gettext_noop("A row may be given several choices. Ours are given one."))


def _pairs(
    item: Item, declared: Declared, rows: list[str], offered: list[str], *, rows_first: bool = True
) -> tuple[dict[str, str], dict]:
    """What is right for every row, and how it counts."""
    term = item.term(declared)
    if term.near is not None:
        raise UnheldError(RULE, rule="equal")
    if term.how == CORRECT:
        named, points = declared.correct, term.value
    else:
        mapping = declared.mapping
        named = [key for key, worth in mapping.entries.items() if worth]
        values = {mapping.entries[key] for key in named}
        points = sum((mapping.entries[key] for key in named), Decimal(0))
        if len(values) != 1 or points <= 0 or mapping.default or mapping.within(points) != points or mapping.within(Decimal(0)):
            raise UnheldError(_ALIKE)
    right: dict[str, str] = {}
    for pair in named:
        halves = pair.split()
        row, other = (halves if rows_first else halves[::-1]) if len(halves) == 2 else ("", "")
        if row in right:
            raise UnheldError(_RIGHT, name=row[:60])
        if row not in rows or other not in offered:
            raise UnheldError(UNKNOWN, name=pair[:60])
        right[row] = other
    if missing := [row for row in rows if row not in right]:
        raise UnheldError(_RIGHT, name=missing[0][:60])
    return right, {"partial_credit": term.how != CORRECT, "points": plain(points)}


def own_words(item: Item, node: Node) -> tuple[Written, tuple[str, ...]]:
    """Nobody marks them: what was said of a right answer becomes the model answer."""
    if item.scoring.terms:
        raise UnheldError(gettext_noop("Its answer is typed as words. Ours are chosen, or marked by nobody."))
    model = " ".join(item.answer_to(node).correct)
    said = item.feedback.when(right=True) or item.feedback.always()
    return Written("short_text", feedback="\n".join(filter(None, (model, said)))), ()

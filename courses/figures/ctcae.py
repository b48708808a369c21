"""Grades by the Common Terminology Criteria for Adverse Events, version 5.0 (NCI, 27 November 2017), two terms of it.

Only limits that were checked stand here: a number that is missing is missing on purpose, and limits of another version are
never mixed in. Seriousness is ICH E2A (1994): another question, with another answer.
"""

from dataclasses import dataclass

VERSION = "5.0"
TERMS = ("diarrhoea", "neutrophils")
SERIOUS_CRITERIA = ("death", "life_threatening", "hospital", "disability", "congenital", "important")


@dataclass(frozen=True)
class Grade:
    """`number` is None where this module holds no limit; `reason` names the limit that decided."""

    number: int | None
    reason: str


def grade(term: str, value: float, criteria: frozenset[str] = frozenset()) -> Grade:
    """Grade one event.

    `value`: for "diarrhoea" stools a day above the usual number, for "neutrophils" cells per mm³.
    `criteria`: what happened to the person, from SERIOUS_CRITERIA; a death or a hospital stay decides the grade of diarrhoea.
    """
    if term == "neutrophils":
        if value < 500:
            return Grade(4, "neutrophils_4")
        return Grade(3, "neutrophils_3") if value < 1000 else Grade(None, "neutrophils_below")
    if "death" in criteria:
        return Grade(5, "death")
    if "life_threatening" in criteria:
        return Grade(None, "life_threatening")
    if value >= 7:
        return Grade(3, "diarrhoea_3")
    if "hospital" in criteria:
        return Grade(3, "diarrhoea_hospital")
    return Grade(2, "diarrhoea_2") if value >= 4 else Grade(None, "diarrhoea_below")


def serious(criteria: frozenset[str]) -> bool:
    """At least one criterion of ICH E2A is met."""
    return bool(criteria)


def remark(number: int | None, is_serious: bool) -> str:
    """How the two answers stand to one another: "severe_not_serious", "serious_not_severe", "both", "neither", "unknown"."""
    if number is None:
        return "unknown"
    if number >= 3:
        return "both" if is_serious else "severe_not_serious"
    return "serious_not_severe" if is_serious else "neither"

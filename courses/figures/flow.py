"""The numbers of a CONSORT flow diagram.

Source: Hopewell S et al. CONSORT 2025, PLoS Med 2025;22:e1004587, items 22a and 22b: for each group the numbers randomly
assigned, treated as intended and analysed for the primary outcome; losses and exclusions after randomisation with reasons.
A number may be None: not filled in yet.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Arm:
    """One group, from allocation to analysis."""

    allocated: int | None
    received: int | None
    not_received: int | None
    lost: int | None
    discontinued: int | None
    analysed: int | None
    not_analysed: int | None


@dataclass(frozen=True)
class Flow:
    """A two-group (or wider) parallel trial; `excluded` holds one number a reason."""

    assessed: int | None
    excluded: list[int | None]
    randomised: int | None
    arms: list[Arm]


@dataclass(frozen=True)
class Problem:
    """Which box does not fit. `arm` counts from 0; None above the allocation.

    `code`: "empty" (fill it in), "sum" (the sum says `expected`) or "more" (more than `expected` is not possible).
    """

    box: str
    arm: int | None
    code: str
    found: int | None = None
    expected: int | None = None


def problems(flow: Flow) -> list[Problem]:
    """Every box that is empty or does not balance, from the top down."""
    found: list[Problem] = []

    def empty(box: str, arm: int | None, *numbers: int | None) -> bool:
        if any(number is None for number in numbers):
            found.append(Problem(box, arm, "empty"))
            return True
        return False

    if not empty("excluded", None, flow.assessed, *flow.excluded):
        left = flow.assessed - sum(flow.excluded)
        if left < 0:
            found.append(Problem("excluded", None, "more", sum(flow.excluded), flow.assessed))
        elif not empty("randomised", None, flow.randomised) and flow.randomised != left:
            found.append(Problem("randomised", None, "sum", flow.randomised, left))
    allocated = [arm.allocated for arm in flow.arms]
    if not empty("allocated", None, *allocated) and flow.randomised is not None and sum(allocated) != flow.randomised:
        found.append(Problem("allocated", None, "sum", sum(allocated), flow.randomised))
    for number, arm in enumerate(flow.arms):
        _sum(found, empty, "received", number, arm.allocated, arm.received, arm.not_received)
        for box, value in (("lost", arm.lost), ("discontinued", arm.discontinued)):
            if not empty(box, number, value) and arm.allocated is not None and value > arm.allocated:
                found.append(Problem(box, number, "more", value, arm.allocated))
        _sum(found, empty, "analysed", number, arm.allocated, arm.analysed, arm.not_analysed)
    return found


def _sum(found: list[Problem], empty, box: str, arm: int, whole: int | None, *parts: int | None) -> None:
    """Who was allocated is in one of the parts."""
    if not empty(box, arm, *parts) and whole is not None and sum(parts) != whole:
        found.append(Problem(box, arm, "sum", sum(parts), whole))

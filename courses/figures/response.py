"""Response of target lesions.

Source: Eisenhauer EA et al. RECIST 1.1, Eur J Cancer 2009;45:228–247. Sizes in mm: longest diameter, for lymph nodes the
short axis. Non-target lesions are judged besides and are not part of this sheet; a new lesion is.
"""

from dataclasses import dataclass

MOST_TARGETS = 5
MOST_IN_ORGAN = 2
SMALLEST_LESION = 10.0
SMALLEST_NODE = 15.0
NORMAL_NODE = 10.0
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Target:
    """One target lesion; `sizes` holds the baseline first, then every visit."""

    organ: str
    node: bool
    sizes: list[float]


@dataclass(frozen=True)
class Visit:
    """One column of the sheet. `nadir` is the smallest sum before this visit; percents are None where they divide by zero.

    `verdict`: "baseline", "CR", "PR", "SD", "PD". `reason`: "baseline", "new_lesion", "growth", "complete", "partial" or
    "between". `short`: at least 20 % above the nadir but less than 5 mm, so no progression.
    """

    sum: float
    nadir: float
    from_baseline: float | None
    from_nadir: float | None
    millimetres: float
    verdict: str
    reason: str
    short: bool


def judge(targets: list[Target], new_lesions: list[bool]) -> list[Visit]:
    """The verdict of every visit; `new_lesions` holds one truth a visit, the baseline's is not looked at."""
    sums = [sum(target.sizes[number] for target in targets) for number in range(len(new_lesions))]
    visits = []
    for number, total in enumerate(sums):
        nadir = min(sums[:number], default=total)
        verdict, reason, short = ("baseline", "baseline", False)
        if number:
            gone = all(_gone(target, target.sizes[number]) for target in targets)
            verdict, reason, short = _verdict(sums[0], nadir, total, gone, new_lesions[number])
        visits.append(Visit(total, nadir, _percent(total, sums[0]), _percent(total, nadir), total - nadir, verdict, reason, short))
    return visits


def _verdict(baseline: float, nadir: float, total: float, gone: bool, new_lesion: bool) -> tuple[str, str, bool]:
    grown_by_share = total - nadir >= 0.2 * nadir - _ROUNDING and total > nadir
    grown_by_length = total - nadir >= 5 - _ROUNDING
    short = grown_by_share and not grown_by_length
    if new_lesion:
        return "PD", "new_lesion", False
    if gone:
        return "CR", "complete", False
    if grown_by_share and grown_by_length:
        return "PD", "growth", False
    if total <= 0.7 * baseline + _ROUNDING:
        return "PR", "partial", short
    return "SD", "between", short


def _gone(target: Target, size: float) -> bool:
    return size < NORMAL_NODE if target.node else size == 0


def _percent(now: float, before: float) -> float | None:
    return 100 * (now - before) / before if before else None


def refusals(targets: list[Target]) -> list[tuple[str, int]]:
    """What RECIST 1.1 does not allow at baseline: (code, number of the lesion from 0).

    "too_many": more than five; "organ": a third in one organ; "lesion", "node": smaller than 10 mm, or 15 mm for a node.
    """
    found = []
    for number, target in enumerate(targets):
        if number >= MOST_TARGETS:
            found.append(("too_many", number))
        same = sum(_same(other.organ, target.organ) for other in targets[:number])
        if same >= MOST_IN_ORGAN:
            found.append(("organ", number))
        if target.node and target.sizes[0] < SMALLEST_NODE:
            found.append(("node", number))
        if not target.node and target.sizes[0] < SMALLEST_LESION:
            found.append(("lesion", number))
    return found


def _same(organ: str, other: str) -> bool:
    return organ.strip().casefold() == other.strip().casefold()

"""Non-inferiority: a confidence interval against a margin.

Source: Piaggio G et al. Reporting of noninferiority and equivalence randomized trials, JAMA 2012;308:2594–2604, figure 1.
For a ratio no difference is 1, for a difference 0. When less of the outcome is better the margin lies above it, else below.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """`conclusion`: "superior", "non_inferior", "inconclusive" or "inferior" (the whole interval lies beyond the margin).

    `worse`: non-inferior, and yet the whole interval lies on the worse side of no difference.
    """

    non_inferior: bool
    superior: bool
    conclusion: str
    worse: bool


def no_difference(measure: str) -> float:
    """1 for a "ratio", 0 for a "difference"."""
    return 1.0 if measure == "ratio" else 0.0


def margin_fits(margin: float, measure: str, lower_is_better: bool) -> bool:
    """The margin lies on the worse side of no difference."""
    null = no_difference(measure)
    if measure == "ratio" and margin <= 0:
        return False
    return margin > null if lower_is_better else margin < null


def judge(lower: float, upper: float, margin: float, measure: str, lower_is_better: bool) -> Verdict:
    """The verdict on an interval from `lower` to `upper`."""
    null = no_difference(measure)
    if not lower_is_better:  # mirrored, so that one rule serves both directions
        lower, upper, margin, null = -upper, -lower, -margin, -null
    non_inferior, superior = upper < margin, upper < null
    if superior and non_inferior:
        conclusion = "superior"
    elif non_inferior:
        conclusion = "non_inferior"
    else:
        conclusion = "inferior" if lower > margin else "inconclusive"
    return Verdict(non_inferior, superior and non_inferior, conclusion, non_inferior and lower > null)

"""Weighing what is known about a variant, and the arithmetic of reads.

Sources: somatic tiers: Li MM et al. J Mol Diagn 2017;19:4–23. Germline classes: Richards S et al. Genet Med 2015;17:405–424;
of its combination rules only two stand here, and anything else is said to be not covered. A tier holds for one day,
one tumour and one country.
"""

from dataclasses import dataclass
from math import sqrt

from courses.figures.survival import Z95

EVIDENCE = ("A", "B", "C", "D", "unknown", "common")
TIERS = ("I", "II", "III", "IV")
CRITERIA = (
    "PVS1",
    *(f"PS{number}" for number in range(1, 5)),
    *(f"PM{number}" for number in range(1, 7)),
    *(f"PP{number}" for number in range(1, 6)),
    "BA1",
    *(f"BS{number}" for number in range(1, 5)),
    *(f"BP{number}" for number in range(1, 8)),
)
CLASSES = ("pathogenic", "likely_pathogenic", "uncertain", "likely_benign", "benign")


@dataclass(frozen=True)
class Reads:
    """`share` = alternative / all reads with Wilson's 95 % interval; `expected` of a clonal, heterozygous, diploid variant."""

    share: float
    lower: float
    upper: float
    expected: float
    fits: bool
    germline_hint: bool


def tier(evidence: list[str]) -> str | None:
    """The somatic tier of the strongest card; None when evidence for a role and a high population frequency contradict."""
    strong, potential = {"A", "B"} & set(evidence), {"C", "D"} & set(evidence)
    if "common" in evidence:
        return None if strong or potential else "IV"
    if strong:
        return "I"
    return "II" if potential else "III"


def germline_class(criteria: list[str]) -> str | None:
    """PVS1 with exactly one moderate criterion: likely pathogenic. BA1 alone: benign. Otherwise None: not covered here."""
    met = sorted(set(criteria))
    if met == ["BA1"]:
        return "benign"
    if len(met) == 2 and "PVS1" in met and any(one.startswith("PM") for one in met):
        return "likely_pathogenic"
    return None


def reads(alternative: int, total: int, tumour_content: float) -> Reads:
    """Judge a variant allele frequency; `tumour_content` is the share of tumour cells, 0 to 1.

    It fits a clonal heterozygous variant of a diploid tumour when half the tumour content lies inside the interval. About
    50 % (here 40 to 60 %) or about 100 % (90 % and more) in a tumour-only test is a hint of a germline variant.
    """
    share = alternative / total
    lower, upper = wilson(alternative, total)
    expected = tumour_content / 2
    return Reads(share, lower, upper, expected, lower <= expected <= upper, 0.4 <= share <= 0.6 or share >= 0.9)


def wilson(count: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (J Am Stat Assoc 1927;22:209–212)."""
    share, square = count / total, Z95**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = Z95 * sqrt(share * (1 - share) / total + square / (4 * total**2)) / (1 + square / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def positive_predictive_value(sensitivity: float, specificity: float, prevalence: float) -> float | None:
    """The share of positive tests that are right (Bayes); None when no test would be positive."""
    right, wrong = sensitivity * prevalence, (1 - specificity) * (1 - prevalence)
    return right / (right + wrong) if right + wrong else None

"""The Kaplan–Meier estimate.

Sources: Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457–481. The interval is Greenwood's (1926) on the plain scale,
S ± z·S·√Σ d/(n(n−d)), cut off at 0 and 1. Whoever is censored at the time of an event still counts as at risk for it.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)
_ROUNDING = 1e-12  # products of fractions: 0.5 may come out as 0.5000000000000001


@dataclass(frozen=True)
class Patient:
    """Followed for `time`; then the event came, or we know no more (censored)."""

    time: float
    event: bool


@dataclass(frozen=True)
class Step:
    """One distinct time: who was at risk just before it, what happened at it, and the estimate after it.

    `lower` and `upper` bound a 95 % confidence interval; None once everybody at risk had the event.
    """

    time: float
    at_risk: int
    events: int
    censored: int
    survival: float
    lower: float | None
    upper: float | None


def kaplan_meier(patients: list[Patient]) -> list[Step]:
    """The life table in order of time."""
    steps: list[Step] = []
    survival, spread = 1.0, 0.0
    for time in sorted({patient.time for patient in patients}):
        n = at_risk(patients, time)
        events = sum(patient.event for patient in patients if patient.time == time)
        censored = sum(not patient.event for patient in patients if patient.time == time)
        survival *= (n - events) / n
        spread += events / (n * (n - events)) if events < n else 0.0
        lower = upper = None
        if survival > 0:
            half = Z95 * survival * sqrt(spread)
            lower, upper = max(0.0, survival - half), min(1.0, survival + half)
        steps.append(Step(time, n, events, censored, survival, lower, upper))
    return steps


def at_risk(patients: list[Patient], time: float) -> int:
    """How many are still observed just before `time`."""
    return sum(patient.time >= time for patient in patients)


def survival_at(steps: list[Step], time: float) -> float:
    """S(t): 1 before the first step."""
    return next((step.survival for step in reversed(steps) if step.time <= time), 1.0)


def median(steps: list[Step]) -> float | None:
    """The first time at which S(t) is 0.50 or less; None when the curve stays above."""
    return next((step.time for step in steps if step.events and step.survival <= 0.5 + _ROUNDING), None)

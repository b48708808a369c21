"""Sample sizes of two equal groups, two-sided test.

Sources: two proportions and two means: Julious SA, Sample Sizes for Clinical Trials, 2010 (normal approximation; pooled
variance under the null hypothesis, or unpooled); two means by Student's t: power from the noncentral t distribution;
log-rank: Schoenfeld DA. Biometrics 1983;39:499–503. `alpha`, `power` and shares lie between 0 and 1.
"""

from math import ceil, erfc, exp, lgamma, log, sqrt
from statistics import NormalDist

_INTERVALS = 400
_ROUNDING = 1e-9  # 1 / 0.05 is 20.000000000000004 in floating point, and not 21 people


def proportions_unpooled(first: float, second: float, alpha: float, power: float) -> float:
    """People a group: (z₁₋α⸝₂ + z₁₋β)² (p₁q₁ + p₂q₂) / (p₁ − p₂)²."""
    return _both(alpha, power) ** 2 * _variances(first, second) / (first - second) ** 2


def proportions_pooled(first: float, second: float, alpha: float, power: float) -> float:
    """People a group, with the variance of the mean proportion under the null hypothesis."""
    root = _z(alpha) * sqrt(_pooled(first, second)) + _quantile(power) * sqrt(_variances(first, second))
    return root**2 / (first - second) ** 2


def means_normal(difference: float, alpha: float, power: float) -> float:
    """People a group for a difference in standard deviations: 2 (z₁₋α⸝₂ + z₁₋β)² / d²."""
    return 2 * _both(alpha, power) ** 2 / difference**2


def means_t(difference: float, alpha: float, power: float) -> int:
    """The smallest whole number a group with which the t test reaches the power."""
    n = max(2, round_up(means_normal(difference, alpha, power)) - 2)
    while n > 2 and power_t(n, difference, alpha) >= power:
        n -= 1
    while power_t(n, difference, alpha) < power:
        n += 1
    return n


def logrank_events(hazard_ratio: float, alpha: float, power: float) -> float:
    """Events in both groups together: 4 (z₁₋α⸝₂ + z₁₋β)² / (ln HR)²."""
    return 4 * _both(alpha, power) ** 2 / log(hazard_ratio) ** 2


def power_unpooled(n: float, first: float, second: float, alpha: float) -> float:
    return _phi(abs(first - second) * sqrt(n / _variances(first, second)) - _z(alpha))


def power_pooled(n: float, first: float, second: float, alpha: float) -> float:
    reached = abs(first - second) * sqrt(n) - _z(alpha) * sqrt(_pooled(first, second))
    return _phi(reached / sqrt(_variances(first, second)))


def power_normal(n: float, difference: float, alpha: float) -> float:
    return _phi(abs(difference) * sqrt(n / 2) - _z(alpha))


def power_logrank(events: float, hazard_ratio: float, alpha: float) -> float:
    return _phi(abs(log(hazard_ratio)) * sqrt(events) / 2 - _z(alpha))


def power_t(n: int, difference: float, alpha: float) -> float:
    """Two-sided power of Student's t test with n people a group: the noncentral t, integrated by Simpson's rule."""
    freedom = 2 * n - 2
    shift, critical = abs(difference) * sqrt(n / 2), t_quantile(1 - alpha / 2, freedom)
    width = 10 / sqrt(2 * freedom)
    low, high = max(0.0, 1 - width), 1 + width
    step = (high - low) / _INTERVALS
    start = log(2) + freedom / 2 * log(freedom / 2) - lgamma(freedom / 2)
    total = 0.0
    for number in range(_INTERVALS + 1):
        s = low + number * step
        if s > 0:
            density = exp(start + (freedom - 1) * log(s) - freedom * s * s / 2)
            weight = 1 if number in (0, _INTERVALS) else 4 if number % 2 else 2
            total += weight * density * (_phi(shift - critical * s) + _phi(-critical * s - shift))
    return total * step / 3


def t_quantile(share: float, freedom: int) -> float:
    """The value below which `share` (above one half) of Student's t lies, by halving."""
    low, high = 0.0, 1.0
    while _t_tail(high, freedom) > 1 - share:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _t_tail(middle, freedom) > 1 - share else (low, middle)
    return (low + high) / 2


def round_up(number: float) -> int:
    """To the next whole person."""
    return ceil(number - _ROUNDING)


def inflate(people: float, drop_out: float) -> int:
    """Enrol so many that `people` are left after a share of `drop_out` is lost."""
    return round_up(people / (1 - drop_out))


def number_needed_to_treat(first: float, second: float) -> int:
    """1 / |p₁ − p₂|, rounded up."""
    return round_up(1 / abs(first - second))


def _z(alpha: float) -> float:
    return _quantile(1 - alpha / 2)


def _both(alpha: float, power: float) -> float:
    return _z(alpha) + _quantile(power)


def _quantile(share: float) -> float:
    return NormalDist().inv_cdf(share)


def _phi(z: float) -> float:
    return erfc(-z / sqrt(2)) / 2


def _variances(first: float, second: float) -> float:
    return first * (1 - first) + second * (1 - second)


def _pooled(first: float, second: float) -> float:
    mean = (first + second) / 2
    return 2 * mean * (1 - mean)


def _t_tail(t: float, freedom: int) -> float:
    """P(T > t) for t ≥ 0: half the incomplete beta function at ν/(ν + t²)."""
    return _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Regularised; the continued fraction of DLMF 8.17.22, by Lentz's method."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    tiny, fraction, c, d = 1e-300, 1.0, 1.0, 0.0
    for number in range(400):
        half = number // 2
        if number == 0:
            term = 1.0
        elif number % 2 == 0:
            term = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        else:
            term = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        d = 1 / ((1 + term * d) or tiny)
        c = (1 + term / c) or tiny
        fraction *= c * d
        if abs(1 - c * d) < 1e-15:
            break
    return front * (fraction - 1)

"""Poisson and binomial probabilities without the digits that logarithms of large factorials lose (Loader 2000).

Both are continuous in the count here, because the incomplete gamma and beta functions begin with them.
"""

from math import exp, inf, lgamma, log, log1p, pi, sqrt

LARGE = 16.0
STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)
NEAR = 0.1


def stirling_error(n: float) -> float:
    """ln Γ(n + 1) minus Stirling's formula (n + ½) ln n - n + ln √(2π), n > 0."""
    if n < LARGE:
        return lgamma(n + 1) - (n + 0.5) * log(n) + n - log(2 * pi) / 2
    return sum(term / n ** (2 * power + 1) for power, term in enumerate(STIRLING))


def deviance(x: float, mean: float) -> float:
    """x ln(x / mean) + mean - x, at least 0; by a series where the difference of both is small. x, mean > 0."""
    if abs(x - mean) >= NEAR * (x + mean):
        return x * log(x / mean) + mean - x
    ratio = (x - mean) / (x + mean)
    total, term, odd = (x - mean) * ratio, 2 * x * ratio, 1
    while True:
        odd += 2
        term *= ratio * ratio
        after = total + term / odd
        if after == total:
            return total
        total = after


def poisson(x: float, mean: float) -> float:
    """meanˣ e^-mean / Γ(x + 1), x ≥ 0, mean ≥ 0."""
    if mean == 0 or x == 0:
        return float(x == 0) if mean == 0 else exp(-mean)
    if mean == inf:
        return 0.0
    return exp(-stirling_error(x) - deviance(x, mean)) / sqrt(2 * pi * x)


def binomial(x: float, n: float, p: float, q: float) -> float:
    """Γ(n + 1) / (Γ(x + 1) Γ(n - x + 1)) pˣ qⁿ⁻ˣ with q = 1 - p, 0 ≤ x ≤ n; small p and small q both stay exact."""
    if p == 0 or q == 0:
        return float(x == (0 if p == 0 else n))
    if x in (0, n):
        return exp(n * _log(q, p)) if x == 0 else exp(n * _log(p, q))
    errors = stirling_error(n) - stirling_error(x) - stirling_error(n - x)
    apart = deviance(x, n * p) + deviance(n - x, n * q)
    return exp(errors - apart) * sqrt(n / (2 * pi * x * (n - x)))


def _log(share: float, rest: float) -> float:
    """ln share, where share + rest = 1, from the smaller of both."""
    return log(share) if share < 0.5 else log1p(-rest)

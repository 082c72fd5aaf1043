"""The chi-square distribution with `df` > 0 degrees of freedom, whole or not."""

from services.quality.distributions.rules import gamma


def cdf(x: float, df: float) -> float:
    return gamma.cdf(x / 2, df / 2)


def sf(x: float, df: float) -> float:
    return gamma.sf(x / 2, df / 2)


def quantile(p: float, df: float) -> float:
    return 2 * gamma.quantile(p, df / 2)

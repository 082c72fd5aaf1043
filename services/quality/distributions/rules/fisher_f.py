"""The F distribution of a ratio of two variances with `df1` and `df2` > 0 degrees of freedom."""

from services.quality.distributions.rules import beta
from services.quality.distributions.rules.roots import inverse


def cdf(x: float, df1: float, df2: float) -> float:
    return tails(x, df1, df2)[0]


def sf(x: float, df1: float, df2: float) -> float:
    return tails(x, df1, df2)[1]


def tails(x: float, df1: float, df2: float) -> tuple[float, float]:
    whole = df1 * x + df2
    return beta.tails(df1 * x / whole, df2 / whole, df1 / 2, df2 / 2)


def quantile(p: float, df1: float, df2: float) -> float:
    return inverse(lambda x: tails(x, df1, df2), p, 1.0)

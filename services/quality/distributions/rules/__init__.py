"""A module a distribution: `cdf` is P(X ≤ x), `sf` is P(X > x), each exact in its own tail; `quantile` inverts them.

What lies outside a function's domain is a mistake of the caller's program and raises ValueError.
"""

"""What was seen before and after an action, and whether chance alone explains the difference. Pure.

One-sided tests: who acted asks whether it got better, not whether it changed.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from services.quality.distributions.rules import binomial, fisher_f, hypergeometric, student_t

Floats = NDArray[np.float64]


class Sample(Protocol):
    """`value` is None where nothing was measured, which is not zero."""

    @property
    def n(self) -> int: ...

    @property
    def value(self) -> float | None: ...

    def chance_of_drop(self, before: Self) -> float | None:
        """The probability of a value at least so far below the one before, had nothing changed; None: can't be said."""


@dataclass(frozen=True, slots=True)
class Mean:
    """Of measured values, in their unit."""

    values: Floats

    @property
    def n(self) -> int:
        return int(self.values.size)

    @property
    def value(self) -> float | None:
        return float(self.values.mean()) if self.n else None

    def chance_of_drop(self, before: Self) -> float | None:
        """Welch (1947): means of two samples with variances of their own."""
        if self.n < 2 or before.n < 2:
            return None
        errors = [float(sample.values.var(ddof=1)) / sample.n for sample in (self, before)]
        drop, error = float(before.values.mean() - self.values.mean()), sum(errors)
        if not error:
            return float(drop <= 0)
        free = error**2 / (errors[0] ** 2 / (self.n - 1) + errors[1] ** 2 / (before.n - 1))
        return student_t.sf(drop / sqrt(error), free)


@dataclass(frozen=True, slots=True)
class Spread:
    """The standard deviation of measured values, in their unit."""

    values: Floats

    @property
    def n(self) -> int:
        return int(self.values.size)

    @property
    def value(self) -> float | None:
        return float(self.values.std(ddof=1)) if self.n > 1 else None

    def chance_of_drop(self, before: Self) -> float | None:
        """The F test of two variances; it takes the values for normal."""
        if self.value is None or before.value is None:
            return None
        if not self.value:
            return float(not before.value)
        return fisher_f.sf((before.value / self.value) ** 2, before.n - 1, self.n - 1)


@dataclass(frozen=True, slots=True)
class Share:
    """Of units that were bad: defectives, values outside their specification, points that signal."""

    bad: int
    n: int

    @property
    def value(self) -> float | None:
        return self.bad / self.n if self.n else None

    def chance_of_drop(self, before: Self) -> float | None:
        """Fisher's exact test."""
        if not self.n or not before.n:
            return None
        return hypergeometric.cdf(self.bad, self.n, self.bad + before.bad, self.n + before.n)


@dataclass(frozen=True, slots=True)
class Rate:
    """Events in a unit of exposure: nonconformances a day, defects a unit. `n` is the exposure, rounded down."""

    events: int
    exposure: float

    @property
    def n(self) -> int:
        return int(self.exposure)

    @property
    def value(self) -> float | None:
        return self.events / self.exposure if self.exposure else None

    def chance_of_drop(self, before: Self) -> float | None:
        """Przyborowski and Wilenski (1940): of all events together, so few in this part of the exposure."""
        if not self.exposure or not before.exposure:
            return None
        share = self.exposure / (self.exposure + before.exposure)
        return binomial.cdf(self.events, self.events + before.events, share)

"""How many nonconforming units a sample of a lot has.

Type B: lots of a steady process (binomial). Type A: one lot, drawn without putting back (hypergeometric).
Poisson: nonconformities, of which a unit may have several.
"""

from dataclasses import dataclass
from enum import StrEnum

from services.quality.distributions.rules import binomial, hypergeometric, poisson
from shared.problems import FieldError, Invalid


class Model(StrEnum):
    BINOMIAL = "binomial"
    HYPERGEOMETRIC = "hypergeometric"
    POISSON = "poisson"


class LotSizeRequired(Invalid):
    """The hypergeometric model is that of one lot: say how large it is."""


@dataclass(frozen=True, slots=True)
class Lots:
    """What is sampled; `size` None is much larger than any sample."""

    model: Model = Model.BINOMIAL
    size: int | None = None

    def __post_init__(self) -> None:
        if self.size is None and self.model is Model.HYPERGEOMETRIC:
            raise LotSizeRequired(errors=[FieldError("/lot_size", "missing", "is required for this model")])

    def of(self, p: float) -> "Lot":
        """One of quality p ≥ 0, which is at most 1 but for Poisson; type A has the whole number of units next to it."""
        if self.model is Model.HYPERGEOMETRIC and self.size is not None:
            return Lot(self, round(p * self.size) / self.size)
        return Lot(self, p)

    def uninspected(self, n: int) -> float:
        """The share of a lot that a sample leaves."""
        return 1.0 if self.size is None else (self.size - n) / self.size


@dataclass(frozen=True, slots=True)
class Lot:
    lots: Lots
    p: float

    def at_most(self, count: int, n: int) -> float:
        """P of up to `count` in a sample of n."""
        if self.lots.size is not None and self.lots.model is Model.HYPERGEOMETRIC:
            return hypergeometric.cdf(count, n, round(self.p * self.lots.size), self.lots.size)
        return poisson.cdf(count, n * self.p) if self.lots.model is Model.POISSON else binomial.cdf(count, n, self.p)

    def exactly(self, count: int, n: int) -> float:
        if self.lots.size is not None and self.lots.model is Model.HYPERGEOMETRIC:
            return hypergeometric.pmf(count, n, round(self.p * self.lots.size), self.lots.size)
        return poisson.pmf(count, n * self.p) if self.lots.model is Model.POISSON else binomial.pmf(count, n, self.p)

    def after(self, count: int, n: int) -> "Lot":
        """What is left when a sample of n took `count` with it; a process is as it was."""
        if self.lots.size is None or self.lots.model is not Model.HYPERGEOMETRIC:
            return self
        left = self.lots.size - n
        return Lot(Lots(self.lots.model, left), (round(self.p * self.lots.size) - count) / left if left else 0.0)

"""How many nonconforming units a sample of a lot has.

Type B: lots of a steady process (binomial). Type A: one lot, drawn without putting back (hypergeometric).
Poisson: nonconformities, of which a unit may have several.
"""

from dataclasses import dataclass
from enum import StrEnum

from services.quality.distributions.rules import binomial, hypergeometric, poisson
from shared.problems import FieldError, Invalid


class LotModel(StrEnum):
    BINOMIAL = "binomial"
    HYPERGEOMETRIC = "hypergeometric"
    POISSON = "poisson"


class LotSizeRequired(Invalid):
    """The hypergeometric model is that of one lot: say how large it is."""


class InvalidQuality(Invalid):
    """A share of nonconforming units lies between 0 and 1; only nonconformities may be more than the units."""


@dataclass(frozen=True, slots=True)
class Lots:
    """What is sampled; `size` None is much larger than any sample."""

    model: LotModel = LotModel.BINOMIAL
    size: int | None = None

    def __post_init__(self) -> None:
        if self.size is None and self.model is LotModel.HYPERGEOMETRIC:
            raise LotSizeRequired(errors=[FieldError("/lot_size", "missing", "is required for this model")])

    def of(self, p: float) -> "Lot":
        """One of quality p; type A has the whole number of units next to it. Raises InvalidQuality."""
        if p < 0 or (p > 1 and self.model is not LotModel.POISSON):
            raise InvalidQuality(errors=[FieldError("", "not_a_share", "must be between 0 and 1 for this model")])
        if self.model is LotModel.HYPERGEOMETRIC and self.size is not None:
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
        if self.lots.size is not None and self.lots.model is LotModel.HYPERGEOMETRIC:
            return hypergeometric.cdf(count, n, round(self.p * self.lots.size), self.lots.size)
        return poisson.cdf(count, n * self.p) if self.lots.model is LotModel.POISSON else binomial.cdf(count, n, self.p)

    def exactly(self, count: int, n: int) -> float:
        if self.lots.size is not None and self.lots.model is LotModel.HYPERGEOMETRIC:
            return hypergeometric.pmf(count, n, round(self.p * self.lots.size), self.lots.size)
        return poisson.pmf(count, n * self.p) if self.lots.model is LotModel.POISSON else binomial.pmf(count, n, self.p)

    def slope(self, count: int, n: int) -> float:
        """By how much P of up to `count` in a sample of n changes with p; type A has no slope, only steps."""
        if count < 0 or (count >= n and self.lots.model is not LotModel.POISSON):
            return 0.0
        if self.lots.model is LotModel.POISSON:
            return -n * poisson.pmf(count, n * self.p)
        return -n * binomial.pmf(count, n - 1, self.p)

    def after(self, count: int, n: int) -> "Lot":
        """What is left when a sample of n took `count` with it; a process is as it was."""
        if self.lots.size is None or self.lots.model is not LotModel.HYPERGEOMETRIC:
            return self
        left = self.lots.size - n
        return Lot(Lots(self.lots.model, left), (round(self.p * self.lots.size) - count) / left if left else 0.0)

"""What a single plan lets through: its operating characteristic, average outgoing quality and total inspection.

Schilling & Neubauer (2017), Acceptance Sampling in Quality Control. Rejected lots are taken to be sorted whole, and
their nonconforming units replaced.
"""

from collections.abc import Callable
from dataclasses import dataclass

from services.quality.distributions.rules import beta, binomial, gamma, poisson
from services.quality.distributions.rules.roots import root
from services.quality.sampling.rules.lots import Lot, LotModel, Lots
from shared.problems import FieldError, Invalid

SELDOM = 0.05
"""A probability of acceptance beyond which no plan has its worst outgoing quality: that is at 0.3 or more."""


class InvalidPlan(Invalid):
    """A plan inspects at least one unit and at most the lot, and accepts a count from 0 on."""


@dataclass(frozen=True, slots=True)
class SinglePlan:
    """Inspect n units and accept up to `ac` nonconforming ones or nonconformities."""

    n: int
    ac: int

    def __post_init__(self) -> None:
        if self.n < 1:
            raise InvalidPlan(errors=[FieldError("/n", "greater_than_equal", "must be at least 1")])
        if self.ac < 0:
            raise InvalidPlan(errors=[FieldError("/ac", "greater_than_equal", "must be at least 0")])


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """At quality `p`: probability of acceptance, average outgoing quality, average total inspection in units.

    `ati` is None where no lot size is known.
    """

    p: float
    pa: float
    aoq: float
    ati: float | None


@dataclass(frozen=True, slots=True)
class OutgoingLimit:
    """The worst average outgoing quality, and the incoming quality at which it happens."""

    aoql: float
    at: float


def operating_point(plan: SinglePlan, lot: Lot) -> OperatingPoint:
    """All curves at the lot's quality. Raises InvalidPlan where the sample is larger than the lot."""
    ensure_fits(plan.n, lot.lots, "/n")
    pa, size = lot.at_most(plan.ac, plan.n), lot.lots.size
    ati = None if size is None else plan.n + (1 - pa) * (size - plan.n)
    return OperatingPoint(lot.p, pa, lot.p * pa * lot.lots.uninspected(plan.n), ati)


def quality_at(plan: SinglePlan, pa: float, lots: Lots) -> float | None:
    """The quality accepted with probability 0 < pa < 1; for type A the worst accepted with at least that.

    None for a plan that accepts everything.
    """
    ensure_fits(plan.n, lots, "/n")
    if lots.model is LotModel.POISSON:
        return gamma.quantile(1 - pa, plan.ac + 1) / plan.n
    if plan.ac >= plan.n:
        return None
    if lots.model is LotModel.BINOMIAL or lots.size is None:
        return beta.quantile(1 - pa, plan.ac + 1, plan.n - plan.ac)
    size = lots.size
    return last(lambda marked: lots.of(marked / size).at_most(plan.ac, plan.n) >= pa, size) / size


def outgoing_limit(plan: SinglePlan, lots: Lots) -> OutgoingLimit:
    """Where p · Pa is largest: there its slope Pa - p n f(ac) is zero; for type A, the lot before it falls."""
    worst = operating_point(plan, lots.of(_worst(plan, lots)))
    return OutgoingLimit(worst.aoq, worst.p)


def ensure_fits(n: int, lots: Lots, pointer: str) -> None:
    if lots.size is not None and n > lots.size:
        raise InvalidPlan(errors=[FieldError(pointer, "more_than_lot", "must not be more than lot_size")])


def _worst(plan: SinglePlan, lots: Lots) -> float:
    if lots.model is LotModel.HYPERGEOMETRIC and lots.size is not None:
        return _worst_of_lot(plan, lots, lots.size)
    seldom = quality_at(plan, SELDOM, lots)
    if seldom is None:
        return 1.0

    def falls(p: float) -> float:
        pmf = (
            poisson.pmf(plan.ac, plan.n * p) if lots.model is LotModel.POISSON else binomial.pmf(plan.ac, plan.n - 1, p)
        )
        return p * plan.n * pmf - lots.of(p).at_most(plan.ac, plan.n)

    return root(falls, 0.0, seldom)


def _worst_of_lot(plan: SinglePlan, lots: Lots, size: int) -> float:
    def passed(marked: int) -> float:
        return marked * lots.of(marked / size).at_most(plan.ac, plan.n)

    return last(lambda marked: marked == 0 or passed(marked) > passed(marked - 1), size) / size


def last(holds: Callable[[int], bool], high: int) -> int:
    """The last of 0..high for which it holds, if it holds for 0 and, once it fails, for none after."""
    low = 0
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low

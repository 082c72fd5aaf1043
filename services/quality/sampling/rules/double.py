"""Double plans: a second sample only where the first one does not decide. Schilling & Neubauer (2017), chapter 6."""

from dataclasses import dataclass
from math import ceil, fsum

from services.quality.distributions.rules.roots import root
from services.quality.sampling.rules.lots import Lot, LotModel, Lots
from services.quality.sampling.rules.operating import (
    SELDOM,
    InvalidPlan,
    OutgoingLimit,
    SinglePlan,
    ensure_fits,
    last,
    outgoing_limit,
    quality_at,
)
from shared.problems import FieldError, Invalid

STEPS = 50
"""In how many the range of a lot is looked at first; smaller lots are looked at whole."""


class SecondSampleRequired(Invalid):
    """Only the first sample of a double plan has a rejection number of its own: describe the second one too."""


@dataclass(frozen=True, slots=True)
class DoublePlan:
    """Accept up to `ac1` among n1, reject from `re1` on; in between inspect n2 more and accept up to `ac2` of both."""

    n1: int
    ac1: int
    re1: int
    n2: int
    ac2: int

    def __post_init__(self) -> None:
        wrong = self._wrong()
        if wrong is not None:
            raise InvalidPlan(errors=[wrong])

    def _wrong(self) -> FieldError | None:
        if self.n1 < 1 or self.n2 < 1:
            return FieldError("/n" if self.n1 < 1 else "/second/n", "greater_than_equal", "must be at least 1")
        if not 0 <= self.ac1 < self.re1 - 1:
            return FieldError("/re", "no_second_sample", "must leave a count between ac and itself")
        if self.ac2 < self.re1 - 1:
            return FieldError("/second/ac", "below_re", "must be at least re - 1, or it could not accept")
        return None


@dataclass(frozen=True, slots=True)
class DoublePoint:
    """At quality `p`: as for a single plan, and the average sample number, each sample being inspected to its end.

    `pa_first` is the probability that the first sample accepts.
    """

    p: float
    pa: float
    pa_first: float
    asn: float
    aoq: float
    ati: float | None


def double_point(plan: DoublePlan, lot: Lot) -> DoublePoint:
    """All curves at the lot's quality. Raises InvalidPlan where both samples are larger than the lot."""
    both, lots = _both(plan, lot.lots), lot.lots
    undecided = {count: lot.exactly(count, plan.n1) for count in range(plan.ac1 + 1, plan.re1)}
    first = lot.at_most(plan.ac1, plan.n1)
    second = fsum(
        share * lot.after(count, plan.n1).at_most(plan.ac2 - count, plan.n2)
        for count, share in undecided.items()
        if share > 0
    )
    return DoublePoint(
        p=lot.p,
        pa=first + second,
        pa_first=first,
        asn=plan.n1 + plan.n2 * fsum(undecided.values()),
        aoq=lot.p * (first * lots.uninspected(plan.n1) + second * lots.uninspected(both)),
        ati=None if lots.size is None else plan.n1 * first + both * second + lots.size * (1 - first - second),
    )


def double_quality_at(plan: DoublePlan, pa: float, lots: Lots) -> float | None:
    """As `quality_at` of a single plan: the quality accepted with probability 0 < pa < 1, None if all is accepted.

    It lies between those of the single plans that reject, and that accept, whatever the first sample leaves open.
    """
    _both(plan, lots)
    if lots.model is LotModel.HYPERGEOMETRIC and lots.size is not None:
        size = lots.size
        return last(lambda marked: double_point(plan, lots.of(marked / size)).pa >= pa, size) / size
    low = quality_at(SinglePlan(plan.n1, plan.ac1), (1 + pa) / 2, lots)
    high = quality_at(SinglePlan(plan.n1, plan.re1 - 1), pa / 2, lots)
    if low is None or (high is None and plan.n1 + plan.n2 <= plan.ac2):
        return None
    high = 1.0 if high is None else high
    return root(lambda p: pa - double_point(plan, lots.of(p)).pa, low, high)


def double_outgoing_limit(plan: DoublePlan, lots: Lots) -> OutgoingLimit:
    """The worst average outgoing quality: where its slope is zero; for type A, the lot before it falls.

    Where both samples are the whole lot, only what the first one accepts leaves without being sorted.
    """
    if lots.size == _both(plan, lots):
        return outgoing_limit(SinglePlan(plan.n1, plan.ac1), lots)
    worst = double_point(plan, lots.of(_worst(plan, lots)))
    return OutgoingLimit(worst.aoq, worst.p)


def _both(plan: DoublePlan, lots: Lots) -> int:
    both = plan.n1 + plan.n2
    ensure_fits(both, lots, "/second/n")
    return both


def _worst(plan: DoublePlan, lots: Lots) -> float:
    if lots.model is LotModel.HYPERGEOMETRIC and lots.size is not None:
        return _worst_of_lot(plan, lots, lots.size)
    seldom = double_quality_at(plan, SELDOM, lots)
    seldom = 1.0 if seldom is None else seldom
    if _slope(plan, lots.of(seldom)) >= 0:
        return seldom
    return root(lambda p: -_slope(plan, lots.of(p)), 0.0, seldom)


def _worst_of_lot(plan: DoublePlan, lots: Lots, size: int) -> float:
    """In a lot hardly larger than its samples there can be two humps: all of it is looked at before one is climbed."""

    def passed(marked: int) -> float:
        return double_point(plan, lots.of(marked / size)).aoq

    end = size if size <= STEPS else round(size * (double_quality_at(plan, SELDOM, lots) or 0.0))
    step = max(1, ceil(end / STEPS))
    near = max(range(0, end + 1, step), key=passed)
    low, high = max(0, near - step), min(size, near + step)
    climbed = last(lambda up: up == 0 or passed(low + up) > passed(low + up - 1), high - low)
    return (low + climbed) / size


def _slope(plan: DoublePlan, lot: Lot) -> float:
    """Of the average outgoing quality p · (u1 · first + u2 · second), u being the share of a lot left uninspected."""
    undecided = range(plan.ac1 + 1, plan.re1)
    second = fsum(lot.exactly(count, plan.n1) * lot.at_most(plan.ac2 - count, plan.n2) for count in undecided)
    changes = fsum(
        (lot.slope(count, plan.n1) - lot.slope(count - 1, plan.n1)) * lot.at_most(plan.ac2 - count, plan.n2)
        + lot.exactly(count, plan.n1) * lot.slope(plan.ac2 - count, plan.n2)
        for count in undecided
    )
    early, late = lot.lots.uninspected(plan.n1), lot.lots.uninspected(plan.n1 + plan.n2)
    first = lot.at_most(plan.ac1, plan.n1)
    return early * (first + lot.p * lot.slope(plan.ac1, plan.n1)) + late * (second + lot.p * changes)

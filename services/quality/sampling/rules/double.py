"""Double plans: a second sample only where the first one does not decide. Schilling & Neubauer (2017), chapter 6."""

from dataclasses import dataclass
from math import fsum

from services.quality.sampling.rules.lots import Lot
from services.quality.sampling.rules.operating import InvalidPlan, ensure_fits
from shared.problems import FieldError, Invalid


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
    both, lots = plan.n1 + plan.n2, lot.lots
    ensure_fits(both, lots, "/second/n")
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

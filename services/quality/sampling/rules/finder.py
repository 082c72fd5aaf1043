"""The smallest single plan that keeps both risks (Guenther 1969)."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from services.quality.sampling.rules.lots import Lot, LotModel, Lots
from services.quality.sampling.rules.operating import SinglePlan
from shared.problems import FieldError, Invalid, under

MOST_ACCEPTED = 1_000
MOST_INSPECTED = 10_000_000


class PlanNotFound(Invalid):
    """No plan that accepts up to 1,000 keeps both risks: the two qualities lie too close, or the lot is too small."""


class InvalidRisks(Invalid):
    """The producer's quality is better than the consumer's, and the risks leave room between them."""


@dataclass(frozen=True, slots=True)
class Risks:
    """A lot of quality `p1` is rejected with probability up to `alpha`, one of `p2` accepted with up to `beta`."""

    p1: float
    p2: float
    alpha: float = 0.05
    beta: float = 0.10

    def __post_init__(self) -> None:
        if not 0 < self.p1 < self.p2:
            raise InvalidRisks(errors=[FieldError("/p2", "not_above_p1", "must be above p1, and p1 above 0")])
        if min(self.alpha, self.beta) <= 0 or self.alpha + self.beta >= 1:
            raise InvalidRisks(errors=[FieldError("/beta", "no_room", "with alpha must be above 0 and below 1")])


def find_plan(risks: Risks, lots: Lots) -> SinglePlan:
    """The one with the fewest accepted, and among those the fewest inspected. Raises PlanNotFound, InvalidQuality.

    A type A lot no worse than p1 has up to ⌊p1 N⌋ nonconforming units, one no better than p2 at least ⌈p2 N⌉.
    """
    good, bad = _good_and_bad(risks, lots)
    n = 1
    for ac in range(MOST_ACCEPTED + 1):
        found = _fewest(ac, n, bad, risks.beta)
        if found is None:
            break
        if good.at_most(ac, found) >= 1 - risks.alpha:
            return SinglePlan(found, ac)
        n = found
    raise PlanNotFound()


def _good_and_bad(risks: Risks, lots: Lots) -> tuple[Lot, Lot]:
    with under("/p2"):
        good, bad = lots.of(risks.p1), lots.of(risks.p2)
    if lots.model is LotModel.HYPERGEOMETRIC and lots.size is not None:
        fewer, more = floor(_units(risks.p1, lots.size)), ceil(_units(risks.p2, lots.size))
        return Lot(lots, fewer / lots.size), Lot(lots, more / lots.size)
    return good, bad


def _units(quality: float, size: int) -> Fraction:
    """Of the digits as they were written: 0.29 of 100 units are 29, though the float next to 0.29 makes 28.999…"""
    return Fraction(repr(quality)) * size


def _fewest(ac: int, start: int, bad: Lot, beta: float) -> int | None:
    """The smallest n from `start` on that accepts a bad lot seldom enough: found by doubling the step, then halving."""
    most = MOST_INSPECTED if bad.lots.size is None else bad.lots.size
    low, step = start, 1
    while low + step < most and bad.at_most(ac, low + step) > beta:
        low, step = low + step, 2 * step
    high = min(low + step, most)
    if bad.at_most(ac, high) > beta:
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if bad.at_most(ac, middle) <= beta else (middle + 1, high)
    return low

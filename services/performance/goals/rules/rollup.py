"""How progress rolls up: F3 and F4 of the specification. Pure; exact in whatever order the parts come."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from services.performance.goals.rules.exact import product, ratio, total

ZERO, ONE = Decimal(0), Decimal(1)


class ProgressMethod(StrEnum):
    """What a goal's progress is the mean of."""

    KEY_RESULTS = "key_results"
    CHILDREN = "children"
    POOLED = "pooled"
    MANUAL = "manual"
    STANDARD = "standard"


class Weighting(StrEnum):
    """How contributing goals weigh: by their contribution's weight, or by what they are to reach (Viva#518)."""

    WEIGHT = "weight"
    BY_TARGET = "by_target"


MEASURED_AS_A_WHOLE = {ProgressMethod.MANUAL, ProgressMethod.STANDARD}


@dataclass(frozen=True, slots=True)
class Parts:
    """Measured parts, added up: enough for their mean, however many they are. What is not measured is not in it."""

    weight: Decimal = ZERO
    weighted: Decimal = ZERO
    plain: Decimal = ZERO
    count: int = 0

    def __add__(self, other: "Parts") -> "Parts":
        return Parts(
            total([self.weight, other.weight]),
            total([self.weighted, other.weighted]),
            total([self.plain, other.plain]),
            self.count + other.count,
        )

    @property
    def mean(self) -> Decimal | None:
        """Σ w·p / Σ w; the plain mean where all weights are zero; None without a part."""
        if not self.count:
            return None
        return ratio(self.weighted, self.weight) if self.weight else ratio(self.plain, Decimal(self.count))


def part(weight: Decimal, progress: Decimal | None) -> Parts:
    """One part; none at all where it was not measured."""
    return Parts() if progress is None else Parts(weight, product(weight, progress), progress, 1)


def added(parts: Iterable[Parts]) -> Parts:
    return sum(parts, Parts())


def shown(raw: Decimal | None, cap: Decimal) -> Decimal | None:
    """Within 0 and the cap: what counts of a raw progress."""
    return None if raw is None else min(cap, max(ZERO, raw))


def roll_up(
    method: ProgressMethod, key_results: Parts, children: Parts, whole: Decimal | None, cap: Decimal
) -> Decimal | None:
    """A goal's progress within 0 and the cap; `whole` is what was checked in for the goal itself.

    Pooled as Synergita publishes it: the key results together are one part beside each child.
    """
    if method in MEASURED_AS_A_WHOLE:
        return shown(whole, cap)
    if method is ProgressMethod.KEY_RESULTS:
        return shown(key_results.mean, cap)
    if method is ProgressMethod.CHILDREN:
        return shown(children.mean, cap)
    return shown((part(ONE, key_results.mean) + children).mean, cap)

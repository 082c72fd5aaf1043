"""When new limits are worth proposing: the process stays on another level, and somebody knows why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import takewhile
from uuid import UUID

import numpy as np

from services.quality.charts.rules.judging import InForce, Sample, drawn
from services.quality.charts.rules.setup import ALONE, WITH_MEMORY, Setup
from services.quality.spc.rules.advice import Reason
from shared.problems import Conflict

ENOUGH_POINTS = 16
"""In a row on one side, twice what Western Electric's rule 4 asks for."""


class SideOfCentre(StrEnum):
    ABOVE = "above"
    BELOW = "below"


class RebaselineNotDue(Conflict):
    """A new baseline needs 16 points in a row on one side of the centre, and a change that explains them."""


@dataclass(frozen=True, slots=True)
class Run:
    """The latest points, as far as they lie on one side of the centre. `taken_since`: when it began."""

    side: SideOfCentre | None = None
    points: int = 0
    taken_since: datetime | None = None

    @property
    def long(self) -> bool:
        return self.points >= ENOUGH_POINTS


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody found when a point of the run signalled."""

    signal_id: UUID
    assignable_cause: str
    explanation: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    run: Run
    change: Change | None
    reasons: list[Reason]

    @property
    def due(self) -> bool:
        return self.run.long and self.change is not None

    def ensure(self) -> None:
        if not self.due:
            raise RebaselineNotDue(" ".join(reason.detail for reason in self.reasons))


def has_runs(setup: Setup) -> bool:
    """Sums and averages stay on one side for a while by themselves, and T² has one side only."""
    return setup.kind not in WITH_MEMORY | ALONE


def latest_run(setup: Setup, limits: InForce, samples: Sequence[Sample]) -> Run:
    """A missing point, or one on the centre, ends it."""
    if not samples:
        return Run()
    plot = drawn(setup, [limits], samples, [0] * len(samples)).charts[0]
    sides = np.nan_to_num(np.sign(plot.values - plot.center))[::-1].tolist()
    points = len(list(takewhile(lambda side: side == sides[0] != 0, sides)))
    if not points:
        return Run()
    return Run(SideOfCentre.ABOVE if sides[0] > 0 else SideOfCentre.BELOW, points, samples[-points].taken_at)


def offer(run: Run, change: Change | None) -> Offer:
    return Offer(run, change, [_of_run(run), _of_change(change)])


def _of_run(run: Run) -> Reason:
    side = "on one side of" if run.side is None else run.side
    detail = f"{run.points} points in a row lie {side} the centre"
    if run.long:
        return Reason("stays_on_one_side", f"{detail}.")
    return Reason("run_too_short", f"{detail}, fewer than {ENOUGH_POINTS}.")


def _of_change(change: Change | None) -> Reason:
    if change is None:
        return Reason("change_unknown", "No signal of these points has been explained by an assignable cause.")
    return Reason("change_known", f"The change is known: {change.assignable_cause}.")

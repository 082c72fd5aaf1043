"""From what the check-ins say to a goal's progress: the one place where it is worked out, for today and any other day.

Pure. `FORMULA` names the rules; it changes whenever a number could.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from services.performance.goal_policies.rules import Figures
from services.performance.goals.rules import health, measures
from services.performance.goals.rules.grades import Zone
from services.performance.goals.rules.health import Period, Turns
from services.performance.goals.rules.measures import Reading, Scale
from services.performance.goals.rules.rollup import (
    MEASURED_AS_A_WHOLE,
    Parts,
    ProgressMethod,
    added,
    part,
    roll_up,
    shown,
)
from services.performance.goals.rules.states import KeyResultStatus

FORMULA = "goals/1"

Contributed = Mapping[UUID | None, Parts]
"""What contributing goals add up to, by the key result they contribute to; None for the goal itself."""


@dataclass(frozen=True, slots=True)
class KeyResultFacts:
    id: UUID
    scale: Scale
    weight: Decimal
    status: KeyResultStatus
    cadence_days: int | None
    reading: Reading
    looked_on: date | None
    """The day of the latest check-in."""
    accepted: Decimal | None = None
    """The progress at which its owner called it done, short of its target."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How far a goal was when it was graded: from then on nothing moves it."""

    progress: Decimal | None


@dataclass(frozen=True, slots=True)
class GoalFacts:
    id: UUID
    method: ProgressMethod
    period: Period
    whole: Decimal | None = None
    """What was checked in for the goal as a whole, in percent."""
    whole_on: date | None = None
    key_results: Sequence[KeyResultFacts] = ()
    counts: bool = True
    """Whether it rolls up: cancelled and archived goals do not."""
    kept: Kept | None = None
    """None until it is graded."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a goal's progress goes, and what it weighs there."""

    parent_goal_id: UUID
    parent_key_result_id: UUID | None
    weight: Decimal


@dataclass(frozen=True, slots=True)
class KeyResultState:
    """What follows for one key result; progress is raw."""

    facts: KeyResultFacts
    progress: Decimal | None
    zone: Zone | None
    status: KeyResultStatus
    next_check_in_on: date | None = None
    """The last day on which a check-in is in time; None where none is expected."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What follows for a goal; progress is within 0 and the cap, None where nothing is measured."""

    goal: GoalFacts
    progress: Decimal | None
    turns: Turns
    looked_on: date | None
    key_results: Sequence[KeyResultState] = field(default=())


@dataclass(frozen=True, slots=True)
class ContributionFacts:
    """A contributing goal as its parent counts it; progress is None where it does not count."""

    goal_id: UUID
    title: str
    parent_key_result_id: UUID | None
    weight: Decimal
    progress: Decimal | None


@dataclass(frozen=True, slots=True)
class Closing:
    """All that a goal's progress followed from when it was graded, so that it is explained however things go on."""

    on: date
    goal: GoalFacts
    contributions: Sequence[ContributionFacts]
    figures: Figures

    def evaluated(self) -> Evaluation:
        sums: dict[UUID | None, Parts] = {}
        for one in self.contributions:
            key_result_id = one.parent_key_result_id
            sums[key_result_id] = sums.get(key_result_id, Parts()) + part(one.weight, one.progress)
        return evaluate(self.goal, sums, self.figures)


def climb(
    goals: Sequence[GoalFacts],
    links: Mapping[UUID, Link],
    contributed: dict[UUID, dict[UUID | None, Parts]],
    policy: Figures,
) -> list[Evaluation]:
    """Goals, children before their parents; each adds to what its parent was `contributed` by goals not among these."""
    evaluated = []
    for goal in goals:
        state = evaluate(goal, contributed.get(goal.id, {}), policy) if goal.kept is None else _graded(goal, goal.kept)
        evaluated.append(state)
        link = links.get(goal.id)
        if link is not None:
            sums = contributed.setdefault(link.parent_goal_id, {})
            own = part(link.weight, state.progress if goal.counts else None)
            sums[link.parent_key_result_id] = sums.get(link.parent_key_result_id, Parts()) + own
    return evaluated


def _graded(goal: GoalFacts, kept: Kept) -> Evaluation:
    return Evaluation(goal, kept.progress, Turns(None, None, None), None)


def evaluate(goal: GoalFacts, contributed: Contributed, policy: Figures) -> Evaluation:
    """Key results first, then the goal by its method, then the days on which its health turns."""
    parts = [_state(one, contributed.get(one.id), goal.period, policy) for one in goal.key_results]
    counted = [state for state in parts if state.status is not KeyResultStatus.DROPPED]
    of_parts = added(part(state.facts.weight, shown(state.progress, policy.progress_cap)) for state in counted)
    whole = None if goal.whole is None else measures.share(goal.whole)
    progress = roll_up(goal.method, of_parts, contributed.get(None, Parts()), whole, policy.progress_cap)
    looked = [day for day in (goal.whole_on, *(state.facts.looked_on for state in counted)) if day is not None]
    looked_on, cadence = max(looked, default=None), _cadence(goal, counted, contributed, policy)
    return Evaluation(goal, progress, health.turns(goal.period, progress, looked_on, cadence, policy), looked_on, parts)


def _state(facts: KeyResultFacts, contributed: Parts | None, period: Period, policy: Figures) -> KeyResultState:
    """A key result that goals contribute to is as far as they are; what is done opens again when it falls back.

    That its owner calls it done leaves its progress as it is.
    """
    progress = measures.progress(facts.scale, facts.reading) if contributed is None else contributed.mean
    zone = measures.zone(facts.scale, facts.reading, progress) if contributed is None else None
    if facts.status is KeyResultStatus.DROPPED:
        return KeyResultState(facts, progress, zone, facts.status)
    enough = measures.ONE if facts.accepted is None else min(measures.ONE, facts.accepted)
    if progress is not None and progress >= enough:
        return KeyResultState(facts, progress, zone, KeyResultStatus.DONE)
    due = health.due_on(period, facts.looked_on, facts.cadence_days, policy) if contributed is None else None
    return KeyResultState(facts, progress, zone, KeyResultStatus.ACTIVE, due)


def _cadence(
    goal: GoalFacts, counted: Sequence[KeyResultState], contributed: Contributed, policy: Figures
) -> int | None:
    """The shortest among what is still checked in; None where all is done or follows from contributing goals."""
    if goal.method in MEASURED_AS_A_WHOLE:
        return policy.default_cadence_days
    if goal.method is ProgressMethod.CHILDREN:
        return None
    going_on = [state.facts for state in counted if state.status is KeyResultStatus.ACTIVE]
    cadences = (one.cadence_days or policy.default_cadence_days for one in going_on if one.id not in contributed)
    return min(cadences, default=None)

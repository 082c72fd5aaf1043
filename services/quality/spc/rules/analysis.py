"""A control chart from data: limits estimated or frozen, each point with its lines, and what signals."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from services.quality.spc.rules.arrays import Flags
from services.quality.spc.rules.chart import Chart, charted, joined
from services.quality.spc.rules.kinds import (
    OF_ALL_THAT_FOLLOWS,
    OF_SUBGROUPS,
    RECIPES,
    WITH_PROBABILITY_LIMITS,
    ChartKind,
)
from services.quality.spc.rules.limits import AnyLimits, Limits, LimitsKind, Options, Stage
from services.quality.spc.rules.observations import InsufficientData, InvalidOption, Observations
from services.quality.spc.rules.plots import Plot, RunTest
from services.quality.spc.rules.run_rules import Rule

USUAL = Options()
ENOUGH_SUBGROUPS, ENOUGH_VALUES, ENOUGH_SINGLES = 20, 100, 24


class Caution(StrEnum):
    """What a reader must know before trusting the chart."""

    ZERO_VARIATION = "zero_variation"
    FEW_SUBGROUPS = "few_subgroups"
    FEW_POINTS = "few_points"
    VARYING_SAMPLE_SIZE = "varying_sample_size"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stage and the limits in force in it. `estimated`: from how many of its points, 0 where they were frozen."""

    first: int
    last: int
    limits: AnyLimits
    estimated: int
    runs: RunTest | None

    @property
    def sigma(self) -> float | None:
        """Of single values within subgroups."""
        return self.limits.sigma if isinstance(self.limits, Limits) else None


@dataclass(frozen=True, slots=True)
class Drawn:
    stretch: Stretch
    plots: list[Plot]
    used: Flags


@dataclass(frozen=True, slots=True)
class Analysis:
    kind: ChartKind
    charts: tuple[Chart, ...]
    stages: tuple[Stretch, ...]
    excluded: tuple[int, ...]
    warnings: tuple[Caution, ...]


def analyze(kind: ChartKind, data: Observations, options: Options = USUAL) -> Analysis:
    """The chart of `data`, stage by stage: runs begin anew in each, but go on from its phase I to its phase II.

    Raises InsufficientData, InvalidValue, InvalidCount, UseUChart or InvalidOption.
    """
    _check(kind, data, options)
    ends = [stage.first - 1 for stage in options.stages[1:]] + [len(data)]
    used = np.ones(len(data), dtype=np.bool_)
    used[[point - 1 for point in options.exclusions]] = False
    drawn = [
        _draw(kind, data.part(stage.first - 1, end), used[stage.first - 1 : end], stage, options)
        for stage, end in zip(options.stages, ends, strict=True)
    ]
    return Analysis(
        kind,
        tuple(joined(stages) for stages in zip(*(_judged(kind, stage, options) for stage in drawn), strict=True)),
        tuple(stage.stretch for stage in drawn),
        tuple(sorted(options.exclusions)),
        _cautions(kind, data, drawn),
    )


def reach(kind: ChartKind, rules: tuple[Rule, ...]) -> int | None:
    """How many points after a late or corrected one have to be judged again; None: all that follow in its stage."""
    return None if kind in OF_ALL_THAT_FOLLOWS else max((rule.m for rule in rules), default=1) - 1


def _check(kind: ChartKind, data: Observations, options: Options) -> None:
    if not len(data):
        raise InsufficientData("There is no point.", points=0)
    firsts = [stage.first for stage in options.stages]
    if not firsts or firsts[0] != 1 or sorted(set(firsts)) != firsts or firsts[-1] > len(data):
        raise InvalidOption("Stages begin with point 1 and follow one another within the points.", stages=firsts)
    _check_stages(kind, options.stages)
    if not all(1 <= point <= len(data) and cause.strip() for point, cause in options.exclusions.items()):
        raise InvalidOption("An exclusion names one of the points and its assignable cause.")
    check_limits_kind(kind, options.limits_kind)


def check_limits_kind(kind: ChartKind, limits_kind: LimitsKind) -> None:
    if limits_kind is LimitsKind.PROBABILITY and kind not in WITH_PROBABILITY_LIMITS:
        raise InvalidOption("Probability limits are for p, np, c, u and g charts.")


def _check_stages(kind: ChartKind, stages: tuple[Stage, ...]) -> None:
    lowest, highest = RECIPES[kind].centers
    for stage in stages:
        if stage.estimated_to is not None and stage.estimated_to < stage.first:
            raise InvalidOption("The points that set the limits of a stage are of that stage.", stage=stage.first)
        if isinstance(stage.limits, Limits) and not lowest <= stage.limits.center <= highest:
            raise InvalidOption("The centre of these limits is no possible mean of such points.", stage=stage.first)


def _draw(kind: ChartKind, part: Observations, kept: Flags, stage: Stage, options: Options) -> Drawn:
    """Limits from the points that set them, or those given; then all points of the stage against them."""
    used = kept.copy()
    used[_setting(stage, len(part)) :] = False
    recipe = RECIPES[kind]
    limits = stage.limits or recipe.estimate(part.only(used), options)
    plots = recipe.draw(part, limits, replace(options, memory=stage.memory), used)
    return Drawn(
        Stretch(stage.first, stage.first + len(part) - 1, limits, int(np.count_nonzero(used)), plots[0].runs),
        plots,
        used,
    )


def _judged(kind: ChartKind, stage: Drawn, options: Options) -> list[Chart]:
    recipe = RECIPES[kind]
    rules = recipe.rules if options.rules is None else options.rules
    others = recipe.others if options.dispersion_rules is None else options.dispersion_rules
    return [charted(plot, others if at else rules) for at, plot in enumerate(stage.plots)]


def _setting(stage: Stage, points: int) -> int:
    """How many points of the stage may set its limits."""
    if stage.limits is not None:
        return 0
    return points if stage.estimated_to is None else stage.estimated_to - stage.first + 1


def _cautions(kind: ChartKind, data: Observations, drawn: list[Drawn]) -> tuple[Caution, ...]:
    found = {Caution.ZERO_VARIATION} if any(_still(stage) for stage in drawn) else set()
    found |= {caution for stage in drawn if (caution := _few(kind, stage))}
    if kind is ChartKind.NP and data.sizes is not None and len(set(data.sizes[data.sizes > 0].tolist())) > 1:
        found.add(Caution.VARYING_SAMPLE_SIZE)
    return tuple(sorted(found))


def _still(stage: Drawn) -> bool:
    limits = stage.stretch.limits
    by_sigma = isinstance(limits, Limits) and limits.sigma == 0
    return by_sigma or bool(np.any(np.equal(stage.plots[0].course.sigma, 0)))


def _few(kind: ChartKind, stage: Drawn) -> Caution | None:
    """Limits from few points are uncertain: fewer than 20 subgroups or 100 values, 24 single values, 20 others."""
    sizes = stage.plots[0].n[stage.used]
    if not sizes.size:
        return None
    if kind in OF_SUBGROUPS:
        few = np.count_nonzero(sizes >= 2) < ENOUGH_SUBGROUPS or np.sum(sizes) < ENOUGH_VALUES
        return Caution.FEW_SUBGROUPS if few else None
    enough = ENOUGH_SINGLES if kind is ChartKind.I_MR else ENOUGH_SUBGROUPS
    return Caution.FEW_POINTS if np.count_nonzero(sizes > 0) < enough else None

"""What a chart may be, and how the engine is asked for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.quality.spc.rules.analysis import check_limits_kind, reach
from services.quality.spc.rules.data_kinds import DataKind
from services.quality.spc.rules.kinds import RECIPES, ChartKind
from services.quality.spc.rules.limits import Cusum, Ewma, LimitsKind, Options
from services.quality.spc.rules.run_rules import Rule, named
from services.quality.spc.rules.sigma import SigmaMethod
from shared.problems import FieldError, Invalid

MEASURED = {
    ChartKind.XBAR_R, ChartKind.XBAR_S, ChartKind.I_MR, ChartKind.IMR_RS, ChartKind.EWMA, ChartKind.CUSUM,
    ChartKind.HOTELLING_T2, ChartKind.RUN,
}  # fmt: skip
SUITED: Mapping[DataKind, frozenset[ChartKind]] = {
    DataKind.VARIABLE: frozenset(MEASURED),
    DataKind.DEFECTIVES: frozenset({ChartKind.P, ChartKind.NP, ChartKind.LANEY_P, ChartKind.RUN}),
    DataKind.DEFECTS: frozenset({ChartKind.U, ChartKind.C, ChartKind.LANEY_U, ChartKind.RUN}),
    DataKind.TIME_BETWEEN: frozenset({ChartKind.T, ChartKind.RUN}),
    DataKind.COUNT_BETWEEN: frozenset({ChartKind.G, ChartKind.RUN}),
}
WITH_MEMORY = {ChartKind.EWMA, ChartKind.CUSUM}
ALONE = {ChartKind.RUN, ChartKind.HOTELLING_T2}
"""Whose points say nothing of the one before."""


class ChartNotSuited(Invalid):
    """This kind of chart is for other data."""


def check_suited(kind: ChartKind, data: DataKind) -> None:
    if kind not in SUITED[data]:
        detail = f"of {data} must be one of {', '.join(sorted(SUITED[data]))}"
        raise ChartNotSuited(errors=[FieldError("/kind", "not_suited", detail)])


def positions(kind: ChartKind, asked: int | None, subgroup_size: int) -> dict[str, int]:
    """How many values make a point of T², so that all its limits are of as many."""
    if kind is not ChartKind.HOTELLING_T2:
        return {}
    if asked is None and subgroup_size < 2:
        detail = "is required where subgroups usually have one value"
        raise ChartNotSuited(errors=[FieldError("/parameters/positions", "missing", detail)])
    return {"positions": asked or subgroup_size}


@dataclass(frozen=True, slots=True)
class Setup:
    """`positions`: of T² charts, which take each place in a subgroup, such as a cavity of a mould, for itself."""

    kind: ChartKind
    options: Options
    positions: int = 1

    @property
    def remembers(self) -> bool:
        """Whether what is known at a point stands for all points before; rules over several need those as well."""
        return self.kind in WITH_MEMORY and all(rule.m == 1 for rule in self.rules)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Those of all its plots."""
        recipe, options = RECIPES[self.kind], self.options
        rules = recipe.rules if options.rules is None else options.rules
        others = recipe.others if options.dispersion_rules is None else options.dispersion_rules
        return *rules, *others

    @property
    def reach(self) -> int | None:
        """How many points before a point it is judged with, and how many after it are judged with it; None: all.

        One more than the rules look back, because a moving range has a point before it too.
        """
        points = reach(self.kind, self.rules)
        return None if points is None else points + 1


def setup(chart: Mapping[str, Any]) -> Setup:
    """A chart's columns as the engine knows them; refused where an option makes no sense."""
    sigma_method, parameters = chart["sigma_method"], chart["parameters"]
    options = Options(
        k=chart["k"],
        limits_kind=LimitsKind(chart["limits_kind"]),
        alpha=chart["alpha"],
        rules=_named(chart["rules"]),
        dispersion_rules=_named(chart["dispersion_rules"]),
        sigma_method=None if sigma_method is None else SigmaMethod(sigma_method),
        target=parameters.get("target"),
        ewma=replace(Ewma(), **_given(parameters, "ewma_")),
        cusum=replace(Cusum(), **_given(parameters, "cusum_")),
    )
    kind = ChartKind(chart["kind"])
    check_limits_kind(kind, options.limits_kind)
    return Setup(kind, options, int(parameters.get("positions", 1)))


def _named(names: Sequence[str] | None) -> tuple[Rule, ...] | None:
    return None if names is None else named(names)


def _given(parameters: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in parameters.items() if name.startswith(prefix)}

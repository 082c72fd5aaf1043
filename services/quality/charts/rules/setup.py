"""What a chart may be, and how the engine is asked for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.quality.characteristics.rules import DataKind
from services.quality.spc.rules.analysis import reach
from services.quality.spc.rules.kinds import RECIPES, ChartKind
from services.quality.spc.rules.limits import Cusum, Ewma, Options
from services.quality.spc.rules.run_rules import Rule, named
from services.quality.spc.rules.sigma import SigmaMethod
from shared.problems import FieldError, Invalid

SUITED: Mapping[DataKind, frozenset[ChartKind]] = {
    DataKind.VARIABLE: frozenset(
        {ChartKind.XBAR_R, ChartKind.XBAR_S, ChartKind.I_MR, ChartKind.IMR_RS, ChartKind.EWMA, ChartKind.CUSUM}
    ),
    DataKind.DEFECTIVES: frozenset({ChartKind.P, ChartKind.NP, ChartKind.LANEY_P}),
    DataKind.DEFECTS: frozenset({ChartKind.U, ChartKind.C, ChartKind.LANEY_U}),
    DataKind.TIME_BETWEEN: frozenset({ChartKind.T}),
    DataKind.COUNT_BETWEEN: frozenset({ChartKind.G}),
}
WITH_MEMORY = {ChartKind.EWMA, ChartKind.CUSUM}


class ChartNotSuited(Invalid):
    """This kind of chart is for other data."""


def check_suited(kind: ChartKind, data: DataKind) -> None:
    if kind not in SUITED[data]:
        detail = f"of {data} must be one of {', '.join(sorted(SUITED[data]))}"
        raise ChartNotSuited(errors=[FieldError("/kind", "not_suited", detail)])


@dataclass(frozen=True, slots=True)
class Setup:
    kind: ChartKind
    options: Options

    @property
    def reach(self) -> int | None:
        """How many points before a point it is judged with, and how many after it are judged with it; None: all.

        One more than the rules look back, because a moving range has a point before it too.
        """
        recipe, options = RECIPES[self.kind], self.options
        rules = recipe.rules if options.rules is None else options.rules
        others = recipe.others if options.dispersion_rules is None else options.dispersion_rules
        points = reach(self.kind, (*rules, *others))
        return None if points is None else points + 1


def setup(chart: Mapping[str, Any]) -> Setup:
    """A chart's columns as the engine knows them; refused where an option makes no sense."""
    sigma_method, parameters = chart["sigma_method"], chart["parameters"]
    options = Options(
        k=chart["k"],
        rules=_named(chart["rules"]),
        dispersion_rules=_named(chart["dispersion_rules"]),
        sigma_method=None if sigma_method is None else SigmaMethod(sigma_method),
        target=parameters.get("target"),
        ewma=replace(Ewma(), **_given(parameters, "ewma_")),
        cusum=replace(Cusum(), **_given(parameters, "cusum_")),
    )
    return Setup(ChartKind(chart["kind"]), options)


def _named(names: Sequence[str] | None) -> tuple[Rule, ...] | None:
    return None if names is None else named(names)


def _given(parameters: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in parameters.items() if name.startswith(prefix)}

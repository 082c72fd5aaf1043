"""Gage R&R where each operator has parts of their own, as destructive tests need it: AIAG MSA, chapter IV."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.quality.msa.rules.anova import Floats, Source, source, sum_of_squares, tested
from services.quality.msa.rules.components import STUDY_SIGMAS, Components, Tolerance, components
from services.quality.msa.rules.designs import Reading, nested


@dataclass(frozen=True, slots=True)
class NestedTable:
    operator: Source | None
    part: Source
    """Parts within operators."""
    error: Source
    total: Source


@dataclass(frozen=True, slots=True)
class NestedStudy:
    operators: int
    parts: int
    """Of each operator."""
    trials: int
    mean: float
    anova: NestedTable
    components: Components
    warnings: list[str]


def nested_gage_rr(
    readings: Sequence[Reading], lsl: float | None = None, usl: float | None = None, *, sigmas: float = STUDY_SIGMAS
) -> NestedStudy:
    """Readings and limits in one unit; trials are of parts as alike as one.

    Raises UnbalancedDesign, InsufficientData.
    """
    values = nested(readings)
    operators, parts, trials = values.shape
    table, mean = _table(values), float(values.mean())
    among = None
    if table.operator is not None:
        among = max(0.0, (table.operator.ms - table.part.ms) / (parts * trials))
    return NestedStudy(
        operators=operators,
        parts=parts,
        trials=trials,
        mean=mean,
        anova=table,
        components=components(
            repeatability=table.error.ms,
            operator=among,
            interaction=None,
            part=max(0.0, (table.part.ms - table.error.ms) / trials),
            tolerance=Tolerance.of(lsl, usl, mean),
            sigmas=sigmas,
        ),
        warnings=[] if table.total.ss else ["zero_variation"],
    )


def _table(values: Floats) -> NestedTable:
    operators, parts, trials = values.shape
    largest = float(np.abs(values).max())
    centred = values - values.mean()
    of_parts = centred.mean(axis=2)
    of_operators = of_parts.mean(axis=1)
    error = source(operators * parts * (trials - 1), sum_of_squares(centred - of_parts[:, :, None], 1, largest))
    within = sum_of_squares(of_parts - of_operators[:, None], trials, largest)
    part = tested(source(operators * (parts - 1), within), error)
    total = source(values.size - 1, sum_of_squares(centred, 1, largest))
    if operators == 1:
        return NestedTable(None, part, error, total)
    between = sum_of_squares(of_operators, parts * trials, largest)
    return NestedTable(tested(source(operators - 1, between), part), part, error, total)

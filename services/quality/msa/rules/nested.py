"""Gage R&R where each operator has parts of their own, as destructive tests need it: AIAG MSA, chapter IV."""

from collections.abc import Sequence

import numpy as np

from services.quality.msa.rules.anova import Floats, source, sum_of_squares, tested
from services.quality.msa.rules.components import STUDY_SIGMAS, Tolerance, components
from services.quality.msa.rules.designs import Reading, nested
from services.quality.msa.rules.study import Model, Study, VarianceTable


def nested_gage_rr(
    readings: Sequence[Reading], lsl: float | None = None, usl: float | None = None, *, sigmas: float = STUDY_SIGMAS
) -> Study:
    """Readings and limits in one unit; trials are of parts as alike as one.

    Raises UnbalancedDesign, InsufficientData.
    """
    values = nested(readings)
    operators, parts, trials = values.shape
    table, mean = _table(values), float(values.mean())
    among = None
    if table.operator is not None:
        among = max(0.0, (table.operator.ms - table.part.ms) / (parts * trials))
    parts_of = components(
        repeatability=table.error.ms,
        operator=among,
        interaction=None,
        part=max(0.0, (table.part.ms - table.error.ms) / trials),
        tolerance=Tolerance.of(lsl, usl, mean),
        sigmas=sigmas,
    )
    return Study(
        parts=parts,
        operators=operators,
        trials=trials,
        mean=mean,
        anova=table,
        interaction_in_model=None,
        kept=Model(table.part, table.operator, parts_of),
        other=None,
        warnings=[] if table.total.ss else ["zero_variation"],
    )


def _table(values: Floats) -> VarianceTable:
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
        return VarianceTable(part, None, None, error, total)
    between = sum_of_squares(of_operators, parts * trials, largest)
    return VarianceTable(part, tested(source(operators - 1, between), part), None, error, total)

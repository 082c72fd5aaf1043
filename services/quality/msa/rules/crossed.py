"""Gage R&R where every operator reads every part, by analysis of variance: AIAG MSA, chapter III B."""

from collections.abc import Sequence

import numpy as np

from services.quality.msa.rules.anova import Floats, pooled, source, sum_of_squares, tested
from services.quality.msa.rules.components import STUDY_SIGMAS, Tolerance, components
from services.quality.msa.rules.designs import Reading, crossed
from services.quality.msa.rules.study import Model, Study, VarianceTable

ALPHA = 0.05


def gage_rr(
    readings: Sequence[Reading],
    lsl: float | None = None,
    usl: float | None = None,
    *,
    alpha: float = ALPHA,
    sigmas: float = STUDY_SIGMAS,
) -> Study:
    """Readings and limits in one unit. The interaction stays in the model where its p is at most `alpha`.

    `sigmas` is how many make up the study variation: 6, formerly 5.15. Raises UnbalancedDesign, InsufficientData.
    """
    values = crossed(readings)
    parts, operators, trials = values.shape
    table, mean = _table(values), float(values.mean())
    tolerance = Tolerance.of(lsl, usl, mean)
    models = {with_it: _model(table, values.shape, tolerance, sigmas, with_it) for with_it in (True, False)}
    keeps = table.interaction is not None and table.interaction.p is not None and table.interaction.p <= alpha
    return Study(
        parts=parts,
        operators=operators,
        trials=trials,
        mean=mean,
        anova=table,
        interaction_in_model=None if table.interaction is None else keeps,
        kept=models[keeps],
        other=None if table.interaction is None else models[not keeps],
        warnings=[] if table.total.ss else ["zero_variation"],
    )


def _table(values: Floats) -> VarianceTable:
    parts, operators, trials = values.shape
    largest = float(np.abs(values).max())
    centred = values - values.mean()
    cells = centred.mean(axis=2)
    of_parts, of_operators = cells.mean(axis=1), cells.mean(axis=0)

    def squares(residuals: Floats, repeats: int) -> float:
        return sum_of_squares(residuals, repeats, largest)

    error = source(parts * operators * (trials - 1), squares(centred - cells[:, :, None], 1))
    part = source(parts - 1, squares(of_parts, operators * trials))
    total = source(values.size - 1, squares(centred, 1))
    if operators == 1:
        return VarianceTable(tested(part, error), None, None, error, total)
    together = squares(cells - of_parts[:, None] - of_operators[None, :], trials)
    interaction = tested(source((parts - 1) * (operators - 1), together), error)
    operator = source(operators - 1, squares(of_operators, parts * trials))
    return VarianceTable(part, operator, interaction, error, total)


def _model(
    table: VarianceTable, shape: tuple[int, ...], tolerance: Tolerance, sigmas: float, with_interaction: bool
) -> Model:
    """Variances by the expected mean squares; a negative estimate is 0."""
    parts, operators, trials = shape
    both, error = table.interaction, table.error
    if both is not None and not with_interaction:
        error = pooled(both, error)
    against = both if both is not None and with_interaction else error
    operator = table.operator
    between = None if both is None else max(0.0, (both.ms - error.ms) / trials) if with_interaction else 0.0
    return Model(
        part=tested(table.part, against),
        operator=None if operator is None else tested(operator, against),
        components=components(
            repeatability=error.ms,
            operator=None if operator is None else max(0.0, (operator.ms - against.ms) / (parts * trials)),
            interaction=between,
            part=max(0.0, (table.part.ms - against.ms) / (operators * trials)),
            tolerance=tolerance,
            sigmas=sigmas,
        ),
    )

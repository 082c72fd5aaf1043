"""What a gage study answers, whichever its design."""

from dataclasses import dataclass

from services.quality.msa.rules.anova import Source
from services.quality.msa.rules.components import Components


@dataclass(frozen=True, slots=True)
class VarianceTable:
    """The whole model; None is not in the design. In a crossed study F of parts and operators depends on the model that
    is kept, so only `Model` has it.
    """

    part: Source
    operator: Source | None
    interaction: Source | None
    error: Source
    total: Source


@dataclass(frozen=True, slots=True)
class Model:
    """What parts and operators are tested against, and where the variation comes from."""

    part: Source
    operator: Source | None
    components: Components


@dataclass(frozen=True, slots=True)
class Study:
    """`kept` is the model that the test of the interaction chooses, `other` the opposite one; None without interaction.

    In a nested study `parts` are those of each operator.
    """

    parts: int
    operators: int
    trials: int
    mean: float
    anova: VarianceTable
    interaction_in_model: bool | None
    kept: Model
    other: Model | None
    warnings: list[str]

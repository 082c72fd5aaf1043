"""How an effectiveness plan is fixed, and by whom one that is fixed is replaced."""

from collections.abc import Mapping
from typing import Any

from services.quality.capas.rules.kinds import EffectivenessMetric, EffectivenessPlanStatus
from services.quality.spc.rules.data_kinds import DataKind
from shared.problems import FieldError, Invalid
from shared.workflow import Excusable, Guard, Right, Step, Workflow

DRAFT, FROZEN, REPLACED = EffectivenessPlanStatus

HANDLER = Right("not_owner_or_manager", "This is for the owner of the CAPA or a quality manager.")
SECOND_PERSON = Right(
    "not_second_person", "A frozen plan is replaced by a quality manager who neither owns the CAPA nor wrote the plan."
)
VERIFIER_APART = Guard("verifier_involved", "The verifier must have no part in the CAPA.", "/verifier_id")
CAPA_UNDECIDED = Guard("capa_decided", "The verdict of this round is out: it needs another round.")
THIS_ROUND = Guard("other_round", "The plan belongs to an earlier round of the CAPA.")
NOTHING_FROZEN = Excusable("replaces_frozen", "It replaces a frozen plan: say why.")

PLANS = Workflow(
    {
        "freeze": Step(
            {DRAFT},
            FROZEN,
            (HANDLER, SECOND_PERSON, VERIFIER_APART, CAPA_UNDECIDED, THIS_ROUND, NOTHING_FROZEN),
        )
    }
)

_MEASURED = frozenset({DataKind.VARIABLE, DataKind.TIME_BETWEEN, DataKind.COUNT_BETWEEN})
SUITED: Mapping[EffectivenessMetric, frozenset[DataKind]] = {
    EffectivenessMetric.MEAN: _MEASURED,
    EffectivenessMetric.STANDARD_DEVIATION: _MEASURED,
    EffectivenessMetric.SHARE_DEFECTIVE: frozenset({DataKind.VARIABLE, DataKind.DEFECTIVES}),
    EffectivenessMetric.DEFECTS_PER_UNIT: frozenset({DataKind.DEFECTS}),
    EffectivenessMetric.SIGNALS_PER_POINT: frozenset(DataKind),
}
"""Of which data each metric of a characteristic can be computed."""


class BaselineReversed(Invalid):
    """The baseline has to end after it begins, and before now."""


class MetricUnfit(Invalid):
    """The metric can't be computed of what it names."""


def check_source(metric: EffectivenessMetric, named: Mapping[str, Any], data_kind: str | None) -> None:
    """`data_kind` of the characteristic, None where there is no such one."""
    of_process = metric is EffectivenessMetric.NONCONFORMANCES_PER_DAY
    wanted, other = ("process_id", "characteristic_id") if of_process else ("characteristic_id", "process_id")
    errors = [FieldError(f"/{wanted}", "missing", f"is required for {metric}")] if named[wanted] is None else []
    errors += [FieldError(f"/{other}", "not_used", f"has no part in {metric}")] if named[other] is not None else []
    if not errors and not of_process and (data_kind is None or DataKind(data_kind) not in SUITED[metric]):
        errors = [FieldError("/characteristic_id", "unfit", f"has no {metric}")]
    if errors:
        raise MetricUnfit(errors=errors)


def check_baseline(begin: Any, end: Any, now: Any) -> None:
    if not begin < end <= now:
        raise BaselineReversed(errors=[FieldError("/baseline_to", "out_of_order", "must be after baseline_from")])

"""The guards of the table in `rules.states`, each as SQL over one nonconformance."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Numeric, Text, and_, case, cast, exists, func, not_, or_, select, true
from sqlalchemy.orm import aliased

from services.quality.capas.queries.sources import AT_IMPLEMENTATION, BEGUN, answered
from services.quality.capas.rules.kinds import CapaStatus
from services.quality.independence.policy import independent
from services.quality.independence.rules import CLOSING, SOD_4
from services.quality.nonconformances import policy
from services.quality.nonconformances.models import (
    Containment,
    Disposition,
    Nonconformance,
    NonconformanceCause,
    NonconformanceCost,
)
from services.quality.nonconformances.rules import states
from services.quality.nonconformances.rules.words import DEVIATING, WORKED_ON, CapaDecision, Severity
from services.quality.processes.models import Process
from services.quality.signatures.queries import signed_by_another, signers
from services.quality.signatures.rules import Meaning
from shared.resources.shapes import AnySelect, instant
from shared.resources.viewer import Condition, Viewer, holding
from shared.workflow import Guard

_SIGNED = (
    "title", "description", "detected_where", "severity", "requirement", "process_id", "characteristic_id",
    "supplier_id", "item_ref", "lot_refs", "quantity_affected", "unit", "quantity_not_applicable",
    "recurrence_of_id", "customer_approval_required", "capa_decision", "capa_rationale",
)  # fmt: skip


def _of_this(part: Any) -> ColumnElement[bool]:
    of_this: ColumnElement[bool] = part.nonconformance_id == Nonconformance.id
    return of_this


def some(part: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(_of_this(part), *conditions).correlate(Nonconformance)


def _disposed(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return some(Disposition, Disposition.withdrawn_at.is_(None), *conditions)


def _sum() -> AnySelect:
    counted = _of_this(Disposition), Disposition.withdrawn_at.is_(None)
    return select(func.coalesce(func.sum(Disposition.quantity), 0)).where(*counted).correlate(Nonconformance)


def _json(*named: Any) -> ColumnElement[Any]:
    return func.json_build_array(*(cast(column, Text) for column in named))


def _content() -> ColumnElement[Any]:
    """What a signer vouches for: what was found, where it goes and why; not who works on it, and not the clocks."""
    causes = select(func.array_agg(NonconformanceCause.code.op("ORDER BY")(NonconformanceCause.code)))
    part = Disposition
    said = _json(part.kind, part.quantity, part.rationale, part.customer_approval_ref)
    ways = select(func.json_agg(said.op("ORDER BY")(part.id))).where(_of_this(part), part.withdrawn_at.is_(None))
    return _json(
        instant(Nonconformance.detected_at),
        *(getattr(Nonconformance, name) for name in _SIGNED),
        causes.where(_of_this(NonconformanceCause)).correlate(Nonconformance).scalar_subquery(),
        ways.correlate(Nonconformance).scalar_subquery(),
    )


CONTENT = _content()


def _accumulates() -> ColumnElement[bool]:
    """A cause of this one was named often enough lately; cancelled ones don't count."""
    same, other = aliased(NonconformanceCause), aliased(Nonconformance)
    lately = same.created_at >= Viewer.now - timedelta(days=states.SAME_CAUSE_DAYS)
    counted = select(same.id).join(other, other.id == same.nonconformance_id)
    counted = counted.where(same.code == NonconformanceCause.code, lately, other.status != states.CANCELLED)
    often = exists(counted.offset(states.SAME_CAUSE - 1).limit(1).correlate(NonconformanceCause))
    return some(NonconformanceCause, often)


CRITICAL = Nonconformance.severity == Severity.CRITICAL
REQUIRED = func.coalesce(Nonconformance.capa_decision == CapaDecision.REQUIRED, False)
_FREE = or_(REQUIRED, not_(or_(CRITICAL, Nonconformance.recurrence_of_id.is_not(None), _accumulates())))
_MANDATED = and_(
    or_(CRITICAL, Nonconformance.recurrence_of_id.is_not(None)), Nonconformance.capa_overridden_because.is_(None)
)
_DEVIATES = _disposed(Disposition.kind.in_(DEVIATING))
_COUNTED = or_(Nonconformance.quantity_affected.is_not(None), Nonconformance.quantity_not_applicable)
_ALLOTTED = case(
    (Nonconformance.quantity_not_applicable, _disposed()),
    else_=_sum().scalar_subquery() == cast(Nonconformance.quantity_affected, Numeric),
)
_independent = independent(SOD_4, policy.PARTS)


def _always(condition: ColumnElement[Any]) -> Condition:
    return lambda _viewer: condition


def _rationale_given() -> ColumnElement[bool]:
    return func.coalesce(Nonconformance.capa_rationale, "").regexp_match(r"\S")


def _corrected() -> ColumnElement[bool]:
    """What is critical or major waits until its CAPA is being implemented."""
    begun, implementing = (answered(Nonconformance, by) for by in (BEGUN, AT_IMPLEMENTATION))
    return case((Nonconformance.severity.in_([Severity.CRITICAL, Severity.MAJOR]), implementing), else_=begun)


def _process_owned() -> ColumnElement[bool]:
    return exists().where(Process.id == Nonconformance.process_id, Process.owner_id.is_not(None))


GUARDS: Mapping[Guard, Condition] = {
    states.HANDLER: policy.handles,
    states.REPORTER: policy.reported,
    states.OWNER: policy.owns,
    states.OWNER_OR_BOARD: policy.owns_or_decides,
    states.BOARD: holding("nonconformances:approve"),
    states.REVIEWER: holding("nonconformances:review"),
    states.MANAGER: holding("nonconformances:write:all"),
    SOD_4: lambda viewer: or_(not_(_DEVIATES), _independent(viewer)),
    CLOSING: independent(CLOSING, policy.PARTS),
    states.DESCRIBED: _always(Nonconformance.description.regexp_match(r"\S")),
    states.RATED: _always(Nonconformance.severity.is_not(None)),
    states.PLACED: _always(func.num_nonnulls(Nonconformance.process_id, Nonconformance.characteristic_id) > 0),
    states.QUANTIFIED: _always(_COUNTED),
    states.OWNED: _always(or_(Nonconformance.owner_id.is_not(None), _process_owned().correlate(Nonconformance))),
    states.CONTAINMENT: _always(some(Containment, Containment.done_at.is_not(None))),
    states.TRACED: _always(or_(Nonconformance.quantity_not_applicable, func.cardinality(Nonconformance.lot_refs) > 0)),
    states.HELD: _always(or_(Nonconformance.quantity_not_applicable, Nonconformance.hold_requested)),
    states.ALLOTTED: _always(_ALLOTTED),
    states.TWO_PEOPLE: _always(
        or_(not_(CRITICAL), not_(_DEVIATES), signed_by_another(Nonconformance, CONTENT, Meaning.APPROVED))
    ),
    states.CONCEDED: _always(
        or_(
            not_(Nonconformance.customer_approval_required),
            not_(_disposed(Disposition.kind.in_(DEVIATING), Disposition.customer_approval_ref.is_(None))),
        )
    ),
    states.CAUSED: _always(some(NonconformanceCause)),
    states.DECIDED: _always(and_(Nonconformance.capa_decision.is_not(None), _rationale_given())),
    states.OVERRIDDEN: lambda viewer: true() if policy.manages(viewer) else _FREE,
    states.MANDATORY: _always(_FREE),
    states.EXECUTED: _always(not_(_disposed(Disposition.executed_at.is_(None)))),
    states.INSPECTED: _always(not_(_disposed(Disposition.kind.in_(WORKED_ON), Disposition.inspection_ref.is_(None)))),
    states.COSTED: _always(or_(Nonconformance.costs_are_zero, some(NonconformanceCost))),
    states.CORRECTED: _always(or_(not_(or_(REQUIRED, _MANDATED)), _corrected())),
    states.STILL_APPROVED: _always(
        signers(Nonconformance, CONTENT, Meaning.APPROVED) >= case((and_(CRITICAL, _DEVIATES), 2), else_=1)
    ),
    states.UNWATCHED: _always(not_(answered(Nonconformance, {CapaStatus.EFFECTIVENESS_PENDING}))),
}

from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Double,
    Integer,
    Uuid,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from services.quality.capas.models import Capa, EffectivenessPlan, EffectivenessResult
from services.quality.capas.policy import PARTS, handles, inside, of_capa
from services.quality.capas.queries.gates import latest_verdict
from services.quality.capas.rules.kinds import EffectivenessVerdict
from services.quality.capas.rules.states import AT_WORK, EFFECTIVENESS_PENDING, PREVENTED
from services.quality.characteristics.models import Characteristic, ControlChart, SpecificationRevision
from services.quality.charts.models import Signal
from services.quality.charts.rules.states import SignalStatus
from services.quality.effectiveness import schemas
from services.quality.effectiveness.rules import plans as rules
from services.quality.independence.policy import apart
from services.quality.independence.rules import SOD_1
from services.quality.measurements.models import Subgroup
from services.quality.measurements.queries import STATUS
from services.quality.measurements.rules import NORMAL
from services.quality.nonconformances.models import Nonconformance
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.viewer import Condition, Viewer, among, equals

UNDECIDED = sorted({*AT_WORK, PREVENTED, EFFECTIVENESS_PENDING})
OPEN_VERDICT = EffectivenessVerdict.INCONCLUSIVE
_at = DateTime(timezone=True)


def _nothing_frozen() -> ColumnElement[bool]:
    other: Any = aliased(EffectivenessPlan)
    frozen = other.capa_id == EffectivenessPlan.capa_id, other.status == rules.FROZEN
    same_round = other.iteration == EffectivenessPlan.iteration
    return not_(exists().where(*frozen, same_round).correlate(EffectivenessPlan))


def _second_person(viewer: Viewer) -> ColumnElement[bool]:
    """Where a frozen plan is replaced: a quality manager who neither owns the CAPA nor wrote this plan."""
    manager = true() if viewer.has("capas:manage") else false()
    not_owner = of_capa(EffectivenessPlan, lambda viewer: func.coalesce(Capa.owner_id != viewer.id, true()))
    return or_(_nothing_frozen(), and_(manager, EffectivenessPlan.author_id != viewer.id, not_owner(viewer)))


def _of_plan(holds: ColumnElement[bool]) -> Condition:
    return of_capa(EffectivenessPlan, lambda _viewer: holds)


effectiveness_plans = Resource(
    schemas.EffectivenessPlan,
    EffectivenessPlan,
    visible=of_capa(EffectivenessPlan, inside),
    workflow=rules.PLANS,
    guards={
        rules.HANDLER: of_capa(EffectivenessPlan, handles),
        rules.SECOND_PERSON: _second_person,
        rules.VERIFIER_APART: _of_plan(apart(SOD_1, PARTS, EffectivenessPlan.__table__.c.verifier_id)),
        rules.CAPA_UNDECIDED: _of_plan(
            and_(Capa.status.in_(UNDECIDED), func.coalesce(latest_verdict(), OPEN_VERDICT) == OPEN_VERDICT)
        ),
        rules.THIS_ROUND: _of_plan(Capa.iteration == EffectivenessPlan.iteration),
        rules.NOTHING_FROZEN: lambda _viewer: _nothing_frozen(),
    },
    filters={
        "capa_id": equals(EffectivenessPlan.capa_id),
        "status": among(EffectivenessPlan.status),
        "verifier_id": equals(EffectivenessPlan.verifier_id),
    },
    sorts={"created_at": EffectivenessPlan.created_at},
)

effectiveness_results = Resource(
    schemas.EffectivenessResult,
    EffectivenessResult,
    visible=of_capa(EffectivenessResult, inside),
    filters={"capa_id": equals(EffectivenessResult.capa_id)},
    sorts={"created_at": EffectivenessResult.created_at},
)

CAPA_OF_PLAN = Statement(select(EffectivenessPlan.capa_id).where(EffectivenessPlan.id == argument("id", Uuid)))

NEXT_NUMBER = Statement(
    select(func.coalesce(func.max(EffectivenessPlan.number), 0) + 1).where(
        EffectivenessPlan.capa_id == argument("capa_id", Uuid)
    )
)

KIND_OF_DATA = Statement(select(Characteristic.data_kind).where(Characteristic.id == argument("id", Uuid)))

FROZEN_PLAN = select(EffectivenessPlan).where(
    EffectivenessPlan.capa_id == argument("capa_id", Uuid),
    EffectivenessPlan.iteration == argument("iteration", Integer),
    EffectivenessPlan.status == rules.FROZEN,
)


def _period() -> list[ColumnElement[bool]]:
    """Subgroups that count, without those excluded for an assignable cause."""
    since, before = Subgroup.taken_at >= argument("since", _at), Subgroup.taken_at < argument("before", _at)
    return [Subgroup.characteristic_id == argument("id", Uuid), since, before, STATUS.in_([NORMAL.value])]


_value: Any = func.unnest(Subgroup.values).table_valued("value", name="each").render_derived()


def _values() -> Statement:
    there = _value.c.value.is_not(None)
    found = select(func.array_agg(_value.c.value, type_=ARRAY(Double)).label("values"))
    return Statement(found.select_from(Subgroup).join(_value, true()).where(*_period(), there))


def _defectives() -> Statement:
    """Values outside the specification of their time, or defectives, and of how many."""
    limits = SpecificationRevision
    outside = or_(
        func.coalesce(_value.c.value < limits.lsl, false()), func.coalesce(_value.c.value > limits.usl, false())
    )
    measured = (
        select(func.count(_value.c.value).filter(outside).label("bad"), func.count(_value.c.value).label("n"))
        .select_from(_value)
        .join(limits, limits.id == Subgroup.specification_id)
        .correlate(Subgroup)
        .lateral("measured")
    )
    bad = func.sum(func.coalesce(Subgroup.count, measured.c.bad))
    n = func.sum(func.coalesce(Subgroup.size, measured.c.n))
    found = select(func.coalesce(bad, 0).label("bad"), func.coalesce(n, 0).label("n"))
    return Statement(found.select_from(Subgroup).join(measured, true(), isouter=True).where(*_period()))


def _defects() -> Statement:
    events, exposure = func.coalesce(func.sum(Subgroup.count), 0), func.coalesce(func.sum(Subgroup.exposure), 0.0)
    return Statement(select(events.label("events"), exposure.label("exposure")).where(*_period()))


def _signalling() -> Statement:
    """Points of the default chart at which a signal stands, and of how many."""
    stands = Signal.subgroup_id == Subgroup.id, Signal.status != SignalStatus.SUPERSEDED
    default = ControlChart.id == Signal.chart_id, ControlChart.is_default
    flagged = exists().where(*stands, *default).correlate(Subgroup)
    found = select(func.count().filter(flagged).label("bad"), func.count().label("n"))
    return Statement(found.select_from(Subgroup).where(*_period()))


def _nonconformances() -> Statement:
    since, before = argument("since", _at), argument("before", _at)
    of_this = Nonconformance.process_id == argument("id", Uuid), Nonconformance.status.not_in(["draft", "cancelled"])
    when = Nonconformance.detected_at >= since, Nonconformance.detected_at < before
    days = cast(func.extract("epoch", before - since), Double) / literal(86_400.0)
    return Statement(select(func.count().label("events"), days.label("exposure")).where(*of_this, *when))


VALUES, DEFECTIVES, DEFECTS, SIGNALLING = _values(), _defectives(), _defects(), _signalling()
NONCONFORMANCES = _nonconformances()

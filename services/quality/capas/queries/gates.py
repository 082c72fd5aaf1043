"""When each condition of a corrective action's gates holds, in SQL."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select

from services.quality.capas.models import (
    Capa,
    CapaAction,
    CapaMember,
    CapaSource,
    EffectivenessPlan,
    EffectivenessResult,
    RootCause,
)
from services.quality.capas.policy import PARTS, handles, in_team, verifies
from services.quality.capas.rules import states
from services.quality.capas.rules.kinds import (
    CapaActionKind,
    CapaActionStatus,
    CapaMethod,
    CauseLevel,
    CauseStatus,
    EffectivenessPlanStatus,
    EffectivenessVerdict,
)
from services.quality.independence.policy import independent
from services.quality.independence.rules import SOD_1, SOD_2
from shared.resources.viewer import Condition, Viewer, holding

DONE = (CapaActionStatus.DONE, CapaActionStatus.VERIFIED)
RECENT_DAYS = 365


def _action(*conditions: Any) -> ColumnElement[bool]:
    return exists().where(CapaAction.capa_id == Capa.id, *conditions).correlate(Capa)


def _cause(*conditions: Any) -> ColumnElement[bool]:
    return exists().where(RootCause.capa_id == Capa.id, *conditions).correlate(Capa)


def _always(condition: ColumnElement[bool]) -> Condition:
    return lambda _viewer: condition


def _members() -> ColumnElement[int]:
    team = select(func.count()).where(CapaMember.capa_id == Capa.id)
    return team.correlate(Capa).scalar_subquery()


def _eight_d() -> ColumnElement[bool]:
    return Capa.method == CapaMethod.EIGHT_D


def _verified(level: CauseLevel) -> ColumnElement[bool]:
    return _cause(RootCause.status == CauseStatus.VERIFIED, RootCause.level == level)


def _contained() -> ColumnElement[bool]:
    containment = CapaAction.kind == CapaActionKind.CONTAINMENT
    verified = _action(containment, CapaAction.status == CapaActionStatus.VERIFIED)
    unsure = _action(containment, CapaAction.status.in_([CapaActionStatus.OPEN, CapaActionStatus.DONE]))
    return or_(Capa.containment_waiver.is_not(None), and_(verified, not_(unsure)))


def _acted_on() -> ColumnElement[bool]:
    """Each verified cause has an action, and this round has one of its own."""
    alive = CapaAction.status != CapaActionStatus.CANCELLED
    against = exists().where(CapaAction.root_cause_id == RootCause.id, alive).correlate(RootCause)
    left = _cause(RootCause.status == CauseStatus.VERIFIED, not_(against))
    new = _action(alive, CapaAction.iteration == Capa.iteration, CapaAction.kind != CapaActionKind.CONTAINMENT)
    return and_(not_(left), new)


def in_force() -> list[ColumnElement[bool]]:
    """The effectiveness plan of this round."""
    plan = EffectivenessPlan
    of_now = plan.capa_id == Capa.id, plan.iteration == Capa.iteration
    return [*of_now, plan.status == EffectivenessPlanStatus.FROZEN]


def latest_verdict() -> ColumnElement[Any]:
    """The latest of this round and of the window as it is now."""
    result = EffectivenessResult
    of_now = result.capa_id == Capa.id, result.iteration == Capa.iteration, result.window_to == Capa.window_to
    found = select(result.verdict).where(*of_now).order_by(result.id.desc()).limit(1)
    return found.correlate(Capa).scalar_subquery()


def _recurred() -> ColumnElement[bool]:
    since = CapaSource.capa_id == Capa.id, CapaSource.created_at > Capa.closed_at
    recent = Capa.closed_at > Viewer.now - timedelta(days=RECENT_DAYS)
    return and_(recent, exists().where(*since).correlate(Capa))


def _decided(condition: ColumnElement[bool]) -> Condition:
    """No verdict yet decides nothing."""
    return _always(func.coalesce(condition, false()))


GUARDS: dict[Any, Condition] = {
    states.OWNER: lambda viewer: func.coalesce(Capa.owner_id == viewer.id, false()),
    states.MANAGER: holding("capas:manage"),
    states.VERIFIER: verifies,
    states.HANDLER: handles,
    states.TEAM: in_team,
    states.SOURCED: _always(exists().where(CapaSource.capa_id == Capa.id).correlate(Capa)),
    states.STAFFED: _always(func.num_nonnulls(Capa.owner_id, Capa.sponsor_id) == 2),
    states.DUE: _always(Capa.due_on.is_not(None)),
    states.TEAMED: _always(or_(not_(_eight_d()), _members() >= 2)),
    states.PROBLEM_DESCRIBED: _always(Capa.problem.is_not(None)),
    states.CONTAINMENT_DONE: _always(_contained()),
    states.NOTHING_PENDING: _always(not_(_cause(RootCause.status == CauseStatus.PENDING))),
    states.OCCURRENCE_KNOWN: _always(_verified(CauseLevel.OCCURRENCE)),
    states.ESCAPE_KNOWN: _always(or_(not_(_eight_d()), _verified(CauseLevel.ESCAPE))),
    states.EACH_CAUSE_ACTED_ON: _always(_acted_on()),
    states.PLAN_FROZEN: _always(exists().where(*in_force()).correlate(Capa)),
    states.ACTIONS_DONE: _always(
        not_(
            _action(
                CapaAction.status == CapaActionStatus.OPEN,
                CapaAction.kind.in_([CapaActionKind.CORRECTIVE, CapaActionKind.SYSTEMIC]),
            )
        )
    ),
    states.READ_ACROSS: _always(_action(CapaAction.kind == CapaActionKind.PREVENTIVE, CapaAction.status.in_(DONE))),
    states.SIMPLE: _always(Capa.method == CapaMethod.SIMPLE),
    states.NOTHING_OPEN: _always(not_(_action(CapaAction.status == CapaActionStatus.OPEN))),
    states.WINDOW_OVER: _decided(Capa.window_to <= Viewer.now),
    states.PROVEN: _decided(latest_verdict() == EffectivenessVerdict.EFFECTIVE),
    states.DISPROVEN: _decided(latest_verdict() == EffectivenessVerdict.INEFFECTIVE),
    states.UNDECIDED: _decided(latest_verdict() == EffectivenessVerdict.INCONCLUSIVE),
    states.EXTENDABLE: _always(not_(Capa.extended)),
    states.EXTENDED: _always(Capa.extended.is_(True)),
    states.RECURRED: _decided(_recurred()),
    SOD_1: independent(SOD_1, PARTS),
    SOD_2: independent(SOD_2, PARTS),
}

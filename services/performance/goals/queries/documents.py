"""The Resource of goals."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    Select,
    Text,
    and_,
    any_,
    case,
    cast,
    exists,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from services.performance.goals import policy, schemas
from services.performance.goals.models import (
    Goal,
    GoalAlignment,
    GoalContribution,
    GoalContributor,
    GoalCycle,
    KeyResult,
    Milestone,
)
from services.performance.goals.queries.carrying import Link
from services.performance.goals.rules import states
from services.performance.goals.rules.grades import Colour
from services.performance.goals.rules.rollup import MEASURED_AS_A_WHOLE, ProgressMethod
from services.performance.goals.rules.states import CycleStatus, GoalKind, Health, KeyResultStatus
from services.performance.people.models import Person
from services.performance.people.policy import led_directly
from services.performance.people.queries.references import org_unit_of, person_of
from shared.database.statements import argument
from shared.resources.resource import Resource
from shared.resources.shapes import all_of, columns_of, one_of
from shared.resources.viewer import SeenBy, Viewer, among, before, equals, since


def percent(share: Any) -> ColumnElement[Any]:
    return cast(100 * share, Double)


def number(exact: Any) -> ColumnElement[Any]:
    """Digits as a JSON number of ordinary length."""
    return cast(exact, Double)


HEALTH = case(
    (Goal.status.in_(states.UNBEGUN), null()),
    (Goal.status.in_(states.ENDED), Health.CLOSED.value),
    (Goal.health_override.is_not(None), Goal.health_override),
    (Goal.progress >= 1, Health.DONE.value),
    (or_(Goal.progress.is_(None), Goal.stale_on <= Viewer.today), Health.NOT_UPDATED.value),
    (Goal.off_track_on <= Viewer.today, Health.OFF_TRACK.value),
    (Goal.at_risk_on <= Viewer.today, Health.AT_RISK.value),
    else_=Health.ON_TRACK.value,
)
"""`rules.health.health` on the days that the roll-up wrote down."""

_shown_score = func.round(Goal.final_score, 1)
COLOUR = case(
    (_shown_score >= 0.7, Colour.GREEN.value),
    (_shown_score >= 0.4, Colour.YELLOW.value),
    (_shown_score.is_not(None), Colour.RED.value),
    else_=null(),
)
"""`rules.grades.colour_of`."""

_cycle = select(GoalCycle.id, GoalCycle.name).where(GoalCycle.id == Goal.goal_cycle_id)
_locked_by_cycle = exists().where(GoalCycle.id == Goal.goal_cycle_id, GoalCycle.goals_locked_on <= Viewer.today)
LOCKED = and_(Goal.status.not_in(states.UNBEGUN), or_(Goal.locked, _locked_by_cycle.correlate(Goal)))
"""A draft can be changed, however late it is."""
_in_closed_cycle = exists().where(GoalCycle.id == Goal.goal_cycle_id, GoalCycle.status == CycleStatus.CLOSED)

_going_on = KeyResult.goal_id == Goal.id, KeyResult.status != KeyResultStatus.DROPPED
_has_key_result = exists().where(*_going_on).correlate(Goal)
MEASURABLE = or_(
    _has_key_result,
    Goal.progress_method.in_([*MEASURED_AS_A_WHOLE, ProgressMethod.CHILDREN, ProgressMethod.POOLED]),
)
_kept_or_explained = or_(
    Goal.final_score.is_(None),  # that a score is missing is a guard of its own
    Goal.kind != GoalKind.COMMITTED,
    Goal.final_score >= 1,
    func.length(func.btrim(Goal.score_comment)) > 0,
)


def _milestones() -> Select[Any]:
    part = Milestone
    columns = part.id, part.title, number(part.weight).label("weight"), part.due_on, part.completed_on
    return select(*columns).where(part.key_result_id == KeyResult.id).order_by(part.id).correlate(KeyResult)


_FIGURES = [
    getattr(KeyResult, name)
    for name in (
        "start_value", "target_value", "commit_value", "stretch_value", "range_low", "range_high", "tolerance",
        "weight", "current_value",
    )
]  # fmt: skip


def _key_results() -> Select[Any]:
    derived = {
        **{figure.key: number(figure) for figure in _FIGURES},
        "owner": person_of(KeyResult.owner_id, KeyResult),
        "progress_percent": percent(KeyResult.progress),
        "accepted_percent": percent(KeyResult.accepted_progress),
        "milestones": all_of(_milestones()),
    }
    found = select(*columns_of(schemas.KeyResult, KeyResult, derived))
    return found.where(KeyResult.goal_id == Goal.id).order_by(KeyResult.id).correlate(Goal)


def _contribution(viewer: Viewer) -> ColumnElement[Any]:
    """That it contributes moves no number of its own; to what, only those know who see it."""
    link, seen = GoalContribution, policy.sees(viewer, GoalContribution.parent_goal_id)
    to = [case((seen, column)).label(column.key) for column in (link.parent_goal_id, link.parent_key_result_id)]
    found = select(*to, number(link.weight).label("weight"))
    return one_of(found.where(link.child_goal_id == Goal.id).correlate(Goal))


def _contributors() -> Select[Any]:
    helper = GoalContributor
    columns = person_of(helper.person_id, helper).label("person"), helper.role
    return select(*columns).where(helper.goal_id == Goal.id).order_by(helper.id).correlate(Goal)


def _aligned(viewer: Viewer) -> ColumnElement[Any]:
    link, served = GoalAlignment, aliased(Goal)
    found = select(link.parent_goal_id.label("goal_id"), served.title, link.note)
    found = found.join(served, served.id == link.parent_goal_id)
    found = found.where(link.child_goal_id == Goal.id, policy.sees(viewer, link.parent_goal_id))
    return all_of(found.order_by(link.id).correlate(Goal))


def carried_from(viewer: Viewer) -> ColumnElement[Any]:
    older = aliased(Goal)
    seen = select(older.id).where(older.id == Goal.carried_from_goal_id, policy.sees(viewer, older.id))
    return seen.correlate(Goal).scalar_subquery()


def _linked(link: Link) -> Callable[[str, Viewer], ColumnElement[bool]]:
    """Those with such a link to a goal that the viewer sees."""

    def condition(name: str, viewer: Viewer) -> ColumnElement[bool]:
        parent_id = argument(name, link.parent_goal_id.type)
        children = select(link.child_goal_id).where(
            link.parent_goal_id == parent_id, policy.sees(viewer, link.parent_goal_id)
        )
        return Goal.id.in_(children)

    return condition


def _owned_by(name: str) -> ColumnElement[bool]:
    return exists().where(Person.id == Goal.owner_id, among(Person.status)(name)).correlate(Goal)


def _helped_by(name: str) -> ColumnElement[bool]:
    helped = GoalContributor.goal_id == Goal.id, equals(GoalContributor.person_id)(name)
    return exists().where(*helped).correlate(Goal)


def _healthy(name: str) -> ColumnElement[bool]:
    return any_(argument(name, ARRAY(Text))) == HEALTH


def _of_team(name: str) -> ColumnElement[bool]:
    return Goal.owner_id.in_(led_directly(argument(name, Goal.owner_id.type)))


goals = Resource(
    schemas.Goal,
    Goal,
    visible=policy.visible_to,
    workflow=states.LIFECYCLE,
    guards={
        states.SETTER: policy.may_set,
        states.CHECKER: policy.may_check_in,
        states.APPROVER: policy.may_decide,
        states.PUBLISHER: policy.may_publish,
        states.CANCELLER: policy.may_cancel,
        states.HR: policy.is_hr,
        states.MEASURED: lambda _viewer: MEASURABLE,
        states.UNLOCKED: lambda _viewer: ~LOCKED,
        states.SCORED: lambda _viewer: Goal.final_score.is_not(None),
        states.EXPLAINED: lambda _viewer: func.coalesce(_kept_or_explained, False),
        states.CYCLE_OPEN: lambda _viewer: ~_in_closed_cycle.correlate(Goal),
    },
    beside={"decides_for": policy.decides_for},
    derived={
        "owner": person_of(Goal.owner_id, Goal),
        "owner_unit": org_unit_of(Goal.owner_unit_id, Goal),
        "goal_cycle": one_of(_cycle.correlate(Goal)),
        "weight": number(Goal.weight),
        "locked": LOCKED,
        "progress_percent": percent(Goal.progress),
        "health": HEALTH,
        "final_score": number(Goal.final_score),
        "score_colour": COLOUR,
        "contributors": all_of(_contributors()),
        "key_results": all_of(_key_results()),
    },
    confidential=("goal", policy.is_anothers_secret),
    per_viewer={
        "carried_from_goal_id": carried_from,
        "contribution": _contribution,
        "aligned_to": _aligned,
    },
    filters={
        "status": among(Goal.status),
        "level": among(Goal.level),
        "kind": among(Goal.kind),
        "health": _healthy,
        "owner_id": equals(Goal.owner_id),
        "owner_unit_id": equals(Goal.owner_unit_id),
        "owner_status": _owned_by,
        "contributor_id": _helped_by,
        "goal_cycle_id": equals(Goal.goal_cycle_id),
        "parent_goal_id": SeenBy(_linked(GoalContribution)),
        "aligned_to_id": SeenBy(_linked(GoalAlignment)),
        "manager_id": _of_team,
        "due_before": before(Goal.due_on),
        "updated_since": since(Goal.updated_at),
    },
    sorts={"created_at": Goal.created_at, "due_on": Goal.due_on, "title": Goal.title},
)

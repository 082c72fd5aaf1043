"""Goals as a spreadsheet."""

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from services.performance.goals.models import Goal, GoalCycle, KeyResult
from services.performance.goals.queries.documents import COLOUR, HEALTH, LOCKED, goals, percent
from services.performance.people.models import OrgUnit, Person
from services.performance.people.queries.references import version_of
from shared.resources.sheet import Sheet


def _owner(column: Any) -> ColumnElement[Any]:
    return select(column).where(Person.id == Goal.owner_id).correlate(Goal).scalar_subquery()


def _unit_name() -> ColumnElement[Any]:
    version = version_of(Goal.owner_unit_id).correlate(Goal).subquery()
    return select(version.c.name).scalar_subquery()


def _key_results() -> ColumnElement[int]:
    part = aliased(KeyResult)
    return select(func.count()).where(part.goal_id == Goal.id).correlate(Goal).scalar_subquery()


GOALS_SHEET = Sheet(
    "goals",
    goals,
    {
        "id": Goal.id,
        "title": Goal.title,
        "description": Goal.description,
        "owner": _owner(Person.display_name),
        "owner_email": _owner(Person.work_email),
        "owner_unit_code": select(OrgUnit.code).where(OrgUnit.id == Goal.owner_unit_id).scalar_subquery(),
        "owner_unit": _unit_name(),
        "goal_cycle": select(GoalCycle.name).where(GoalCycle.id == Goal.goal_cycle_id).scalar_subquery(),
        "level": Goal.level,
        "kind": Goal.kind,
        "visibility": Goal.visibility,
        "status": Goal.status,
        "locked": LOCKED,
        "health": HEALTH,
        "progress_percent": percent(Goal.progress),
        "key_results": _key_results(),
        "weight": Goal.weight,
        "critical": Goal.critical,
        "starts_on": Goal.starts_on,
        "due_on": Goal.due_on,
        "checked_in_on": Goal.checked_in_on,
        "final_score": Goal.final_score,
        "score_colour": COLOUR,
        "score_comment": Goal.score_comment,
        "closed_reason": Goal.closed_reason,
        "created_at": Goal.created_at,
        "updated_at": Goal.updated_at,
    },
)

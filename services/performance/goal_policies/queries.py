from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, literal, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY

from services.performance.goal_policies import schemas
from services.performance.goal_policies.models import GoalPolicy
from services.performance.goal_policies.rules import DEFAULT, Policy
from shared.database.statements import Statement
from shared.resources.resource import Resource
from shared.resources.viewer import everyone
from shared.work import Reading

goal_policies = Resource(schemas.GoalPolicy, GoalPolicy, visible=everyone, sorts={"number": GoalPolicy.number})

FIGURES = [field.name for field in fields(Policy)]

CURRENT = Statement(
    select(GoalPolicy.id, *(getattr(GoalPolicy, name) for name in FIGURES)).order_by(GoalPolicy.number.desc()).limit(1)
)


async def policy(work: Reading) -> Policy:
    """The policy in force: the highest number, or what holds where nobody said anything."""
    row = await work.row(CURRENT)
    return DEFAULT if row is None else Policy(**{name: row[name] for name in FIGURES})


def in_force(column: Any) -> ColumnElement[Any]:
    """One figure of the policy in force, inside another statement."""
    default = getattr(DEFAULT, column.key)
    stated = select(column).order_by(GoalPolicy.number.desc()).limit(1).scalar_subquery()
    if isinstance(column.type, ARRAY):
        return func.coalesce(type_coerce(stated, ARRAY(Text)), cast(list(default), ARRAY(Text)))
    return func.coalesce(stated, literal(default, column.type))

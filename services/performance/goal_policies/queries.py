from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY

from services.performance.goal_policies import schemas
from services.performance.goal_policies.models import GoalPolicy
from services.performance.goal_policies.rules import DEFAULT, Figures, Policy
from shared.database.statements import Statement
from shared.resources.resource import Resource
from shared.resources.viewer import everyone
from shared.work import Reading

goal_policies = Resource(schemas.GoalPolicy, GoalPolicy, visible=everyone, sorts={"number": GoalPolicy.number})

ALL = [field.name for field in fields(Policy)]


def _latest(*columns: Any) -> Select[Any]:
    return select(*columns).order_by(GoalPolicy.number.desc()).limit(1)


CURRENT = Statement(_latest(GoalPolicy.id, *(getattr(GoalPolicy, name) for name in ALL)))

FIGURES = _latest(*(getattr(GoalPolicy, field.name) for field in fields(Figures)))
"""What goals are judged by now, for a statement that asks for more; no row is `DEFAULT`."""


async def policy(work: Reading) -> Policy:
    """The policy in force: the highest number, or what holds where nobody said anything."""
    row = await work.row(CURRENT)
    return DEFAULT if row is None else Policy(**{name: row[name] for name in ALL})


def in_force(column: Any) -> ColumnElement[Any]:
    """One figure of the policy in force, inside another statement."""
    default = getattr(DEFAULT, column.key)
    stated = select(column).order_by(GoalPolicy.number.desc()).limit(1).scalar_subquery()
    if isinstance(column.type, ARRAY):
        return func.coalesce(type_coerce(stated, ARRAY(Text)), cast(list(default), ARRAY(Text)))
    return func.coalesce(stated, literal(default, column.type))

"""Where goals stand among those that they contribute to and that contribute to them."""

from typing import Any

from sqlalchemy import Uuid, any_, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from services.performance.goals.models import Goal, GoalContribution
from services.performance.goals.queries.together import Together
from services.performance.goals.rules.states import COUNTED
from shared.database.statements import argument
from shared.resources.shapes import AnySelect

IDS = argument("ids", ARRAY(Uuid))


def _links() -> AnySelect:
    """Contributions to and of these goals; those of goals that do not count bind nobody."""
    link, child, parent = GoalContribution, aliased(Goal), aliased(Goal)
    found = select(link.child_goal_id, link.parent_goal_id)
    found = found.join(child, child.id == link.child_goal_id).join(parent, parent.id == link.parent_goal_id)
    return found.where(
        or_(link.child_goal_id == any_(IDS), link.parent_goal_id == any_(IDS)),
        child.status.in_(COUNTED),
        parent.status.in_(COUNTED),
    )


def _places() -> AnySelect:
    links = _links().subquery()
    ends = select(links.c.child_goal_id).union(select(links.c.parent_goal_id))
    said: list[Any] = [Goal.id, Goal.owner_id, Goal.owner_unit_id, Goal.level, Goal.starts_on, Goal.due_on]
    return select(*said).where(Goal.id.in_(ends))


PLACES = Together(links=_links(), places=_places())

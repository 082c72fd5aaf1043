"""Where goals stand among those that they contribute to and that contribute to them."""

from typing import Any

from sqlalchemy import Uuid, any_, select, true, union
from sqlalchemy.dialects.postgresql import ARRAY

from services.performance.goals.models import Goal, GoalContribution
from services.performance.goals.rules.states import COUNTED
from shared.database.statements import Statement, argument

ENDS = ("child", "parent")
PLACED = ("id", "owner_id", "owner_unit_id", "level", "starts_on", "due_on")


def _ends() -> Statement:
    """Contributions to and of these goals, with both ends of each; those of goals that do not count bind nobody."""
    link, ids = GoalContribution, argument("ids", ARRAY(Uuid))
    pair = select(link.child_goal_id, link.parent_goal_id)
    links = union(pair.where(link.child_goal_id == any_(ids)), pair.where(link.parent_goal_id == any_(ids))).cte(
        "links"
    )
    child, parent = (_end(f"{end}_goal_id", links, end) for end in ENDS)
    found = select(*child.c, *parent.c).select_from(links)
    return Statement(found.join(child, true()).join(parent, true()))


def _end(column: str, links: Any, end: str) -> Any:
    """OFFSET keeps the planner, who expects more contributions than there are, from reading all goals."""
    said = [getattr(Goal, name).label(f"{end}_{name}") for name in PLACED]
    found = select(*said).where(Goal.id == links.c[column], Goal.status.in_(COUNTED))
    return found.correlate(links).offset(0).lateral(end)


PLACES = _ends()

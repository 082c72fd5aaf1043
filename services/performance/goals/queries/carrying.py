"""Where the links of a goal lead once it is carried over."""

from typing import Any

from sqlalchemy import Uuid, and_, case, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from services.performance.goals.models import Goal, GoalAlignment, GoalContribution
from services.performance.goals.queries.together import Together
from services.performance.goals.rules.states import OPEN
from shared.database.statements import Statement, argument
from shared.resources.shapes import AnySelect

Link = type[GoalContribution] | type[GoalAlignment]
OLD, NEW = argument("old_id", Uuid), argument("new_id", Uuid)


def _links(link: Link, *said: Any) -> AnySelect:
    """Each link of the old goal as one of the new, with who is to stand at its other end.

    That is what the goal there was carried over into, in the same cycle; above also that goal itself while it goes on.
    """
    heir, up = aliased(Goal), link.child_goal_id == OLD
    other = case((up, link.parent_goal_id), else_=link.child_goal_id)
    cycle = select(Goal.goal_cycle_id).where(Goal.id == NEW).scalar_subquery()
    carried = and_(heir.carried_from_goal_id == other, heir.goal_cycle_id.is_not_distinct_from(cycle))
    itself = and_(heir.id == link.parent_goal_id, up)
    best = select(heir.id).where(or_(carried, itself), heir.status.in_(OPEN), heir.id != NEW)
    there = best.order_by(heir.id == link.parent_goal_id, heir.id.desc()).limit(1).correlate(link).lateral("there")
    child_id, parent_id = case((up, NEW), else_=there.c.id), case((up, there.c.id), else_=NEW)
    found = select(child_id.label("child_goal_id"), parent_id.label("parent_goal_id"), *said)
    found = found.select_from(link).join(there, true())
    return found.where(or_(up, link.parent_goal_id == OLD)).order_by(link.id)


def _above(link: Link) -> Statement:
    """These goals and all above them by such links."""
    start = select(func.unnest(argument("ids", ARRAY(Uuid))).label("id")).cte("above", recursive=True)
    above = start.union(select(link.parent_goal_id).join(start, link.child_goal_id == start.c.id))
    return Statement(select(above.c.id))


LINKS = Together(
    contributions=_links(GoalContribution, GoalContribution.parent_key_result_id, GoalContribution.weight),
    alignments=_links(GoalAlignment, GoalAlignment.note),
)
ABOVE: dict[Link, Statement] = {link: _above(link) for link in (GoalContribution, GoalAlignment)}
